import type { GreyPlane } from './grey-plane.ts'
import { scratchPlane } from './scratch.ts'

/** Side of the squares over which the paper is taken as evenly lit, in pixels. */
const TILE_PX = 16
/** Darker than this share of the page's white, and joined to the edge: the scanner's lid, not the page. */
const BORDER_SHARE = 0.5
/** Marks of students rarely reach further in from the edge than the scanner's black wedge does. */
const BORDER_REACH_SHARE = 0.06

/**
 * How much darker than the paper around it each pixel is: 0 as light as the paper, 255 black. Uneven light, grey paper and the
 * scanner's black border disappear; ink, rulings and what shines through from the other side remain. Overwritten by the next call.
 */
export function contrastPlane(grey: GreyPlane): GreyPlane {
  const { widthPx, heightPx, pixels } = grey
  const tilesWide = Math.ceil(widthPx / TILE_PX)
  const tilesHigh = Math.ceil(heightPx / TILE_PX)
  const paper = smoothTiles(tileWhites(grey, tilesWide, tilesHigh), tilesWide, tilesHigh)
  const contrast = scratchPlane('contrast', widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    const tileRow = Math.floor(y / TILE_PX) * tilesWide
    const row = y * widthPx
    for (let tileX = 0; tileX < tilesWide; tileX++) {
      const table = (paper[tileRow + tileX] ?? 255) << 8
      const end = row + Math.min(widthPx, (tileX + 1) * TILE_PX)
      for (let at = row + tileX * TILE_PX; at < end; at++)
        contrast[at] = CONTRASTS[table + (pixels[at] ?? 255)] ?? 0
    }
  }
  eraseBorder(grey, contrast, median(paper) * BORDER_SHARE)
  return { pixels: contrast, widthPx, heightPx }
}

/** The contrast of every pixel value (low byte) on every white (high byte). */
const CONTRASTS = Uint8Array.from({ length: 256 * 256 }, (_, i) => {
  const white = i >> 8
  const pixel = i & 255
  return pixel >= white ? 0 : Math.round((255 * (white - pixel)) / white)
})

/** A quarter of a tile's pixels, in 64 steps of grey, tell its white as well as all of them. */
const SAMPLE_PX = 2
const STEPS = 64
const LEVELS_A_STEP = 256 / STEPS

/** The light end of each tile's pixels (its 80th percentile): the paper between the strokes. */
function tileWhites(grey: GreyPlane, tilesWide: number, tilesHigh: number): Uint8Array {
  const { pixels, widthPx, heightPx } = grey
  const whites = new Uint8Array(tilesWide * tilesHigh)
  const histogram = new Uint16Array(STEPS)
  for (let tileY = 0; tileY < tilesHigh; tileY++)
    for (let tileX = 0; tileX < tilesWide; tileX++) {
      histogram.fill(0)
      const right = Math.min((tileX + 1) * TILE_PX, widthPx)
      const bottom = Math.min((tileY + 1) * TILE_PX, heightPx)
      let count = 0
      for (let y = tileY * TILE_PX; y < bottom; y += SAMPLE_PX)
        for (let x = tileX * TILE_PX; x < right; x += SAMPLE_PX, count++) {
          const step = (pixels[y * widthPx + x] ?? 0) >> 2
          histogram[step] = (histogram[step] ?? 0) + 1
        }
      let step = STEPS - 1
      for (let above = histogram[step] ?? 0; step > 0 && above < count * 0.2; )
        above += histogram[--step] ?? 0
      whites[tileY * tilesWide + tileX] = step * LEVELS_A_STEP + (LEVELS_A_STEP >> 1)
    }
  return whites
}

/** Each tile takes the second lightest of its neighbourhood, so that a tile full of ink does not pass for dark paper. */
function smoothTiles(whites: Uint8Array, tilesWide: number, tilesHigh: number): Uint8Array {
  const smooth = new Uint8Array(whites.length)
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

const median = (values: Uint8Array): number => values.toSorted()[values.length >> 1] ?? 255

/** The soft rim of the border, in pixels, goes with it. */
const RIM_PX = 2

/** Sets to 0 the contrast of dark pixels joined to the edge of the picture. */
function eraseBorder(grey: GreyPlane, contrast: Uint8Array, darkest: number) {
  const { widthPx, heightPx, pixels } = grey
  const reach = Math.round(Math.max(widthPx, heightPx) * BORDER_REACH_SHARE)
  const seen = scratchPlane('border', pixels.length)
  const stack: number[] = []
  /** Whether the pixel belongs to the border, as far as it alone tells. */
  const visit = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return true
    const at = y * widthPx + x
    if (seen[at]) return true
    if ((pixels[at] ?? 255) >= darkest || Math.min(x, y, widthPx - 1 - x, heightPx - 1 - y) > reach)
      return false
    seen[at] = 1
    stack.push(at)
    return true
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
    const right = visit(x + 1, y)
    const left = visit(x - 1, y)
    const below = visit(x, y + 1)
    const above = visit(x, y - 1)
    contrast[at] = 0
    if (right && left && below && above) continue
    for (let j = Math.max(0, y - RIM_PX); j <= Math.min(heightPx - 1, y + RIM_PX); j++)
      contrast.fill(0, j * widthPx + Math.max(0, x - RIM_PX), j * widthPx + Math.min(widthPx, x + RIM_PX + 1))
  }
}
