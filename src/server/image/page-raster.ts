import sharp from 'sharp'
import type { Rotation } from '#domain/geometry.ts'
import type { Raster } from './grey-plane.ts'

/** Resolution of the images people mark on; an A4 page is about 1240 pixels wide. */
export const DESK_DPI = 150
/** A3 at 600 dpi has 70 million pixels. */
export const MOST_PIXELS = 100_000_000

// Decoded scans are used once: a cache only holds memory.
sharp.cache(false)

export interface DecodedPage {
  raster: Raster
  /** True when the image ends too early or holds bad data; what could be read is there. */
  damaged: boolean
}

/**
 * Decodes a page image, turns it and brings it down (never up) to `longSidePx`. The work starts at once, off the event loop.
 * @throws Error when nothing can be decoded.
 */
export async function decodePageImage(
  image: Uint8Array,
  colour: 'grey' | 'rgb',
  rotation: Rotation,
  longSidePx: number,
): Promise<DecodedPage> {
  try {
    return { raster: await decode(image, colour, rotation, longSidePx, 'truncated'), damaged: false }
  } catch {
    return { raster: await decode(image, colour, rotation, longSidePx, 'none'), damaged: true }
  }
}

async function decode(
  image: Uint8Array,
  colour: 'grey' | 'rgb',
  rotation: Rotation,
  longSidePx: number,
  failOn: 'truncated' | 'none',
) {
  const input = sharp(image, { failOn, limitInputPixels: MOST_PIXELS })
  const { data, info } = await (rotation === 0 ? input : input.rotate(rotation))
    .resize({
      width: longSidePx,
      height: longSidePx,
      fit: 'inside',
      withoutEnlargement: true,
      // libvips is quick at wide kernels in colour only; on grey they cost twice a linear one.
      kernel: colour === 'grey' ? 'linear' : 'mitchell',
    })
    .removeAlpha()
    .toColourspace(colour === 'grey' ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return toRaster(data, info.width, info.height, info.channels)
}

function toRaster(pixels: Uint8Array, widthPx: number, heightPx: number, channels: number): Raster {
  if (channels !== 1 && channels !== 3) throw new Error(`${channels} channels`)
  return { pixels, widthPx, heightPx, channels }
}

/** A rendered page (4 bytes a pixel) as a raster, grey when it has no colour. */
export async function rasterOfRendered(pixels: Buffer, widthPx: number, heightPx: number): Promise<Raster> {
  let coloured = false
  for (let at = 0; at < pixels.length && !coloured; at += 4)
    coloured = pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]
  const rgb = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 4 } }).removeAlpha()
  const { data, info } = await rgb
    .toColourspace(coloured ? 'srgb' : 'b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return toRaster(data, info.width, info.height, info.channels)
}
