import { GRID_COLUMNS, GRID_ROWS } from '#domain/ink-grids.ts'
import type { GreyPlane } from './grey-plane.ts'
import type { InkPoints } from './ink-points.ts'

/** A cell this much covered, or more, counts as full. */
const FULL_INK_SHARE = 0.3
const FULL_SHINE_SHARE = 0.5
/** Contrast of what shines through: more than the grain of the paper, less than ink. */
const FAINTEST = 8
const DARKEST = 44
/** Squares around ink are left out, for the soft edges of strokes look like shine. */
const SQUARE_PX = 4
/** Every how many pixels shine is looked for, both ways. */
const SAMPLE_PX = 2
const SAMPLES_A_SQUARE = (SQUARE_PX / SAMPLE_PX) ** 2

/** The density of points in a grid over the straightened half, as hex digits. */
export function inkGrid(points: InkPoints, skewDegrees: number, widthPx: number, heightPx: number): string {
  const cells = new Float64Array(GRID_COLUMNS * GRID_ROWS)
  const place = straightener(skewDegrees, widthPx, heightPx)
  for (let i = 0; i < points.count; i++) {
    const cell = place(points.xs[i] ?? 0, points.ys[i] ?? 0)
    if (cell >= 0) cells[cell] = (cells[cell] ?? 0) + 1
  }
  const full = ((widthPx * heightPx) / cells.length) * FULL_INK_SHARE
  return toHex(cells, full)
}

/**
 * The same of faint marks away from ink; cells with too little free paper get the mean of the others.
 * @param ink everything that is no shine: writing and printed lines.
 */
export function showThroughGrid(contrast: GreyPlane, ink: InkPoints, skewDegrees: number): string {
  const { pixels, widthPx, heightPx } = contrast
  const nearInk = squaresNearInk(ink, widthPx, heightPx)
  const squaresWide = Math.ceil(widthPx / SQUARE_PX)
  const faint = new Float64Array(GRID_COLUMNS * GRID_ROWS)
  const free = new Float64Array(GRID_COLUMNS * GRID_ROWS)
  const place = straightener(skewDegrees, widthPx, heightPx)
  // A square is much smaller than a cell: it is counted as a whole where its middle lies.
  for (let top = 0; top + SQUARE_PX <= heightPx; top += SQUARE_PX)
    for (let left = 0; left + SQUARE_PX <= widthPx; left += SQUARE_PX) {
      if (nearInk[(top / SQUARE_PX) * squaresWide + left / SQUARE_PX]) continue
      const cell = place(left + SQUARE_PX / 2, top + SQUARE_PX / 2)
      if (cell < 0) continue
      let found = 0
      for (let y = top; y < top + SQUARE_PX; y += SAMPLE_PX)
        for (let x = left; x < left + SQUARE_PX; x += SAMPLE_PX) {
          const value = pixels[y * widthPx + x] ?? 0
          if (value > FAINTEST && value < DARKEST) found++
        }
      free[cell] = (free[cell] ?? 0) + SAMPLES_A_SQUARE
      faint[cell] = (faint[cell] ?? 0) + found
    }
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0)
  const mean = sum(faint) / Math.max(1, sum(free))
  const enough = (widthPx * heightPx) / SAMPLE_PX ** 2 / free.length / 4
  faint.forEach((value, cell) => {
    const area = free[cell] ?? 0
    faint[cell] = area < enough ? mean : value / area
  })
  return toHex(faint, FULL_SHINE_SHARE)
}

function straightener(skewDegrees: number, widthPx: number, heightPx: number) {
  const tangent = Math.tan((skewDegrees * Math.PI) / 180)
  return (x: number, y: number): number => {
    const column = Math.floor(((x + (y - heightPx / 2) * tangent) * GRID_COLUMNS) / widthPx)
    const row = Math.floor(((y - (x - widthPx / 2) * tangent) * GRID_ROWS) / heightPx)
    if (column < 0 || column >= GRID_COLUMNS || row < 0 || row >= GRID_ROWS) return -1
    return row * GRID_COLUMNS + column
  }
}

function squaresNearInk(ink: InkPoints, widthPx: number, heightPx: number): Uint8Array {
  const wide = Math.ceil(widthPx / SQUARE_PX)
  const high = Math.ceil(heightPx / SQUARE_PX)
  const inked = new Uint8Array(wide * high)
  for (let i = 0; i < ink.count; i++)
    inked[Math.floor((ink.ys[i] ?? 0) / SQUARE_PX) * wide + Math.floor((ink.xs[i] ?? 0) / SQUARE_PX)] = 1
  const near = new Uint8Array(inked.length)
  for (let at = inked.indexOf(1); at >= 0; at = inked.indexOf(1, at + 1)) {
    const i = at % wide
    const j = (at - i) / wide
    for (let row = Math.max(0, j - 1); row <= Math.min(high - 1, j + 1); row++)
      near.fill(1, row * wide + Math.max(0, i - 1), row * wide + Math.min(wide, i + 2))
  }
  return near
}

function toHex(cells: Float64Array, full: number): string {
  let hex = ''
  for (const value of cells) hex += HEX_DIGITS[Math.min(15, Math.round((15 * value) / full))]
  return hex
}

const HEX_DIGITS = '0123456789abcdef'
