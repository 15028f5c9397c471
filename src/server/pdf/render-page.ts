import { readFile } from 'node:fs/promises'
import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

/** A page as pixels, 4 bytes each: red, green, blue, and a fourth without meaning. */
export interface RenderedPage {
  pixels: Buffer
  widthPx: number
  heightPx: number
}

const DRAW_ANNOTATIONS = 0x01
const RGBA_ORDER = 0x10
const WHITE = 0xffffffff
/** Pages may claim to be metres wide. */
const LONGEST_SIDE_PX = 5000

let loading: Promise<WrappedPdfiumModule> | undefined

async function loadPdfium(): Promise<WrappedPdfiumModule> {
  // Most scans need none of it.
  const { init } = await import('@embedpdf/pdfium')
  const wasm = await readFile(new URL(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')))
  const pdfium = await init({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer,
  })
  pdfium.PDFiumExt_Init()
  return pdfium
}

/**
 * Renders the first page of a PDF as a viewer shows it (its /Rotate applied). Hostile pages make it hang, abort or eat memory:
 * call it in an isolated process only.
 * @throws Error when the page cannot be rendered.
 */
export async function renderPage(pdf: Uint8Array, dpi: number): Promise<RenderedPage> {
  loading ??= loadPdfium()
  try {
    return renderWith(await loading, pdf, dpi)
  } catch (error) {
    // After an abort the module is unusable.
    loading = undefined
    throw error
  }
}

function renderWith(pdfium: WrappedPdfiumModule, pdf: Uint8Array, dpi: number): RenderedPage {
  const { malloc, free } = pdfium.pdfium.wasmExports
  // Not in the package's types. Read anew each time: the view is replaced when the memory grows.
  const memory = () => (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8
  const file = malloc(pdf.length)
  memory().set(pdf, file)
  const document = pdfium.FPDF_LoadMemDocument(file, pdf.length, '')
  const page = document ? pdfium.FPDF_LoadPage(document, 0) : 0
  try {
    if (!page) throw new Error(`pdfium cannot open the page (error ${pdfium.FPDF_GetLastError()})`)
    const widthPt = Math.max(1, pdfium.FPDF_GetPageWidthF(page))
    const heightPt = Math.max(1, pdfium.FPDF_GetPageHeightF(page))
    const scale = Math.min(dpi / 72, LONGEST_SIDE_PX / Math.max(widthPt, heightPt))
    const widthPx = Math.max(1, Math.round(widthPt * scale))
    const heightPx = Math.max(1, Math.round(heightPt * scale))
    const bitmap = pdfium.FPDFBitmap_Create(widthPx, heightPx, 0)
    if (!bitmap) throw new Error(`no memory for ${widthPx} × ${heightPx} pixels`)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, widthPx, heightPx, WHITE)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, widthPx, heightPx, 0, DRAW_ANNOTATIONS | RGBA_ORDER)
    const stride = pdfium.FPDFBitmap_GetStride(bitmap)
    const start = pdfium.FPDFBitmap_GetBuffer(bitmap)
    const pixels = Buffer.alloc(widthPx * heightPx * 4)
    for (let y = 0; y < heightPx; y++)
      pixels.set(memory().subarray(start + y * stride, start + y * stride + widthPx * 4), y * widthPx * 4)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return { pixels, widthPx, heightPx }
  } finally {
    if (page) pdfium.FPDF_ClosePage(page)
    if (document) pdfium.FPDF_CloseDocument(document)
    free(file)
  }
}
