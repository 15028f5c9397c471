import type { Actor } from '#contract/auth.ts'
import type { StapleOutcome, Stapler, StaplerCopy } from '#contract/stapler.ts'
import { isConfirmedByNumbers } from '#domain/sheet-numbers.ts'
import { findSheets } from '#domain/sheets.ts'
import { type CopyChange, faultOfChange, type StapleChange } from '#domain/stapling.ts'
import { restoreBefore } from '#server/anonymity/lifting.ts'
import { recordAudit, recordCopyEvent } from '#server/audit/audit.ts'
import { type Executor, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { queueIdentification } from '#server/identification/identification.queues.ts'
import { newAnonymousIds, settle } from '#server/scans/arrange-scan.ts'
import { toScanPage } from '#server/scans/scan-view.ts'
import { queueNumbers } from '#server/scans/scans.queues.ts'
import * as store from './stapler.store.ts'

export async function getStapler(db: Executor, examId: string): Promise<Stapler> {
  const exam = await db.selectFrom('exams_exam').where('id', '=', examId).select('id').executeTakeFirst()
  if (exam === undefined) throw new DomainError('not_found')
  return view(db, examId, await store.listCopies(db, examId), await store.listPages(db, examId))
}

/** What is no question any more where the pupil's own numbers run through the copy. */
const ANSWERED_BY_NUMBERS = ['copy_start_uncertain', 'sides_uncertain', 'sheet_uncertain']

/** These copies with those of the pages that are theirs; the pages in no copy are the bin. */
async function view(
  db: Executor,
  examId: string,
  copies: Awaited<ReturnType<typeof store.listCopies>>,
  pages: Awaited<ReturnType<typeof store.listPages>>,
): Promise<Stapler> {
  const { sides, alone } = await store.listSides(db, examId)
  const sheet = findSheets(sides, alone)
  const toPage = (page: (typeof pages)[number]) =>
    toScanPage(page, sheet({ scanId: page.scan_id, sourcePage: page.source_page }))
  const byCopy = Map.groupBy(pages, (page) => page.copy_id)
  return {
    copies: copies.map((copy): StaplerCopy => {
      const own = byCopy.get(copy.id) ?? []
      const pages = own.map(toPage)
      const flags = new Map(
        own.flatMap((page) => page.flags).map((flag) => [`${flag.code} ${flag.sourcePage}`, flag]),
      )
      const isConfirmed = isConfirmedByNumbers(pages)
      return {
        id: copy.id,
        anonymousId: copy.anonymous_id,
        status: copy.status,
        booklets: copy.booklets ?? 0,
        accepted: copy.accepted,
        pages,
        flags: [...flags.values()].filter(({ code }) => !(isConfirmed && ANSWERED_BY_NUMBERS.includes(code))),
      }
    }),
    bin: (byCopy.get(null) ?? []).map(toPage),
    balance: await store.countPages(db, examId),
  }
}

/**
 * Applies one change of the stapler, or nothing of it. What the caller believed (`before`) is compared with what is there:
 * two people at work on the same copies cannot undo each other unawares. Answers what the change touched, as it is now.
 * Throws `staple_unbalanced`, `staple_conflict` (with the present state), `copy_wrong_state`.
 */
export async function changeStaples(
  deps: Deps,
  actor: Actor,
  examId: string,
  { id, ...change }: StapleChange & { id: string },
): Promise<StapleOutcome> {
  if (faultOfChange(change) !== null) throw new DomainError('staple_unbalanced')
  return deps.db
    .transaction()
    .execute(async (trx) => {
      await apply(trx, actor, examId, change)
      await announce(trx, { type: 'exam', examId, cause: id })
      const outcome = await outcomeOf(trx, examId, change)
      // A page turned, no longer blank, or back from the bin may bear a number.
      if (change.pages.length > 0 || change.bin.before.length > 0) await queueNumbers(deps, trx, examId)
      // Another first page, or one turned, has another header.
      await queueIdentification(deps, trx, examId)
      return outcome
    })
    .catch(async (error: unknown) => {
      const conflict = error instanceof DomainError && error.code === 'staple_conflict'
      if (conflict)
        throw new DomainError('staple_conflict', {}, { current: await getStapler(deps.db, examId) })
      throw error
    })
}

async function outcomeOf(trx: Trx, examId: string, change: StapleChange): Promise<StapleOutcome> {
  const copyIds = change.copies.map(({ copyId }) => copyId)
  const pageIds = change.bin.after.map(({ pageId }) => pageId)
  return view(
    trx,
    examId,
    await store.listCopies(trx, examId, copyIds),
    await store.listPages(trx, examId, { copyIds, pageIds }),
  )
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
  const { copies, pages } = await assertAsSeen(trx, examId, change)

  const born = change.copies.filter(({ copyId }) => !copies.has(copyId))
  await bearCopies(trx, examId, born, [...copies.values()][0]?.pdf_source ?? null)
  const rearranged = change.copies.filter(({ before, after }) => !isSame(before, after))
  await store.movePages(trx, [
    ...rearranged.flatMap(({ copyId, after }) =>
      after.map((pageId, position) => ({ pageId, copyId, position, binReason: null })),
    ),
    ...change.bin.after.map(({ pageId, reason }) => ({
      pageId,
      copyId: null,
      position: null,
      binReason: reason,
    })),
  ])
  await store.markPages(
    trx,
    change.pages.flatMap(({ pageId, after: { rotation, blank } }) => {
      const page = pages.get(pageId)
      return page === undefined ? [] : [{ ...settle(page, rotation), blank }]
    }),
  )
  const kept = change.copies.filter(({ after }) => after.length > 0)
  for (const { copyId, accepted } of kept)
    if (accepted.before !== accepted.after || !copies.has(copyId))
      await store.setAccepted(trx, copyId, accepted.after)
  const emptied = change.copies.filter(({ after }) => after.length === 0)
  for (const { copyId } of emptied)
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'empty_copy',
      examId,
      copyId,
      metadata: { anonymous_id: copies.get(copyId)?.anonymous_id },
    })
  const emptiedIds = emptied.map(({ copyId }) => copyId)
  if (emptiedIds.length > 0) await trx.deleteFrom('exams_copy').where('id', 'in', emptiedIds).execute()
  const relinked = rearranged.filter(({ after }) => after.length > 0).map(({ copyId }) => copyId)
  if (relinked.length > 0) await store.relinkBooklets(trx, relinked)
  await recordCopyEvent(
    trx,
    kept.map((copy) => ({
      copyId: copy.copyId,
      action: 'STAPLE',
      actorId: actor.id,
      metadata: told(copy, change),
    })),
  )
}

