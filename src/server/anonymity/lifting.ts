import type { Actor } from '#contract/auth.ts'
import { recordAudit, recordCopyEvent } from '#server/audit/audit.ts'
import type { Database, Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { holdExam } from './anonymity.store.ts'
import * as store from './lifting.store.ts'

/**
 * The correctors of the exam see names from now on. Lifting twice is lifting once.
 * Throws `not_found`, `anonymity_needed` while a copy is not marked.
 */
export async function liftAnonymity(db: Database, actor: Actor, examId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const exam = await holdExam(trx, examId)
    if (exam === undefined) throw new DomainError('not_found')
    if (exam.anonymity_lifted_at !== null) return
    const copies = await store.listStates(trx, examId)
    const unmarked = copies.filter(({ status }) => status !== 'GRADED').length
    if (unmarked > 0 || copies.length === 0)
      throw new DomainError('anonymity_needed', { unmarked, copies: copies.length })
    await store.setLifted(trx, examId, true)
    await tell(trx, actor, examId, copies, { lifted: true })
  })
}

/** Throws `not_found`. */
export async function restoreAnonymity(db: Database, actor: Actor, examId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const exam = await holdExam(trx, examId)
    if (exam === undefined) throw new DomainError('not_found')
    await restoreBefore(trx, actor, examId)
  })
}

/**
 * Puts the anonymity of an exam back if it was lifted: alone, or with an act that gives copies to mark again, before it and in its
 * transaction. The caller holds the exam.
 */
export async function restoreBefore(
  trx: Trx,
  actor: Actor,
  examId: string,
  cause?: 'reopen' | 'validate',
): Promise<void> {
  if (!(await store.setLifted(trx, examId, false))) return
  await tell(trx, actor, examId, await store.listStates(trx, examId), { lifted: false, cause })
}

async function tell(
  trx: Trx,
  actor: Actor,
  examId: string,
  copies: ReadonlyArray<{ id: string }>,
  { lifted, cause }: { lifted: boolean; cause?: string | undefined },
): Promise<void> {
  const metadata = cause === undefined ? {} : { cause }
  await recordAudit(trx, {
    actorId: actor.id,
    action: lifted ? 'lift_anonymity' : 'restore_anonymity',
    examId,
    metadata: { copies: copies.length, ...metadata },
  })
  await recordCopyEvent(
    trx,
    copies.map(({ id }) => ({
      copyId: id,
      action: lifted ? 'LIFT_ANONYMITY' : 'RESTORE_ANONYMITY',
      actorId: actor.id,
      metadata,
    })),
  )
  await announce(trx, { type: 'exam', examId })
}
