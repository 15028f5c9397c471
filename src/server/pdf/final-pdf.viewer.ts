import { readFile } from 'node:fs/promises'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'

/** A page as a reader of the final PDF gets it. For the tests. */
export interface ViewedPage {
  widthPt: number
  heightPt: number
  text: string
  /** Red, green and blue (0..255) at a point of the page, [0, 1], y down. */
  colourAt(x: number, y: number): [red: number, green: number, blue: number]
}

const DRAW_ANNOTATIONS = 0x01
const RGBA_ORDER = 0x10
const WHITE = 0xffffffff

let loading: Promise<WrappedPdfiumModule> | undefined

async function loadPdfium(): Promise<WrappedPdfiumModule> {
  const wasm = await readFile(new URL(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')))
  const pdfium = await init({ wasmBinary: new Uint8Array(wasm).buffer })
  pdfium.PDFiumExt_Init()
  return pdfium
}

/** The typings leave it out unless those of emscripten are installed. It is replaced when memory grows: never keep it. */
const memoryOf = (pdfium: WrappedPdfiumModule): Uint8Array =>
  (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8

/** Opens every page with pdfium, at 72 dpi. @throws Error when pdfium refuses the file or one of its pages. */
export async function viewPdf(pdf: Uint8Array): Promise<ViewedPage[]> {
  loading ??= loadPdfium()
  const pdfium = await loading
  const { malloc, free } = pdfium.pdfium.wasmExports
  const file = malloc(pdf.length)
  memoryOf(pdfium).set(pdf, file)
  const document = pdfium.FPDF_LoadMemDocument(file, pdf.length, '')
  if (!document) throw new Error(`pdfium refuses the file (error ${pdfium.FPDF_GetLastError()})`)
  const pages = Array.from({ length: pdfium.FPDF_GetPageCount(document) }, (_, index) =>
    viewPage(pdfium, document, index),
  )
  pdfium.FPDF_CloseDocument(document)
  free(file)
  return pages
}

function viewPage(pdfium: WrappedPdfiumModule, document: number, index: number): ViewedPage {
  const page = pdfium.FPDF_LoadPage(document, index)
  if (!page) throw new Error(`pdfium cannot open page ${index + 1}`)
  const widthPt = pdfium.FPDF_GetPageWidthF(page)
  const heightPt = pdfium.FPDF_GetPageHeightF(page)
  const [width, height] = [Math.round(widthPt), Math.round(heightPt)]
  const bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, DRAW_ANNOTATIONS | RGBA_ORDER)
  const stride = pdfium.FPDFBitmap_GetStride(bitmap)
  const start = pdfium.FPDFBitmap_GetBuffer(bitmap)
  const pixels = memoryOf(pdfium).slice(start, start + stride * height)
  pdfium.FPDFBitmap_Destroy(bitmap)
  const text = readText(pdfium, page)
  pdfium.FPDF_ClosePage(page)
  return {
    widthPt,
    heightPt,
    text,
    colourAt: (x, y) => {
      const at = Math.floor(y * height) * stride + Math.floor(x * width) * 4
      return [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]
    },
  }
}

function readText(pdfium: WrappedPdfiumModule, page: number): string {
  const { malloc, free } = pdfium.pdfium.wasmExports
  const textPage = pdfium.FPDFText_LoadPage(page)
  const length = pdfium.FPDFText_CountChars(textPage)
  // UTF-16 with a closing zero.
  const buffer = malloc((length + 1) * 2)
  const written = pdfium.FPDFText_GetText(textPage, 0, length, buffer)
  const bytes = memoryOf(pdfium).slice(buffer, buffer + Math.max(0, written - 1) * 2)
  free(buffer)
  pdfium.FPDFText_ClosePage(textPage)
  return Buffer.from(bytes).toString('utf16le')
}
