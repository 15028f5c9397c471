import { mkdir, rm, stat } from 'node:fs/promises'
import type { Config } from '#server/config.ts'
import { isConnectionLost, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { MOST_PIXELS } from '#server/image/page-raster.ts'
import { PdfRefused } from '#server/pdf/pdf-refused.ts'
import { splitScan } from '#server/pdf/split-scan.ts'
import { forgetFilesOfScan } from '#server/upkeep/forgotten-files.ts'
import { scratchPath } from '#server/work-dir.ts'
import { arrangeScan } from './arrange-scan.ts'
import { megabytes } from './incoming-file.ts'
import { collectSheets, ScanCalledOff } from './save-sheets.ts'
import { withScanLock } from './scan-lock.ts'
import { mostPdfBytes, scanAsPdf } from './scan-pdf.ts'
import { makeImagesQueue, splitScanQueue } from './scans.queues.ts'
import type { ScanRow } from './scans.store.ts'
import * as store from './scans.store.ts'

/** After so long a scan gives way when others wait, and goes on after them: a large one does not hold up a small one. */
const TURN_MS = 8000
/** A smaller file is read before a second process would have started. */
const WORTH_TWO_LANES_BYTES = 4 << 20

/**
 * Splits one scan, or goes on with it for a turn. Pages are saved as they come, in order: started again after any crash, it goes
 * on at the first page not saved. A file that cannot be read ends REFUSED, a fault of ours FAILED; both are rows on a screen, not
 * dead jobs.
 */
export const runSplitScan = (
  deps: Deps,
  { scanId }: { scanId: string },
  signal: AbortSignal,
): Promise<void> => workOnScan(deps, scanId, signal, TURN_MS)

/** The same to the end, for the command line, where nobody would take the next turn; or for a turn of another length. */
export const splitWholeScan = (
  deps: Deps,
  scanId: string,
  { turnMs } = { turnMs: Number.POSITIVE_INFINITY },
): Promise<void> => workOnScan(deps, scanId, new AbortController().signal, turnMs)

async function workOnScan(deps: Deps, scanId: string, signal: AbortSignal, turnMs: number): Promise<void> {
  await withScanLock(deps, scanId, async () => {
    const scan = await store.startScan(deps.db, scanId)
    // Deleted with its exam, called off, or already treated by the run before this one.
    if (scan === undefined) return
    const workDir = scratchPath(deps.config.workDir, 'split')
    await mkdir(workDir, { recursive: true })
    try {
      const timings = await splitInto(deps, scan, workDir, signal, turnMs)
      await deps.db.transaction().execute(async (trx) => {
        await arrangeScan(trx, scan, timings)
        await deps.jobs.send(trx, makeImagesQueue, { scanId })
      })
    } catch (error) {
      // Sheets put away after the files of the scan were noted for removal are noted again.
      if (error instanceof ScanCalledOff)
        return deps.db.transaction().execute((trx) => forgetFilesOfScan(trx, scanId))
      if (error instanceof TurnOver) return giveWay(deps, scan, error)
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

/** The scan had its turn and others wait. */
class TurnOver extends Error {
  override name = 'TurnOver'
  readonly splitMs: number
  constructor(splitMs: number) {
    super('the turn is over')
    this.splitMs = splitMs
  }
}

async function splitInto(
  deps: Deps,
  scan: ScanRow,
  workDir: string,
  signal: AbortSignal,
  turnMs: number,
): Promise<Record<string, number>> {
  const startedAt = performance.now()
  const splitMs = () => Math.round((scan.timings.splitMs ?? 0) + performance.now() - startedAt)
  const done = await store.lastSavedPage(deps.db, scan.id)
  if (scan.page_count !== null && done >= scan.page_count) return { splitMs: splitMs(), peakRssMb: 0 }
  const pdfPath = await scanAsPdf(deps, scan, workDir, signal)
  // The PDF of an image would have to be made again for every turn.
  const turnEnds = pdfPath.startsWith(workDir) ? Number.POSITIVE_INFINITY : startedAt + turnMs
  const sheets = collectSheets(deps, scan)
  // However it ends, what is being saved is saved before the scan is let go: a refusal would miss pages that come after it.
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
    onSheet: async (sheet) => {
      await sheets.add(sheet)
      if (performance.now() < turnEnds || !(await store.isAnyWaiting(deps.db))) return
      await sheets.save()
      throw new TurnOver(splitMs())
    },
    signal,
  }).finally(() => sheets.rest())
  await sheets.save()
  const own = process.resourceUsage().maxRSS / 1024
  return { splitMs: splitMs(), peakRssMb: Math.round(own + peakRssMb) }
}

async function giveWay(deps: Deps, scan: ScanRow, { splitMs }: TurnOver): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (!(await store.waitAgain(trx, scan.id, { splitMs }))) return
    await deps.jobs.send(trx, splitScanQueue, { scanId: scan.id })
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
    if (refused) {
      // Nothing of a refused file stays on the screens; the file itself is kept.
      await store.deleteScanPages(trx, scan.id)
      const detail = limitOf(error, deps.config) ?? error.detail
      await store.stopScan(trx, scan.id, 'REFUSED', {
        code: error.code,
        detail: detail.slice(0, 2000),
        page: error.sourcePage ?? null,
      })
    } else {
      console.error(`korrigo: split of scan ${scan.id} failed:`, error)
      const detail = error instanceof Error ? error.message : String(error)
      await store.stopScan(trx, scan.id, 'FAILED', {
        code: 'split_failed',
        detail: detail.slice(0, 2000),
        page: null,
      })
    }
    await announce(trx, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
    await announce(trx, { type: 'exam', examId: scan.exam_id })
  })
}
