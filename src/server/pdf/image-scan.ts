import type { ImageScanInput, ImageScanOutcome } from './image-scan.task.ts'
import { IsolationError, runIsolated } from './isolation.ts'
import { PdfRefused } from './pdf-refused.ts'

export type ImageKind = 'jpeg' | 'png' | 'tiff'

export interface ImageScanOptions {
  imagePath: string
  kind: ImageKind
  /** Where the PDF is written; what stands there after a refusal is of no use. */
  pdfPath: string
  limits: {
    maxPages: number
    /** Of the PDF: what a colour scan weighs once unpacked has no other bound. */
    maxBytes: number
    /** Longest time for one image, in ms. */
    idleTimeoutMs?: number
    memoryLimitMb?: number
  }
  signal?: AbortSignal | undefined
}

/** An A3 sheet at 600 dpi in colour takes some seconds to compress. */
const IDLE_TIMEOUT_MS = 30_000
/** Such a sheet unpacked is 210 MB; it is held twice while it is compressed. */
const MEMORY_LIMIT_MB = 1024

const TASK = new URL('./image-scan.task.ts', import.meta.url)

/**
 * Makes a PDF of a scan that came as an image, one page for each image of the file, in a process of its own. JPEG and fax data go in as they are where a
 * PDF can hold them; everything else is stored without loss. The same file gives the same PDF.
 * @returns the number of pages.
 * @throws PdfRefused; the signal's reason when aborted.
 */
export async function makeImagePdf(options: ImageScanOptions): Promise<number> {
  const { imagePath, kind, pdfPath, limits } = options
  const input: ImageScanInput = {
    imagePath,
    kind,
    pdfPath,
    maxPages: limits.maxPages,
    maxBytes: limits.maxBytes,
  }
  try {
    const outcome = (await runIsolated({
      task: TASK,
      input,
      idleTimeoutMs: limits.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      memoryLimitMb: limits.memoryLimitMb ?? MEMORY_LIMIT_MB,
      signal: options.signal,
    })) as ImageScanOutcome
    if (outcome.type === 'refused') throw new PdfRefused(outcome.code, outcome.detail, outcome.sourcePage)
    return outcome.pageCount
  } catch (error) {
    if (error instanceof IsolationError) throw new PdfRefused(error.code, error.detail)
    throw error
  }
}
