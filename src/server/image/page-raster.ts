import sharp, { type Sharp } from 'sharp'
import type { Rotation } from '#domain/geometry.ts'
import type { Raster } from './grey-plane.ts'

/** Resolution of the images people mark on; an A4 page is about 1240 pixels wide. */
export const DESK_DPI = 150
/** Resolution at which a page is analysed: rulings and strokes are one or two pixels wide. */
export const ANALYSIS_DPI = 75
/** A3 at 600 dpi has 70 million pixels. */
export const MOST_PIXELS = 100_000_000

// Decoded scans are used once: a cache only holds memory. Pages are shared out among processes, not threads.
sharp.cache(false)
sharp.concurrency(1)

/** The image of a page as it is stored, decoded each time it is opened. */
export interface PagePixels {
  open: (failOn: 'none' | 'truncated') => Sharp
  /** Clockwise turn that shows it as a viewer does. */
  displayRotation: Rotation
  colour: 'grey' | 'rgb'
}

export const pixelsOfImage = (
  bytes: Uint8Array,
  colour: 'grey' | 'rgb',
  displayRotation: Rotation,
): PagePixels => ({
  open: (failOn) => sharp(bytes, { failOn, limitInputPixels: MOST_PIXELS }),
  displayRotation,
  colour,
})

/** @param pixels 4 bytes each: red, green, blue, and a fourth without meaning. */
export function pixelsOfRendered(pixels: Buffer, widthPx: number, heightPx: number): PagePixels {
  let coloured = false
  for (let at = 0; at < pixels.length && !coloured; at += 4)
    coloured = pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]
  const raw = { width: widthPx, height: heightPx, channels: 4 as const }
  return {
    open: () => sharp(pixels, { raw }).removeAlpha(),
    displayRotation: 0,
    colour: coloured ? 'rgb' : 'grey',
  }
}

export interface DecodedPage {
  raster: Raster
  /** True when the image ends too early or holds bad data; what could be read is there. */
  damaged: boolean
}

/**
 * Decodes a page as displayed and brings it down (never up) to `longSidePx`. The work starts at once, off the event loop.
 * @throws Error when nothing can be decoded.
 */
export async function decodePage(pixels: PagePixels, longSidePx: number): Promise<DecodedPage> {
  try {
    return { raster: await decode(pixels, longSidePx, 'truncated'), damaged: false }
  } catch {
    return { raster: await decode(pixels, longSidePx, 'none'), damaged: true }
  }
}

async function decode(
  { open, displayRotation, colour }: PagePixels,
  longSidePx: number,
  failOn: 'truncated' | 'none',
): Promise<Raster> {
  const input = open(failOn)
  const { data, info } = await (displayRotation === 0 ? input : input.rotate(displayRotation))
    .resize({
      width: longSidePx,
      height: longSidePx,
      fit: 'inside',
      withoutEnlargement: true,
      // Most of the way down is the decoder's own; for the rest wider kernels cost more than they show.
      kernel: 'linear',
    })
    .removeAlpha()
    .toColourspace(colour === 'grey' ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 1 && info.channels !== 3) throw new Error(`${info.channels} channels`)
  return { pixels: data, widthPx: info.width, heightPx: info.height, channels: info.channels }
}
