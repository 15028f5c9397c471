import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { addRotation, type PageBox, type Rotation } from '#domain/geometry.ts'
import { cutUpright, openPart } from '#server/image/half-images.ts'
import { runIsolated } from './isolation.ts'
import type { RenderInput } from './render-page.task.ts'
import type { RenderedPage } from './render-page.ts'
import { openSheet } from './sheet-pixels.ts'

export interface HalfRequest {
  /** A PDF of one page, as `splitScan` makes them. */
  sheetPdfPath: string
  /** The half, in the frame of the displayed page. */
  box: PageBox
  /** Clockwise turn that makes the half upright. */
  rotation: Rotation
  /** Width of the upright image; a smaller original is not enlarged. */
  widthPx: number
  /** JPEG quality, 1..100. */
  quality: number
  /** Parts to hide, in the frame of the upright half: replaced in the pixels by a flat grey. */
  paint?: PageBox[]
}

const RENDER_TASK = new URL('./render-page.task.ts', import.meta.url)
const RENDER_TIMEOUT_MS = 15_000
const RENDER_MEMORY_MB = 1024
/** Enough for any screen; a scan itself is rarely finer. */
const MOST_RENDER_DPI = 300
const PAINT = { r: 208, g: 208, b: 208 }

/**
 * One upright half of a scanned page as JPEG, made from the untouched page.
 * @throws PdfRefused when the PDF is damaged; IsolationError when it has to be rendered and that fails; Error when its image
 * cannot be decoded.
 */
export async function renderHalf(request: HalfRequest): Promise<Buffer> {
  const { pixels } = await openSheet(await readFile(request.sheetPdfPath), (sizePt) =>
    renderAside(request, sizePt),
  )
  const { image, part } = await openPart(pixels, request.box)
  const half = cutUpright(image, part, addRotation(pixels.displayRotation, request.rotation), request.widthPx)
  if (!request.paint?.length) return half.jpeg({ quality: request.quality }).toBuffer()
  const { data, info } = await half.raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const channels = info.channels === 1 ? 1 : 3
  const patches = request.paint.map((box) => {
    // Outwards to whole pixels: nothing of what is to be hidden may stay at the rim.
    const left = Math.max(0, Math.floor(box.x * width))
    const top = Math.max(0, Math.floor(box.y * height))
    const right = Math.min(width, Math.ceil((box.x + box.w) * width))
    const bottom = Math.min(height, Math.ceil((box.y + box.h) * height))
    const create = {
      width: Math.max(1, right - left),
      height: Math.max(1, bottom - top),
      channels: 3 as const,
      background: PAINT,
    }
    return { input: { create }, left: Math.min(left, width - 1), top: Math.min(top, height - 1) }
  })
  const painted = sharp(data, { raw: { width, height, channels } }).composite(patches)
  return (channels === 1 ? painted.toColourspace('b-w') : painted)
    .jpeg({ quality: request.quality })
    .toBuffer()
}

/** Renders in a process of its own, at the resolution that the half is wanted in. */
async function renderAside(
  { sheetPdfPath, box, rotation, widthPx }: HalfRequest,
  [pageWidthPt, pageHeightPt]: [number, number],
): Promise<RenderedPage> {
  const acrossPt = (rotation % 180 === 90 ? pageHeightPt * box.h : pageWidthPt * box.w) || 1
  const input: RenderInput = {
    pdfPath: sheetPdfPath,
    dpi: Math.min(MOST_RENDER_DPI, (widthPx / acrossPt) * 72),
  }
  const rendered = await runIsolated({
    task: RENDER_TASK,
    input,
    idleTimeoutMs: RENDER_TIMEOUT_MS,
    memoryLimitMb: RENDER_MEMORY_MB,
  })
  return rendered as RenderedPage
}
