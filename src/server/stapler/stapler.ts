import type { Actor } from '#contract/auth.ts'
import type { Stapler } from '#contract/stapler.ts'
import { faultOfChange, type StapleChange } from '#domain/stapling.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import { type Executor, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { newAnonymousIds } from '#server/scans/arrange-scan.ts'
import { toScanPage } from '#server/scans/scan-view.ts'
import * as store from './stapler.store.ts'

/** Why a page is in the bin when a person put it there. */
const DROPPED = 'dropped'

export async function getStapler(db: Executor, examId: string): Promise<Stapler> {
  const exam = await db.selectFrom('exams_exam').where('id', '=', examId).select('id').executeTakeFirst()
  if (exam === undefined) throw new DomainError('not_found')
  const copies = await store.listCopies(db, examId)
  const pages = await store.listPages(db, examId)
  const byCopy = Map.groupBy(pages, (page) => page.copy_id)
  const bin = byCopy.get(null) ?? []
  return {
    copies: copies.map((copy) => {
      const own = byCopy.get(copy.id) ?? []
      const flags = new Map(
        own.flatMap((page) => page.flags).map((flag) => [`${flag.code} ${flag.sourcePage}`, flag]),
      )
      return {
        id: copy.id,
        anonymousId: copy.anonymous_id,
        status: copy.status,
        booklets: copy.booklets ?? 0,
        pages: own.map(toScanPage),
        flags: [...flags.values()],
      }
    }),
    bin: bin.map(toScanPage),
    balance: {
      halves: pages.length,
      placed: pages.length - bin.length,
      binned: bin.length,
      blank: pages.filter((page) => page.blank).length,
    },
  }
}

/**
 * Applies one change of the stapler, or nothing of it. What the caller believed (`before`) is compared with what is there:
 * two people at work on the same copies cannot undo each other unawares.
 * Throws `staple_unbalanced`, `staple_conflict` (with the present state), `copy_wrong_state`.
 */
export async function changeStaples(
  deps: Deps,
  actor: Actor,
  examId: string,
  change: StapleChange,
): Promise<Stapler> {
  if (faultOfChange(change) !== null) throw new DomainError('staple_unbalanced')
  await deps.db
    .transaction()
    .execute((trx) => apply(trx, actor, examId, change))
    .catch(async (error: unknown) => {
      const conflict = error instanceof DomainError && error.code === 'staple_conflict'
      if (conflict)
        throw new DomainError('staple_conflict', {}, { current: await getStapler(deps.db, examId) })
      throw error
    })
  return getStapler(deps.db, examId)
}

async function apply(trx: Trx, actor: Actor, examId: string, change: StapleChange): Promise<void> {
  // One change of an exam at a time: the lists compared below cannot move meanwhile.
  const exam = await trx
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select('id')
    .forUpdate()
    .executeTakeFirst()
  if (exam === undefined) throw new DomainError('not_found')
  const copyIds = change.copies.map(({ copyId }) => copyId)
  const known = await assertAsSeen(trx, examId, change)

  const newCopies = change.copies.filter(({ copyId }) => !known.has(copyId))
  const neighbour = [...known.values()].sort((a, b) => b.position - a.position)[0]
  const anonymousIds = await newAnonymousIds(trx, newCopies.length)
  // New copies come right after the one their pages come from; those behind make room.
  const position = (neighbour?.position ?? -1) + 1
  if (newCopies.length > 0) await store.makeRoom(trx, examId, position, newCopies.length)
  for (const [index, { copyId }] of newCopies.entries()) {
    await trx
      .insertInto('exams_copy')
      .values({
        id: copyId,
        exam_id: examId,
        anonymous_id: anonymousIds[index] ?? '',
        pdf_source: neighbour?.pdf_source ?? null,
        position: position + index,
      })
      .execute()
  }
  await store.movePages(trx, [
    ...change.copies.flatMap(({ copyId, after }) =>
      after.map((pageId, position) => ({ pageId, copyId, position, binReason: null })),
    ),
    ...change.bin.after.map((pageId) => ({ pageId, copyId: null, position: null, binReason: DROPPED })),
  ])
  const emptied = change.copies.filter(({ after }) => after.length === 0).map(({ copyId }) => copyId)
  if (emptied.length > 0) await trx.deleteFrom('exams_copy').where('id', 'in', emptied).execute()
  const kept = copyIds.filter((id) => !emptied.includes(id))
  if (kept.length > 0) await store.relinkBooklets(trx, kept)
  await recordCopyEvent(
    trx,
    change.copies
      .filter(({ copyId }) => kept.includes(copyId))
      .map(({ copyId, before, after }) => ({
        copyId,
        action: 'STAPLE',
        actorId: actor.id,
        metadata: { before, after },
      })),
  )
  await announce(trx, { type: 'exam', examId })
}

