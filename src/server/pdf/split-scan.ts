import type { Half, SheetAnalysis } from '#domain/scan-pages.ts'
import { PdfRefused } from './pdf-refused.ts'
import { PageDeath, sharePages } from './share-pages.ts'
import type { SplitInput, SplitOutcome } from './split-scan.task.ts'

export interface SplitImage {
  half: Half
  /** Upright page 200 pixels wide, JPEG. */
  thumbPath: string
  /** The header band of the upright page, about 75 dpi, when one is seen. */
  headerPath: string | null
}

export interface SplitSheet {
  analysis: SheetAnalysis
  /** PDF of this one page, its image bytes untouched. */
  sheetPdfPath: string
  images: SplitImage[]
}

export interface SplitScanOptions {
  pdfPath: string
  /** Existing folder for the files of the sheets; the caller moves them away. */
  workDir: string
  /** 1-based; earlier pages are taken as done. */
  fromPage?: number
  /** Processes that read pages side by side; 1 by default. */
  lanes?: number
  limits: {
    maxPages: number
    /** Longest time for opening the file or for one page, in ms. */
    idleTimeoutMs?: number
    memoryLimitMb?: number
  }
  onOpen?: (info: { pageCount: number }) => Promise<void> | void
  /** In page order. The children wait for it: sheets never pile up. */
  onSheet: (sheet: SplitSheet) => Promise<void> | void
  signal?: AbortSignal | undefined
}

const IDLE_TIMEOUT_MS = 14_000
/** A file without a usable index (up to 500 MB) is held in memory, twice while an encrypted one is opened. */
const MEMORY_LIMIT_MB = 2048
/** Behind the desk and the database, before the making of display images. */
const NICENESS = 5

const TASK = new URL('./split-scan.task.ts', import.meta.url)

/**
 * Splits a scan into sheets, in page order, in processes of its own. A page that cannot be read, even one that kills its
 * process, is reported with the flag `page_unreadable` and a blank `full` half, and the others are not lost by it.
 * @returns the memory the processes took at most, together.
 * @throws PdfRefused when nothing of the file can be used; what `onOpen` or `onSheet` throws; the signal's reason.
 */
export async function splitScan(options: SplitScanOptions): Promise<{ peakRssMb: number }> {
  const { limits, fromPage = 1 } = options
  const input: SplitInput = {
    pdfPath: options.pdfPath,
    workDir: options.workDir,
    maxPages: limits.maxPages,
  }
  const delivery = deliverReadable(options.onSheet, fromPage > 1)
  let lastDeath: PdfRefused | undefined
  try {
    const outcomes = await sharePages<SplitSheet, SplitOutcome>({
      task: TASK,
      input,
      lanes: options.lanes ?? 1,
      fromPage,
      idleTimeoutMs: limits.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      memoryLimitMb: limits.memoryLimitMb ?? MEMORY_LIMIT_MB,
      niceness: NICENESS,
      onOpen: (pageCount) => options.onOpen?.({ pageCount }),
      onDeath: ({ code, detail }, page) => {
        lastDeath = new PdfRefused(code, detail, page)
      },
      onMade: delivery.take,
      signal: options.signal,
    })
    const refusal = outcomes.find((outcome) => outcome.type === 'refused')
    if (refusal) throw new PdfRefused(refusal.code, refusal.detail)
    delivery.end(lastDeath)
    const peaks = outcomes.map((outcome) => (outcome.type === 'finished' ? outcome.peakRssMb : 0))
    return { peakRssMb: peaks.reduce((sum, peak) => sum + peak, 0) }
  } catch (error) {
    if (!(error instanceof PageDeath)) throw error
    throw new PdfRefused(error.cause.code, error.cause.detail, error.page)
  }
}

/** Holds unreadable sheets back until one page could be read, so that a file without any leaves nothing behind. */
function deliverReadable(onSheet: SplitScanOptions['onSheet'], someWasRead: boolean) {
  const held: SplitSheet[] = []
  let hold = !someWasRead
  return {
    async take(sheet: SplitSheet) {
      if (hold && sheet.analysis.flags.some((flag) => flag.code === 'page_unreadable')) {
        held.push(sheet)
        return
      }
      hold = false
      for (const earlier of held.splice(0)) await onSheet(earlier)
      await onSheet(sheet)
    },
    end(lastDeath: PdfRefused | undefined) {
      const first = held[0]?.analysis.sourcePage
      if (first === undefined) return
      throw new PdfRefused(
        lastDeath?.code ?? 'pdf_page_unreadable',
        lastDeath?.detail ?? 'no page can be read',
        first,
      )
    },
  }
}
