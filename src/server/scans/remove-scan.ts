import type { ScanRemoval } from '#contract/scans.ts'
import { recordAudit, recordCopyEvent } from '#server/audit/audit.ts'
import type { Executor } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { forgetFilesOfScan } from '#server/upkeep/forgotten-files.ts'
import * as store from './scans.store.ts'

/** Throws `not_found`. */
export async function getScanRemoval(db: Executor, scanId: string): Promise<ScanRemoval> {
  if ((await store.findScan(db, scanId)) === undefined) throw new DomainError('not_found')
  const copies = await store.listCopiesOfScan(db, scanId)
  const going = copies.filter(({ isWhole }) => isWhole)
  return {
    pages: await store.countPagesOfScan(db, scanId),
    copies: going.length,
    identified: going.filter((copy) => copy.is_identified).length,
    thinned: copies.length - going.length,
    settled: settledOf(copies),
  }
}

/**
 * Takes a scan back: its pages, the copies that hold no others, and what is stored of it. A copy that holds others too keeps them, and is to be looked
 * at again. Throws `scan_under_way`, and `scan_settled` when one of the copies is validated.
 */
export async function removeScan(deps: Deps, actorId: string, scanId: string): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const scan = await store.holdScan(trx, scanId)
    if (scan === undefined) throw new DomainError('not_found')
    if (scan.status === 'QUEUED' || scan.status === 'SPLITTING') throw new DomainError('scan_under_way')
    const copies = await store.listCopiesOfScan(trx, scanId)
    const settled = settledOf(copies)
    if (settled.length > 0)
      throw new DomainError('scan_settled', { file: scan.file_name, copies: some(settled) })
    const going = copies.filter(({ isWhole }) => isWhole)
    const thinned = copies.filter(({ isWhole }) => !isWhole)

    const pages = await store.countPagesOfScan(trx, scanId)
    await forgetFilesOfScan(deps, trx, scanId)
    await store.deleteScan(trx, scan)
    await store.deleteCopies(
      trx,
      going.map(({ id }) => id),
    )
    await store.reopenCopies(
      trx,
      thinned.map(({ id }) => id),
    )

    const examId = scan.exam_id
    const removed = { file: scan.file_name, sha256: scan.sha256 }
    await recordCopyEvent(
      trx,
      thinned.map(({ id, before, after }) => ({
        copyId: id,
        action: 'STAPLE',
        actorId,
        metadata: { before, after, removed },
      })),
    )
    await recordAudit(trx, {
      actorId,
      action: 'remove_scan',
      examId,
      metadata: { ...removed, pages, copies: going.map((copy) => copy.anonymous_id) },
    })
    await announce(trx, { type: 'exam', examId })
  })
}

const settledOf = (copies: Awaited<ReturnType<typeof store.listCopiesOfScan>>): string[] =>
  copies.filter(({ status }) => status !== 'STAGING').map((copy) => copy.anonymous_id)

/** Enough of them to find the others. */
const some = (ids: string[]): string => (ids.length > 5 ? [...ids.slice(0, 5), '…'] : ids).join(', ')
