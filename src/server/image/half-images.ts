import sharp, { type Sharp } from 'sharp'
import { type PageBox, type Rotation, rotateBox } from '#domain/geometry.ts'
import type { PixelRect, Raster } from './grey-plane.ts'

const DESK_QUALITY = 75
const THUMB_WIDTH_PX = 200
const THUMB_QUALITY = 60
const HEADER_QUALITY = 80

export interface HalfImages {
  desk: Buffer
  thumb: Buffer
  header: Buffer | null
}

/** Pixels of a box on a page of that size; at least one. */
export function boxToPixels(box: PageBox, widthPx: number, heightPx: number): PixelRect {
  const left = Math.min(widthPx - 1, Math.max(0, Math.round(box.x * widthPx)))
  const top = Math.min(heightPx - 1, Math.max(0, Math.round(box.y * heightPx)))
  return {
    left,
    top,
    width: Math.max(1, Math.min(widthPx, Math.round((box.x + box.w) * widthPx)) - left),
    height: Math.max(1, Math.min(heightPx, Math.round((box.y + box.h) * heightPx)) - top),
  }
}

/**
 * The images people see of one half, upright, as JPEG.
 * @param raster the whole page as displayed.
 * @param headerBox in the frame of the upright half.
 */
export async function makeHalfImages(
  raster: Raster,
  box: PageBox,
  rotation: Rotation,
  headerBox: PageBox | null,
): Promise<HalfImages> {
  const raw = { width: raster.widthPx, height: raster.heightPx, channels: raster.channels }
  const rect = boxToPixels(box, raster.widthPx, raster.heightPx)
  const upright = (part: PixelRect, widthPx?: number) =>
    cutUpright(sharp(raster.pixels, { raw }), part, rotation, widthPx).toColourspace(
      raster.channels === 1 ? 'b-w' : 'srgb',
    )
  const [desk, thumb, header] = await Promise.all([
    upright(rect).jpeg({ quality: DESK_QUALITY }).toBuffer(),
    upright(rect, THUMB_WIDTH_PX).jpeg({ quality: THUMB_QUALITY }).toBuffer(),
    headerBox &&
      upright(headerRect(headerBox, rect, rotation))
        .jpeg({ quality: HEADER_QUALITY })
        .toBuffer(),
  ])
  return { desk, thumb, header }
}

/**
 * Cuts a part out of an image, brings it down (never up) to `widthPx` as seen after the turn, and turns it.
 * Both sides of the size are given: with one of them, sharp turns before it cuts, or mistakes width for height.
 */
export function cutUpright(image: Sharp, part: PixelRect, rotation: Rotation, widthPx?: number): Sharp {
  const cut = image.extract(part)
  const scale = Math.min(
    1,
    (widthPx ?? Number.POSITIVE_INFINITY) / (rotation % 180 === 90 ? part.height : part.width),
  )
  const width = Math.max(1, Math.round(part.width * scale))
  const height = Math.max(1, Math.round(part.height * scale))
  const sized = scale === 1 ? cut : cut.resize({ width, height, fit: 'fill' })
  return rotation === 0 ? sized : sized.rotate(rotation)
}

/** A box of the upright half as pixels of the page. */
function headerRect(box: PageBox, half: PixelRect, rotation: Rotation): PixelRect {
  const turned = boxToPixels(rotateBox(box, ((360 - rotation) % 360) as Rotation), half.width, half.height)
  return { ...turned, left: half.left + turned.left, top: half.top + turned.top }
}

/** A white A4 page standing for one that cannot be shown. */
export async function makePlaceholderImages(): Promise<HalfImages> {
  const white = { width: 1240, height: 1754, channels: 3 as const, background: 'white' }
  const desk = await sharp({ create: white }).jpeg({ quality: DESK_QUALITY }).toBuffer()
  const thumb = await sharp(desk).resize({ width: THUMB_WIDTH_PX }).jpeg().toBuffer()
  return { desk, thumb, header: null }
}
