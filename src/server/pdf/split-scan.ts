import type { Half, SheetAnalysis } from '#domain/scan-pages.ts'
import { IsolationError, runIsolated } from './isolation.ts'
import { PdfRefused } from './pdf-refused.ts'
import type { SplitInput, SplitMessage, SplitOutcome } from './split-scan.task.ts'

export interface SplitImage {
  half: Half
  /** Upright A4 page, JPEG, about 150 dpi. */
  deskPath: string
  /** The same 200 pixels wide. */
  thumbPath: string
  /** The header band of the upright page, when one is seen. */
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
  limits: {
    maxPages: number
    /** Longest time for opening the file or for one page, in ms. */
    idleTimeoutMs?: number
    memoryLimitMb?: number
  }
  onOpen?: (info: { pageCount: number }) => Promise<void> | void
  /** The child waits for it: sheets never pile up. */
  onSheet: (sheet: SplitSheet) => Promise<void> | void
  signal?: AbortSignal | undefined
}

const IDLE_TIMEOUT_MS = 14_000
/** The file (up to 500 MB) is held in memory, twice while an encrypted one is opened. */
const MEMORY_LIMIT_MB = 2048
/** A file whose pages kill the reader more often than this is hostile. */
const MOST_DEATHS = 5

const TASK = new URL('./split-scan.task.ts', import.meta.url)

/**
 * Splits a scan into sheets, in page order, in processes of its own. A page that cannot be read, even one that kills its
 * process, is reported with the flag `page_unreadable` and a blank `full` half, and the others are not lost by it.
 * @throws PdfRefused when nothing of the file can be used; what `onOpen` or `onSheet` throws; the signal's reason.
 */
export async function splitScan(options: SplitScanOptions): Promise<void> {
  const { limits } = options
  const input: SplitInput = {
    pdfPath: options.pdfPath,
    workDir: options.workDir,
    fromPage: options.fromPage ?? 1,
    skip: [],
    maxPages: limits.maxPages,
  }
  const delivery = deliverReadable(options.onSheet, input.fromPage > 1)
  let opened = false
  let lastDeath: IsolationError | undefined
  for (;;) {
    let reached: number | undefined
    const onMessage = async (raw: unknown) => {
      const message = raw as SplitMessage
      if (message.type === 'reached') reached = message.sourcePage
      else if (message.type === 'sheet') {
        await delivery.take(message.sheet)
        input.fromPage = message.sheet.analysis.sourcePage + 1
      } else if (!opened) {
        opened = true
        await options.onOpen?.({ pageCount: message.pageCount })
      }
    }
    try {
      const outcome = (await runIsolated({
        task: TASK,
        input,
        idleTimeoutMs: limits.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
        memoryLimitMb: limits.memoryLimitMb ?? MEMORY_LIMIT_MB,
        onMessage,
        signal: options.signal,
      })) as SplitOutcome
      if (outcome.type === 'refused') throw new PdfRefused(outcome.code, outcome.detail)
      break
    } catch (error) {
      if (!(error instanceof IsolationError)) throw error
      if (reached === undefined || input.skip.length === MOST_DEATHS)
        throw new PdfRefused(error.code, error.detail, reached)
      lastDeath = error
      // The page before may still be at work when the next one is reached.
      input.skip.push(input.skip.includes(reached) ? reached - 1 : reached)
    }
  }
  if (delivery.held.length > 0)
    throw new PdfRefused(
      lastDeath?.code ?? 'pdf_page_unreadable',
      lastDeath?.detail ?? 'no page can be read',
      delivery.held[0]?.analysis.sourcePage,
    )
}

/** Holds unreadable sheets back until one page could be read, so that a file without any leaves nothing behind. */
function deliverReadable(onSheet: SplitScanOptions['onSheet'], someWasRead: boolean) {
  const held: SplitSheet[] = []
  let hold = !someWasRead
  return {
    held,
    async take(sheet: SplitSheet) {
      if (hold && sheet.analysis.flags.some((flag) => flag.code === 'page_unreadable')) {
        held.push(sheet)
        return
      }
      hold = false
      for (const earlier of held.splice(0)) await onSheet(earlier)
      await onSheet(sheet)
    },
  }
}
