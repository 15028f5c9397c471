import sharp from 'sharp'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import type { PixelRect, Raster } from './grey-plane.ts'

export const DESK_QUALITY = 75
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
  const cut = sharp(raster.pixels, { raw }).extract(boxToPixels(box, raster.widthPx, raster.heightPx))
  const { data, info } = await (rotation === 0 ? cut : cut.rotate(rotation))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const channels = info.channels === 1 ? 1 : 3
  const upright = () => sharp(data, { raw: { width: info.width, height: info.height, channels } })
  const [desk, thumb, header] = await Promise.all([
    upright().jpeg({ quality: DESK_QUALITY }).toBuffer(),
    upright().resize({ width: THUMB_WIDTH_PX }).jpeg({ quality: THUMB_QUALITY }).toBuffer(),
    headerBox &&
      upright()
        .extract(boxToPixels(headerBox, info.width, info.height))
        .jpeg({ quality: HEADER_QUALITY })
        .toBuffer(),
  ])
  return { desk, thumb, header }
}

/** A white A4 page standing for one that cannot be shown. */
export async function makePlaceholderImages(): Promise<HalfImages> {
  const white = { width: 1240, height: 1754, channels: 3 as const, background: 'white' }
  const desk = await sharp({ create: white }).jpeg({ quality: DESK_QUALITY }).toBuffer()
  const thumb = await sharp(desk).resize({ width: THUMB_WIDTH_PX }).jpeg().toBuffer()
  return { desk, thumb, header: null }
}