type CopyRow = Awaited<ReturnType<typeof store.findCopiesForUpdate>>[number]

/** The copies named that exist, once it is sure that pages are where the caller saw them and nothing settled is touched. */
async function assertAsSeen(trx: Trx, examId: string, change: StapleChange): Promise<Map<string, CopyRow>> {
  const copyIds = change.copies.map(({ copyId }) => copyId)
  const copies = copyIds.length === 0 ? [] : await store.findCopiesForUpdate(trx, copyIds)
  for (const copy of copies) {
    if (copy.exam_id !== examId) throw new DomainError('not_found')
    if (copy.status !== 'STAGING')
      throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'STAGING' })
  }
  const pagesOf = Map.groupBy(
    copies.length === 0 ? [] : await store.listPagesOf(trx, copyIds),
    (page) => page.copy_id,
  )
  for (const { copyId, before } of change.copies) {
    const now = (pagesOf.get(copyId) ?? []).map(({ id }) => id)
    if (now.length !== before.length || now.some((id, i) => id !== before[i]))
      throw new DomainError('staple_conflict')
  }
  const moved = [...change.copies.flatMap(({ after }) => after), ...change.bin.after]
  const pages = new Map((await store.findPagesForUpdate(trx, examId, moved)).map((page) => [page.id, page]))
  if (pages.size !== moved.length) throw new DomainError('not_found')
  const binned = change.bin.before.every((id) => {
    const page = pages.get(id)
    return page?.copy_id === null && page.bin_reason !== null
  })
  if (!binned) throw new DomainError('staple_conflict')
  return new Map(copies.map((copy) => [copy.id, copy]))
}

/**
 * STAGING → READY for the copies named, or all. Refused while a scan of the exam is still being split: a missing verso may yet come.
 * Throws `scan_in_progress`, `copy_wrong_state`, `copy_empty`.
 */
export async function validateCopies(
  deps: Deps,
  actor: Actor,
  examId: string,
  copyIds: string[] | undefined,
): Promise<number> {
  return deps.db
    .transaction()
    .execute(async (trx) => {
      const exam = await trx
        .selectFrom('exams_exam')
        .where('id', '=', examId)
        .select('id')
        .forUpdate()
        .executeTakeFirst()
      if (exam === undefined) throw new DomainError('not_found')
      const running = await trx
        .selectFrom('scans_scan')
        .where('exam_id', '=', examId)
        .where('status', 'in', ['QUEUED', 'SPLITTING'])
        .select('id')
        .executeTakeFirst()
      if (running !== undefined) throw new DomainError('scan_in_progress')
      if (copyIds !== undefined) await assertStaging(trx, examId, copyIds)
      let query = trx
        .updateTable('exams_copy')
        .set({ status: 'READY', validated_at: new Date() })
        .where('exam_id', '=', examId)
        .where('status', '=', 'STAGING')
      if (copyIds !== undefined) query = query.where('id', 'in', copyIds)
      const validated = await query.returning('id').execute()
      await recordCopyEvent(
        trx,
        validated.map(({ id }) => ({ copyId: id, action: 'VALIDATE', actorId: actor.id })),
      )
      await announce(trx, { type: 'exam', examId })
      return validated.length
    })
    .catch((error: unknown) => {
      if (violatedConstraint(error) === 'copy_validated_has_pages') throw new DomainError('copy_empty')
      throw error
    })
}

async function assertStaging(trx: Trx, examId: string, copyIds: string[]): Promise<void> {
  if (copyIds.length === 0) throw new DomainError('invalid_request')
  const copies = await store.findCopiesForUpdate(trx, copyIds)
  if (copies.length !== new Set(copyIds).size || copies.some((copy) => copy.exam_id !== examId)) {
    throw new DomainError('not_found')
  }
  const settled = copies.find((copy) => copy.status !== 'STAGING')
  if (settled !== undefined)
    throw new DomainError('copy_wrong_state', { found: settled.status, needed: 'STAGING' })
}
