import { mkdir, rm, stat } from 'node:fs/promises'
import type { Config } from '#server/config.ts'
import { isConnectionLost, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { MOST_PIXELS } from '#server/image/page-raster.ts'
import { PdfRefused } from '#server/pdf/pdf-refused.ts'
import { splitScan } from '#server/pdf/split-scan.ts'
import { readPeakRssMb } from '#server/peak-memory.ts'
import { forgetPagesOfScan } from '#server/upkeep/forgotten-files.ts'
import { scratchPath } from '#server/work-dir.ts'
import { arrangeScan } from './arrange-scan.ts'
import { megabytes } from './incoming-file.ts'
import { queueSplit } from './queue-split.ts'
import { collectSheets, ScanCalledOff } from './save-sheets.ts'
import { withScanLock } from './scan-lock.ts'
import { mostPdfBytes, scanAsPdf } from './scan-pdf.ts'
import { makeImagesQueue, splitScanQueue } from './scans.queues.ts'
import type { ScanRow } from './scans.store.ts'
import * as store from './scans.store.ts'

/** How often a split looks whether another should go first. */
const LOOK_MS = 250
/** What stopping one split and starting another costs, in the minutes of `findDueTime`, one for each page: the difference must be worth it. */
const MUCH_SHORTER_MS = 8 * 60_000
/** Characters of what went wrong that are kept. */
const MOST_DETAIL = 2000
/** A smaller file is read before a second process would have started. */
const WORTH_TWO_LANES_BYTES = 4 << 20

/**
 * Splits one scan, or goes on with it, until it is done or gives way to a much shorter one. Pages are saved as they come, in order: started again after
 * any crash, it goes on at the first page not saved. A file that cannot be read ends REFUSED, a fault of ours FAILED; both are rows
 * on a screen, not dead jobs.
 */
export async function runSplitScan(
  deps: Deps,
  { scanId }: { scanId: string },
  signal: AbortSignal,
): Promise<void> {
  const turn = new AbortController()
  const look = setInterval(async () => {
    // A database that is away is noticed by the work itself.
    const isOver = await isShorterWaiting(deps, scanId).catch(() => false)
    if (isOver) turn.abort(new TurnOver('a much shorter scan waits'))
  }, LOOK_MS)
  try {
    await workOnScan(deps, scanId, AbortSignal.any([signal, turn.signal]))
  } finally {
    clearInterval(look)
  }
}

/** The same to the end, for the command line, where nobody would take the next turn. */
export const splitWholeScan = (
  deps: Deps,
  scanId: string,
  signal = new AbortController().signal,
): Promise<void> => workOnScan(deps, scanId, signal)

async function isShorterWaiting({ db, jobs }: Deps, scanId: string): Promise<boolean> {
  const nextDue = await jobs.findNextDueTime(db, splitScanQueue)
  if (nextDue === null) return false
  const ownDue = await store.findDueTime(db, scanId)
  return ownDue !== undefined && nextDue.getTime() + MUCH_SHORTER_MS < ownDue.getTime()
}

class TurnOver extends Error {
  override name = 'TurnOver'
}

async function workOnScan(deps: Deps, scanId: string, signal: AbortSignal): Promise<void> {
  await withScanLock(deps, scanId, async () => {
    const startedAt = performance.now()
    const scan = await store.startScan(deps.db, scanId)
    // Deleted with its exam, called off, or already treated by the run before this one.
    if (scan === undefined) return
    const splitMs = () => Math.round((scan.timings.splitMs ?? 0) + performance.now() - startedAt)
    const workDir = scratchPath(deps.config.workDir, 'split')
    await mkdir(workDir, { recursive: true })
    try {
      const peakRssMb = await splitInto(deps, scan, workDir, signal)
      await deps.db.transaction().execute(async (trx) => {
        await arrangeScan(trx, scan, { splitMs: splitMs(), peakRssMb })
        await deps.jobs.send(trx, makeImagesQueue, { scanId })
      })
    } catch (error) {
      // Sheets put away after the files of the scan were noted for removal are noted again.
      if (error instanceof ScanCalledOff)
        return deps.db.transaction().execute((trx) => forgetPagesOfScan(deps, trx, scanId))
      if (error instanceof TurnOver) return giveWay(deps, scan, splitMs())
      if (signal.aborted || isPassing(error)) throw error
      await stop(deps, scan, error)
    } finally {
      await rm(workDir, { recursive: true, force: true })
    }
  })
}

/** The database went away, or came back without our lock and another worker went on: the job is tried again and finds what is done. */
const isPassing = (error: unknown): boolean =>
  isConnectionLost(error) || violatedConstraint(error) === 'page_each_half_once'

/** @returns the memory it took at most, in MiB. */
async function splitInto(deps: Deps, scan: ScanRow, workDir: string, signal: AbortSignal): Promise<number> {
  const done = await store.lastSavedPage(deps.db, scan.id)
  if (scan.page_count !== null && done >= scan.page_count) return 0
  const pdfPath = await scanAsPdf(deps, scan, workDir, signal)
  const sheets = collectSheets(deps, scan)
  try {
    const { peakRssMb } = await splitScan({
      pdfPath,
      workDir,
      fromPage: done + 1,
      lanes: (await stat(pdfPath)).size < WORTH_TWO_LANES_BYTES ? 1 : deps.config.splitProcesses,
      limits: { maxPages: deps.config.maxPages },
      onOpen: async ({ pageCount }) => {
        await store.setPageCount(deps.db, scan.id, pageCount)
        await announce(deps.db, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
      },
      onSheet: sheets.add,
      signal,
    })
    await sheets.save()
    return (await readPeakRssMb()) + peakRssMb
  } catch (error) {
    // What is being saved is saved before the scan is let go: a refusal would miss pages that come after it.
    await sheets.rest()
    if (error instanceof TurnOver) await sheets.save()
    throw error
  }
}

async function giveWay(deps: Deps, scan: ScanRow, splitMs: number): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (!(await store.waitAgain(trx, scan.id, { splitMs }))) return
    await queueSplit(deps, trx, scan.id)
    await announce(trx, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
  })
}

