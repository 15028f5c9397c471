import { scratchPlane } from './scratch.ts'

/** A grey picture: one byte a pixel, row after row, 0 black. */
export interface GreyPlane {
  pixels: Uint8Array
  widthPx: number
  heightPx: number
}

/** Pixels as decoded: 1 (grey) or 3 (red, green, blue) bytes each, row after row. */
export interface Raster {
  pixels: Uint8Array
  widthPx: number
  heightPx: number
  channels: 1 | 3
}

/** The luminance of a raster. Overwritten by the next call. */
export function toGrey(raster: Raster): GreyPlane {
  const { pixels, channels, widthPx, heightPx } = raster
  if (channels === 1) return { pixels, widthPx, heightPx }
  const grey = scratchPlane('grey', widthPx * heightPx)
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    // ITU-R BT.601, in 256ths.
    grey[i] = (77 * (pixels[at] ?? 0) + 150 * (pixels[at + 1] ?? 0) + 29 * (pixels[at + 2] ?? 0)) >> 8
  return { pixels: grey, widthPx, heightPx }
}

/** A rectangle of whole pixels. */
export interface PixelRect {
  left: number
  top: number
  width: number
  height: number
}

export function cropPlane(plane: GreyPlane, rect: PixelRect): GreyPlane {
  const pixels = new Uint8Array(rect.width * rect.height)
  for (let y = 0; y < rect.height; y++) {
    const from = (rect.top + y) * plane.widthPx + rect.left
    pixels.set(plane.pixels.subarray(from, from + rect.width), y * rect.width)
  }
  return { pixels, widthPx: rect.width, heightPx: rect.height }
}

/** The plane turned clockwise by a quarter. */
export function turnQuarter(plane: GreyPlane): GreyPlane {
  const { widthPx, heightPx } = plane
  const pixels = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      pixels[x * heightPx + (heightPx - 1 - y)] = plane.pixels[y * widthPx + x] ?? 0
  return { pixels, widthPx: heightPx, heightPx: widthPx }
}