/** What the journal of a copy keeps of a change: its pages before and after, and what else became of it and of them. */
function told({ before, after, accepted }: CopyChange, change: StapleChange): Record<string, unknown> {
  const pages = change.pages.filter(({ pageId }) => before.includes(pageId) || after.includes(pageId))
  return {
    before,
    after,
    ...(accepted.before !== accepted.after && { accepted }),
    ...(pages.length > 0 && { pages }),
  }
}

/** New copies come where the caller says; one that was emptied by an act now undone is called as before. */
async function bearCopies(
  trx: Trx,
  examId: string,
  born: CopyChange[],
  pdfSource: string | null,
): Promise<void> {
  if (born.length === 0) return
  const ids = born.map(({ copyId }) => copyId)
  const before = new Map(
    (await store.findEmptiedCopies(trx, examId, ids)).map((copy) => [copy.copyId, copy.anonymousId]),
  )
  const anonymousIds = await newAnonymousIds(trx, born.length)
  for (const [index, { copyId, follows }] of born.entries()) {
    const position = follows === null ? 0 : await positionAfter(trx, examId, follows)
    await store.makeRoom(trx, examId, position)
    await trx
      .insertInto('exams_copy')
      .values({
        id: copyId,
        exam_id: examId,
        anonymous_id: before.get(copyId) ?? anonymousIds[index] ?? '',
        pdf_source: pdfSource,
        position,
      })
      .execute()
  }
}

async function positionAfter(trx: Trx, examId: string, copyId: string): Promise<number> {
  const [copy] = await store.findCopiesForUpdate(trx, [copyId])
  if (copy?.exam_id !== examId) throw new DomainError('staple_conflict')
  return copy.position + 1
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, i) => id === other[i])

type CopyRow = Awaited<ReturnType<typeof store.findCopiesForUpdate>>[number]
type HeldPage = Awaited<ReturnType<typeof store.findPagesForUpdate>>[number]
interface Seen {
  /** The copies named that exist. */
  copies: ReadonlyMap<string, CopyRow>
  /** Every page named. */
  pages: ReadonlyMap<string, HeldPage>
}

/** Holds what the change names, once it is sure that all is as the caller saw it and nothing settled is touched. */
async function assertAsSeen(trx: Trx, examId: string, change: StapleChange): Promise<Seen> {
  const copyIds = change.copies.map(({ copyId }) => copyId)
  const copies = new Map(
    copyIds.length === 0
      ? []
      : (await store.findCopiesForUpdate(trx, copyIds)).map((copy) => [copy.id, copy]),
  )
  for (const copy of copies.values()) {
    if (copy.exam_id !== examId) throw new DomainError('not_found')
    if (copy.status !== 'STAGING')
      throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'STAGING' })
  }
  const pagesOf = Map.groupBy(
    copies.size === 0 ? [] : await store.listPagesOf(trx, copyIds),
    (page) => page.copy_id,
  )
  for (const { copyId, before, accepted } of change.copies) {
    const now = (pagesOf.get(copyId) ?? []).map(({ id }) => id)
    if (!isSame(now, before) || (copies.get(copyId)?.accepted ?? false) !== accepted.before)
      throw new DomainError('staple_conflict')
  }
  const named = [
    ...change.copies.flatMap(({ after }) => after),
    ...change.bin.after.map(({ pageId }) => pageId),
  ]
  const pages = new Map((await store.findPagesForUpdate(trx, examId, named)).map((page) => [page.id, page]))
  if (pages.size !== named.length) throw new DomainError('not_found')
  const binned = change.bin.before.every(({ pageId, reason }) => {
    const page = pages.get(pageId)
    return page?.copy_id === null && page.bin_reason === reason
  })
  const lie = change.pages.every(({ pageId, before }) => {
    const page = pages.get(pageId)
    return page?.rotation === before.rotation && page.blank === before.blank
  })
  if (!binned || !lie) throw new DomainError('staple_conflict')
  return { copies, pages }
}

/**
 * STAGING → READY for the copies named, or all; where names were shown they are hidden again. Refused while a scan of the exam is still being split: a missing verso may yet come.
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
      if (await store.isStaging(trx, examId)) await restoreBefore(trx, actor, examId, 'validate')
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
      const rule = violatedConstraint(error)
      if (rule === 'copy_validated_has_pages') throw new DomainError('copy_empty')
      if (rule === 'copy_validated_pages_balanced') throw new DomainError('pages_unbalanced')
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
