import { type PagePixels, pixelsOfImage, pixelsOfRendered } from '#server/image/page-raster.ts'
import { readContentOperations } from './page-content.ts'
import { findPlainImage, readPageFrame, sizeOfFrame } from './plain-image.ts'
import type { RenderedPage } from './render-page.ts'
import { openScan, readPageContent } from './scan-document.ts'

export interface SheetPixels {
  pixels: PagePixels
  /** Width and height of the page as displayed, in points. */
  sizePt: [number, number]
}

/**
 * Opens the page of a one-page PDF, as `splitScan` makes them.
 * @param render called for a page that is not one plain image; where it runs is for the caller to say.
 * @throws PdfRefused when the PDF is damaged; what `render` throws.
 */
export async function openSheet(
  pdf: Uint8Array,
  render: (sizePt: [number, number]) => Promise<RenderedPage>,
): Promise<SheetPixels> {
  const scan = await openScan(pdf, 1)
  const page = scan.pages[0]
  if (!page?.dict) throw new Error('a sheet without page')
  const present = { ...page, dict: page.dict }
  const frame = readPageFrame(scan, present)
  const content = readPageContent(scan.context, page.dict)
  const plain = findPlainImage(scan, present, content && readContentOperations(content))
  const sizePt = sizeOfFrame(frame)
  if (plain) return { pixels: pixelsOfImage(plain.bytes, plain.colour, frame.rotation), sizePt }
  const { pixels, widthPx, heightPx } = await render(sizePt)
  return { pixels: pixelsOfRendered(pixels, widthPx, heightPx), sizePt }
}
