import type { GreyPlane } from './grey-plane.ts'

/** Side of the squares over which the paper is taken as evenly lit, in pixels. */
const TILE_PX = 16
/** Darker than this share of the page's white, and joined to the edge: the scanner's lid, not the page. */
const BORDER_SHARE = 0.5
/** Marks of students rarely reach further in from the edge than the scanner's black wedge does. */
const BORDER_REACH_SHARE = 0.06

/**
 * How much darker than the paper around it each pixel is: 0 as light as the paper, 255 black. Uneven light, grey paper and the
 * scanner's black border disappear; ink, rulings and what shines through from the other side remain.
 */
export function contrastPlane(grey: GreyPlane): GreyPlane {
  const { widthPx, heightPx, pixels } = grey
  const tilesWide = Math.ceil(widthPx / TILE_PX)
  const tilesHigh = Math.ceil(heightPx / TILE_PX)
  const paper = smoothTiles(tileWhites(grey, tilesWide, tilesHigh), tilesWide, tilesHigh)
  const contrast = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    const tileRow = Math.floor(y / TILE_PX) * tilesWide
    for (let x = 0; x < widthPx; x++) {
      const white = paper[tileRow + (x >> 4)] ?? 255
      const pixel = pixels[y * widthPx + x] ?? 255
      contrast[y * widthPx + x] = pixel >= white ? 0 : Math.round((255 * (white - pixel)) / white)
    }
  }
  eraseBorder(grey, contrast, median(paper) * BORDER_SHARE)
  return { pixels: contrast, widthPx, heightPx }
}

/** The light end of each tile's pixels (its 80th percentile): the paper between the strokes. */
function tileWhites(grey: GreyPlane, tilesWide: number, tilesHigh: number): Float32Array {
  const whites = new Float32Array(tilesWide * tilesHigh)
  const histogram = new Uint16Array(256)
  for (let tileY = 0; tileY < tilesHigh; tileY++)
    for (let tileX = 0; tileX < tilesWide; tileX++) {
      histogram.fill(0)
      const right = Math.min((tileX + 1) * TILE_PX, grey.widthPx)
      const bottom = Math.min((tileY + 1) * TILE_PX, grey.heightPx)
      let count = 0
      for (let y = tileY * TILE_PX; y < bottom; y++)
        for (let x = tileX * TILE_PX; x < right; x++, count++) {
          const value = grey.pixels[y * grey.widthPx + x] ?? 0
          histogram[value] = (histogram[value] ?? 0) + 1
        }
      let value = 255
      for (let above = histogram[255] ?? 0; value > 0 && above < count * 0.2; )
        above += histogram[--value] ?? 0
      whites[tileY * tilesWide + tileX] = value
    }
  return whites
}

/** Each tile takes the second lightest of its neighbourhood, so that a tile full of ink does not pass for dark paper. */
function smoothTiles(whites: Float32Array, tilesWide: number, tilesHigh: number): Float32Array {
  const smooth = new Float32Array(whites.length)
  for (let y = 0; y < tilesHigh; y++)
    for (let x = 0; x < tilesWide; x++) {
      let lightest = 1
      let second = 1
      for (let j = Math.max(0, y - 1); j <= Math.min(tilesHigh - 1, y + 1); j++)
        for (let i = Math.max(0, x - 1); i <= Math.min(tilesWide - 1, x + 1); i++) {
          const white = whites[j * tilesWide + i] ?? 0
          if (white > lightest) {
            second = lightest
            lightest = white
          } else if (white > second) second = white
        }
      smooth[y * tilesWide + x] = second
    }
  return smooth
}

function median(values: Float32Array): number {
  return Float32Array.from(values).sort()[values.length >> 1] ?? 255
}

/** Sets to 0 the contrast of dark pixels joined to the edge of the picture. */
function eraseBorder(grey: GreyPlane, contrast: Uint8Array, darkest: number) {
  const { widthPx, heightPx, pixels } = grey
  const reach = Math.round(Math.max(widthPx, heightPx) * BORDER_REACH_SHARE)
  const seen = new Uint8Array(pixels.length)
  const stack: number[] = []
  const visit = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return
    const fromEdge = Math.min(x, y, widthPx - 1 - x, heightPx - 1 - y)
    const at = y * widthPx + x
    if (fromEdge > reach || seen[at] || (pixels[at] ?? 255) >= darkest) return
    seen[at] = 1
    stack.push(at)
  }
  for (let x = 0; x < widthPx; x++) {
    visit(x, 0)
    visit(x, heightPx - 1)
  }
  for (let y = 0; y < heightPx; y++) {
    visit(0, y)
    visit(widthPx - 1, y)
  }
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % widthPx
    const y = (at - x) / widthPx
    // The soft rim of the border goes with it.
    for (let j = Math.max(0, y - 2); j <= Math.min(heightPx - 1, y + 2); j++)
      contrast.fill(0, j * widthPx + Math.max(0, x - 2), j * widthPx + Math.min(widthPx, x + 3))
    visit(x + 1, y)
    visit(x - 1, y)
    visit(x, y + 1)
    visit(x, y - 1)
  }
}
