import { mkdir, rm } from 'node:fs/promises'
import type { Config } from '#server/config.ts'
import { isConnectionLost, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { MOST_PIXELS } from '#server/image/page-raster.ts'
import { PdfRefused } from '#server/pdf/pdf-refused.ts'
import { splitScan } from '#server/pdf/split-scan.ts'
import { scratchPath } from '#server/work-dir.ts'
import { arrangeScan } from './arrange-scan.ts'
import { megabytes } from './incoming-file.ts'
import { saveSheet } from './save-sheet.ts'
import { withScanLock } from './scan-lock.ts'
import { mostPdfBytes, scanAsPdf } from './scan-pdf.ts'
import type { ScanRow } from './scans.store.ts'
import * as store from './scans.store.ts'

/**
 * Splits one scan. Pages are saved as they come, in order: started again after any crash, it goes on at the first page not saved.
 * A file that cannot be read ends REFUSED, a fault of ours FAILED; both are rows on a screen, not dead jobs.
 */
export async function runSplitScan(
  deps: Deps,
  { scanId }: { scanId: string },
  signal: AbortSignal,
): Promise<void> {
  await withScanLock(deps, scanId, async () => {
    const scan = await store.findScan(deps.db, scanId)
    // Deleted with its exam, or already treated by the run before this one.
    if (scan === undefined || (scan.status !== 'QUEUED' && scan.status !== 'SPLITTING')) return
    await store.startScan(deps.db, scanId)
    const workDir = scratchPath(deps.config.workDir, 'split')
    await mkdir(workDir, { recursive: true })
    try {
      const timings = await splitInto(deps, scan, workDir, signal)
      await deps.db.transaction().execute((trx) => arrangeScan(trx, scan, timings))
    } catch (error) {
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

async function splitInto(
  deps: Deps,
  scan: ScanRow,
  workDir: string,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const startedAt = performance.now()
  const done = await store.lastSavedPage(deps.db, scan.id)
  if (scan.page_count === null || done < scan.page_count) {
    const pdfPath = await scanAsPdf(deps, scan, workDir, signal)
    await splitScan({
      pdfPath,
      workDir,
      fromPage: done + 1,
      limits: { maxPages: deps.config.maxPages },
      onOpen: async ({ pageCount }) => {
        await store.setPageCount(deps.db, scan.id, pageCount)
        await announce(deps.db, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
      },
      onSheet: (sheet) => saveSheet(deps, scan, sheet),
      signal,
    })
  }
  const splitMs = Math.round(performance.now() - startedAt)
  return { splitMs, derivedImagesMs: 0, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) }
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
