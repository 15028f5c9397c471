import { randomInt } from 'node:crypto'
import type { Actor } from '#contract/auth.ts'
import type { HandOut } from '#contract/hand-out.ts'
import { shareEvenly } from '#domain/hand-out.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import { displayName } from '#server/auth/display-name.ts'
import type { Database, Executor } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './hand-out.store.ts'

/** The largest range `randomInt` takes. */
const RANDOM_RANGE = 2 ** 48 - 1

/** Throws `not_found`. */
export async function getHandOut(db: Executor, examId: string): Promise<HandOut> {
  if (!(await store.examExists(db, examId))) throw new DomainError('not_found')
  // One after the other: a transaction has one connection.
  const correctors = await store.listCorrectors(db, examId)
  const copies = await store.listCopies(db, examId)
  return {
    correctors: correctors.map((user) => ({
      id: user.id,
      displayName: displayName(user),
      copies: user.copies,
      locked: user.locked,
      graded: user.graded,
    })),
    copies: copies.map((copy) => ({
      id: copy.id,
      anonymousId: copy.anonymous_id,
      status: copy.status,
      studentName:
        copy.student_last_name === null ? null : `${copy.student_last_name} ${copy.student_first_name}`,
      assignedCorrectorId: copy.assigned_corrector_id,
      ...holderOf(copy),
    })),
  }
}

function holderOf(
  copy: Awaited<ReturnType<typeof store.listCopies>>[number],
): Pick<HandOut['copies'][number], 'lockedBy' | 'lockedAt'> {
  if (copy.holder_username === null) return { lockedBy: null, lockedAt: null }
  const holder = displayName({
    username: copy.holder_username,
    first_name: copy.holder_first_name ?? '',
    last_name: copy.holder_last_name ?? '',
  })
  return { lockedBy: holder, lockedAt: copy.locked_at?.toISOString() ?? null }
}

/**
 * Shares the ready copies that nobody has (with `again`, all ready copies) among the correctors whose account is open,
 * counting what each has already. Throws `not_found`, `no_corrector`.
 */
export async function handOutAtRandom(
  db: Database,
  actor: Actor,
  examId: string,
  { again }: { again: boolean },
): Promise<HandOut> {
  return db.transaction().execute(async (trx) => {
    if (!(await store.holdExam(trx, examId))) throw new DomainError('not_found')
    const ready = await store.listReadyForUpdate(trx, examId, { again })
    const correctors = (await store.listCorrectors(trx, examId)).filter(({ is_active }) => is_active)
    if (correctors.length === 0) throw new DomainError('no_corrector')
    const shares = shareEvenly(
      ready.map(({ id }) => id),
      // What is reshuffled counts for nobody yet.
      correctors.map((user) => ({
        correctorId: user.id,
        copies: again ? user.copies - user.ready : user.copies,
      })),
      randomInt,
    )
    await store.assignAll(
      trx,
      shares.map((share) => ({ ...share, order: randomInt(RANDOM_RANGE) / RANDOM_RANGE })),
    )
    const before = new Map(ready.map((copy) => [copy.id, copy.assigned_corrector_id]))
    await recordCopyEvent(
      trx,
      shares
        .filter(({ copyId, correctorId }) => before.get(copyId) !== correctorId)
        .map(({ copyId, correctorId }) => assigned(actor, copyId, before.get(copyId) ?? null, correctorId)),
    )
    await announce(trx, { type: 'exam', examId })
    return getHandOut(trx, examId)
  })
}

/**
 * Gives one copy to a corrector of its exam; null takes it back. To whoever has it already: nothing happens.
 * Throws `not_found`, `copy_wrong_state` once somebody marks it, `invalid_request` for somebody who does not mark the exam.
 */
export async function assignCopy(
  db: Database,
  actor: Actor,
  copyId: string,
  correctorId: string | null,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const examId = (await store.findExamOf(trx, copyId))?.exam_id
    if (examId === undefined || !(await store.holdExam(trx, examId))) throw new DomainError('not_found')
    const copy = await store.findCopyForUpdate(trx, copyId)
    if (copy === undefined) throw new DomainError('not_found')
    if (copy.status !== 'STAGING' && copy.status !== 'READY')
      throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'READY' })
    if (correctorId !== null) {
      const correctors = await store.listCorrectors(trx, examId)
      if (!correctors.some((user) => user.id === correctorId && user.is_active))
        throw new DomainError('invalid_request')
    }
    if (copy.assigned_corrector_id === correctorId) return
    await store.assign(trx, copyId, correctorId)
    await recordCopyEvent(trx, [assigned(actor, copyId, copy.assigned_corrector_id, correctorId)])
    await announce(trx, { type: 'exam', examId })
  })
}

const assigned = (actor: Actor, copyId: string, before: string | null, after: string | null) => ({
  copyId,
  actorId: actor.id,
  action: 'ASSIGN',
  metadata: { previous_corrector_id: before, corrector_id: after },
})
