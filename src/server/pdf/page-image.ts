import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { addRotation, type PageBox, type Rotation, rotateBox } from '#domain/geometry.ts'
import { boxToPixels, cutUpright } from '#server/image/half-images.ts'
import { MOST_PIXELS } from '#server/image/page-raster.ts'
import { runIsolated } from './isolation.ts'
import { readContentOperations } from './page-content.ts'
import { findPlainImage, readPageFrame } from './plain-image.ts'
import type { RenderInput } from './render-page.task.ts'
import type { RenderedPage } from './render-page.ts'
import { openScan, readPageContent } from './scan-document.ts'

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
  const { image, displayRotation, storedWidthPx, storedHeightPx } = await openPage(request)
  // The box in the image as it is stored, before the turn that displays it.
  const storedBox = rotateBox(request.box, ((360 - displayRotation) % 360) as Rotation)
  const part = boxToPixels(storedBox, storedWidthPx, storedHeightPx)
  const half = cutUpright(image, part, addRotation(displayRotation, request.rotation), request.widthPx)
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

interface OpenedPage {
  image: Sharp
  displayRotation: Rotation
  storedWidthPx: number
  storedHeightPx: number
}

async function openPage({ sheetPdfPath, box, rotation, widthPx }: HalfRequest): Promise<OpenedPage> {
  const scan = await openScan(await readFile(sheetPdfPath), 1)
  const page = scan.pages[0]
  if (!page?.dict) throw new Error('a sheet without page')
  const present = { ...page, dict: page.dict }
  const frame = readPageFrame(scan, present)
  const content = readPageContent(scan.context, page.dict)
  const plain = findPlainImage(scan, present, content && readContentOperations(content))
  if (plain) {
    const image = sharp(plain.bytes, { failOn: 'none', limitInputPixels: MOST_PIXELS })
    const { width, height } = await image.metadata()
    return { image, displayRotation: frame.rotation, storedWidthPx: width, storedHeightPx: height }
  }
  const displayedWidthPt =
    (frame.rotation % 180 === 90 ? frame.box[3] - frame.box[1] : frame.box[2] - frame.box[0]) || 1
  const displayedHeightPt =
    (frame.rotation % 180 === 90 ? frame.box[2] - frame.box[0] : frame.box[3] - frame.box[1]) || 1
  const acrossPt = rotation % 180 === 90 ? displayedHeightPt * box.h : displayedWidthPt * box.w
  const dpi = Math.min(MOST_RENDER_DPI, (widthPx / (acrossPt * frame.userUnit)) * 72)
  const input: RenderInput = { pdfPath: sheetPdfPath, dpi }
  const rendered = (await runIsolated({
    task: RENDER_TASK,
    input,
    idleTimeoutMs: RENDER_TIMEOUT_MS,
    memoryLimitMb: RENDER_MEMORY_MB,
  })) as RenderedPage
  const raw = { width: rendered.widthPx, height: rendered.heightPx, channels: 4 as const }
  return {
    image: sharp(rendered.pixels, { raw }).removeAlpha(),
    displayRotation: 0,
    storedWidthPx: rendered.widthPx,
    storedHeightPx: rendered.heightPx,
  }
}
