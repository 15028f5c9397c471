import { join } from 'node:path'
import type { Config } from '#server/config.ts'
import type { Deps } from '#server/deps.ts'
import { type ImageKind, makeImagePdf } from '#server/pdf/image-scan.ts'
import { StoredFileMissing } from '#server/storage/storage.ts'
import type { ScanRow } from './scans.store.ts'

const IMAGE_KINDS: Record<string, ImageKind> = { jpg: 'jpeg', png: 'png', tif: 'tiff' }
/** An image stored without loss grows when it is made a PDF; beyond this it would not fit the memory of the split. */
const MOST_GROWTH = 2
export const mostPdfBytes = ({ maxUploadBytes }: Pick<Config, 'maxUploadBytes'>): number =>
  maxUploadBytes * MOST_GROWTH

/**
 * The PDF to split, on the local disk: the scan itself, or for an image a PDF made of it in `workDir`. It is not kept: the same image gives the same
 * pages again, and they are kept one by one as they are split.
 * Throws `StoredFileMissing`, `PdfRefused`.
 */
export async function scanAsPdf(
  { storage, config }: Deps,
  { storage_key: key }: ScanRow,
  workDir: string,
  signal: AbortSignal,
): Promise<string> {
  // Ours to mend, not the sender's: the reader alone would call the file unreadable.
  if (!(await storage.exists(key))) throw new StoredFileMissing(key)
  const localPath = await storage.localPath(key)
  const kind = IMAGE_KINDS[key.split('.').at(-1) ?? '']
  if (kind === undefined) return localPath
  const pdfPath = join(workDir, 'scan.pdf')
  await makeImagePdf({
    imagePath: localPath,
    kind,
    pdfPath,
    limits: { maxPages: config.maxPages, maxBytes: mostPdfBytes(config) },
    signal,
  })
  return pdfPath
}
