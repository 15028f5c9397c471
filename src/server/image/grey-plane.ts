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

/** The raster at half its size in grey, each pixel the mean of four. Odd last rows and columns are left out. */
export function halveToGrey(raster: Raster): GreyPlane {
  const { pixels, channels } = raster
  const widthPx = raster.widthPx >> 1
  const heightPx = raster.heightPx >> 1
  const stride = raster.widthPx * channels
  const half = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    let at = 2 * y * stride
    for (let x = 0; x < widthPx; x++, at += 2 * channels) {
      const right = at + channels
      half[y * widthPx + x] =
        channels === 1
          ? (at1(pixels, at) + at1(pixels, right) + at1(pixels, at + stride) + at1(pixels, right + stride)) >>
            2
          : (at3(pixels, at) + at3(pixels, right) + at3(pixels, at + stride) + at3(pixels, right + stride)) >>
            10
    }
  }
  return { pixels: half, widthPx, heightPx }
}

const at1 = (pixels: Uint8Array, at: number) => pixels[at] ?? 0
/** 256 times the luminance. */
const at3 = (pixels: Uint8Array, at: number) =>
  77 * (pixels[at] ?? 0) + 150 * (pixels[at + 1] ?? 0) + 29 * (pixels[at + 2] ?? 0)

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