/** The limit that was passed, in the unit that the sentence of the refusal uses. */
function limitOf({ code }: PdfRefused, config: Config): string | undefined {
  if (code === 'pdf_too_many_pages') return String(config.maxPages)
  if (code === 'image_too_large') return String(MOST_PIXELS / 1_000_000)
  return code === 'image_too_heavy' ? String(megabytes(mostPdfBytes(config))) : undefined
}

async function stop(deps: Deps, scan: ScanRow, error: unknown): Promise<void> {
  const refused = error instanceof PdfRefused
  await deps.db.transaction().execute(async (trx: Trx) => {
    const isStopped = refused
      ? await store.stopScan(trx, scan.id, 'REFUSED', {
          code: error.code,
          detail: (limitOf(error, deps.config) ?? error.detail).slice(0, MOST_DETAIL),
          page: error.sourcePage ?? null,
        })
      : await store.stopScan(trx, scan.id, 'FAILED', {
          code: 'split_failed',
          detail: (error instanceof Error ? error.message : String(error)).slice(0, MOST_DETAIL),
          page: null,
        })
    // Called off as it went wrong, often because its files went: there is nobody to tell.
    if (!isStopped) return forgetPagesOfScan(deps, trx, scan.id)
    if (refused) {
      // Nothing of a refused file stays on the screens; the file itself is kept.
      await forgetPagesOfScan(deps, trx, scan.id)
      await store.deleteScanPages(trx, scan.id)
    } else console.error(`korrigo: split of scan ${scan.id} failed:`, error)
    await announce(trx, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
    await announce(trx, { type: 'exam', examId: scan.exam_id })
  })
}
