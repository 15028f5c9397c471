import { BAND_COLUMNS, BAND_ROWS, writeBand } from '#domain/print-bands.ts'
import type { InkPoints } from './ink-points.ts'

/** A cell of 1 mm at 75 dpi. */
const CELL_PX = 75 / 25.4
/** The shadow of the fold and the edge of the paper are no print. */
const EDGE_PX = 20
const TOP_EDGE_PX = 10

/**
 * The print band (see `print-bands.ts`) at the top of the straightened half, or at its foot turned by 180 degrees.
 * @param pivotX where the middle of the sheet is, about which it lies askew, in the pixels of the half.
 */
export function printBand(
  points: InkPoints,
  skewDegrees: number,
  widthPx: number,
  heightPx: number,
  pivotX: number,
  upsideDown: boolean,
): string {
  const cells = new Uint8Array(BAND_COLUMNS * BAND_ROWS)
  const tangent = Math.tan((skewDegrees * Math.PI) / 180)
  const turn = upsideDown ? -1 : 1
  for (let i = 0; i < points.count; i++) {
    const [px, py] = [points.xs[i] ?? 0, points.ys[i] ?? 0]
    const x = turn * (px - widthPx / 2 + (py - heightPx / 2) * tangent) + widthPx / 2
    const y = turn * (py - heightPx / 2 - (px - pivotX) * tangent) + heightPx / 2
    if (x < EDGE_PX || x > widthPx - EDGE_PX || y < TOP_EDGE_PX) continue
    const column = Math.floor(x / CELL_PX)
    const row = Math.floor(y / CELL_PX)
    if (column < BAND_COLUMNS && row < BAND_ROWS) cells[row * BAND_COLUMNS + column] = 1
  }
  return writeBand(cells)
}
