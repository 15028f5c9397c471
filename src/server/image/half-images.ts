import sharp, { type Sharp } from 'sharp'
import { type PageBox, type Rotation, rotateBox } from '#domain/geometry.ts'
import type { PixelRect, Raster } from './grey-plane.ts'
import type { PagePixels } from './page-raster.ts'

/** Widths in pixels: 150 dpi of an A4 page on the desk, a fingernail in the stapler. */
export const IMAGE_WIDTHS = { desk: 1240, thumb: 200 } as const
const DESK_QUALITY = 75
const THUMB_QUALITY = 60
const HEADER_QUALITY = 80

/** Pixels of a box on a page of that size; at least one. */
function boxToPixels(box: PageBox, widthPx: number, heightPx: number): PixelRect {
  const left = Math.min(widthPx - 1, Math.max(0, Math.round(box.x * widthPx)))
  const top = Math.min(heightPx - 1, Math.max(0, Math.round(box.y * heightPx)))
  return {
    left,
    top,
    width: Math.max(1, Math.min(widthPx, Math.round((box.x + box.w) * widthPx)) - left),
    height: Math.max(1, Math.min(heightPx, Math.round((box.y + box.h) * heightPx)) - top),
  }
}

/** One upright half of a page, as large as the raster has it, as JPEG. */
export const makeDeskImage = (raster: Raster, box: PageBox, rotation: Rotation): Promise<Buffer> =>
  cutHalf(raster, box, rotation).jpeg({ quality: DESK_QUALITY }).toBuffer()

/** The same as small as in the stapler. */
export const makeThumb = (raster: Raster, box: PageBox, rotation: Rotation): Promise<Buffer> =>
  cutHalf(raster, box, rotation, IMAGE_WIDTHS.thumb).jpeg({ quality: THUMB_QUALITY }).toBuffer()

/** @param raster the whole page as displayed. */
function cutHalf(raster: Raster, box: PageBox, rotation: Rotation, widthPx?: number): Sharp {
  const raw = { width: raster.widthPx, height: raster.heightPx, channels: raster.channels }
  const part = boxToPixels(box, raster.widthPx, raster.heightPx)
  return cutUpright(sharp(raster.pixels, { raw }), part, rotation, widthPx).toColourspace(
    raster.channels === 1 ? 'b-w' : 'srgb',
  )
}

/**
 * The header of an upright half, as large as the raster has it, as JPEG.
 * @param headerBox in the frame of the upright half.
 */
export function makeHeader(
  raster: Raster,
  box: PageBox,
  rotation: Rotation,
  headerBox: PageBox,
): Promise<Buffer> {
  const inHalf = rotateBox(headerBox, ((360 - rotation) % 360) as Rotation)
  const onPage = {
    x: box.x + inHalf.x * box.w,
    y: box.y + inHalf.y * box.h,
    w: inHalf.w * box.w,
    h: inHalf.h * box.h,
  }
  return cutHalf(raster, onPage, rotation).jpeg({ quality: HEADER_QUALITY }).toBuffer()
}

/** Where a box of the displayed page lies in the stored image, and that image. */
export async function openPart(pixels: PagePixels, box: PageBox): Promise<{ image: Sharp; part: PixelRect }> {
  const image = pixels.open('none')
  const { width, height } = await image.metadata()
  const storedBox = rotateBox(box, ((360 - pixels.displayRotation) % 360) as Rotation)
  return { image, part: boxToPixels(storedBox, width, height) }
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
  const sized = scale === 1 ? cut : cut.resize({ width, height, fit: 'fill', kernel: 'linear' })
  return rotation === 0 ? sized : sized.rotate(rotation)
}

/** A white A4 page standing for one that cannot be shown. */
export const makePlaceholder = (size: keyof typeof IMAGE_WIDTHS): Promise<Buffer> => {
  const width = IMAGE_WIDTHS[size]
  const create = {
    width,
    height: Math.round(width * Math.SQRT2),
    channels: 3 as const,
    background: 'white',
  }
  return sharp({ create }).jpeg({ quality: DESK_QUALITY }).toBuffer()
}
