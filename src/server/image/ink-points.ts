import type { GreyPlane } from './grey-plane.ts'

/** Pixels darker than a threshold, as coordinates. */
export interface InkPoints {
  xs: Int16Array
  ys: Int16Array
  count: number
}

/**
 * @param margin pixels left out along every edge, where punch holes, shadows and the neighbour page live.
 * @param step only every `step`-th column is read.
 */
export function inkPoints(contrast: GreyPlane, threshold: number, margin: number, step = 1): InkPoints {
  const { pixels, widthPx, heightPx } = contrast
  let count = 0
  for (let y = margin; y < heightPx - margin; y++)
    for (let x = margin; x < widthPx - margin; x += step)
      if ((pixels[y * widthPx + x] ?? 0) > threshold) count++
  // Counted first: buffers for the worst case would be most of the memory used on a page.
  const xs = new Int16Array(count)
  const ys = new Int16Array(count)
  let at = 0
  for (let y = margin; y < heightPx - margin; y++)
    for (let x = margin; x < widthPx - margin; x += step)
      if ((pixels[y * widthPx + x] ?? 0) > threshold) {
        xs[at] = x
        ys[at++] = y
      }
  return { xs, ys, count }
}

/** A row or column of pixels inked over this share of the page is a ruling, not writing. */
const RULING_SHARE = 0.5

/** The points that do not lie on the page's own dark rulings. */
export function withoutRulings(
  points: InkPoints,
  skewDegrees: number,
  widthPx: number,
  heightPx: number,
): InkPoints {
  const tangent = Math.tan((skewDegrees * Math.PI) / 180)
  const rowOf = (i: number) =>
    Math.round(heightPx / 2 + (points.ys[i] ?? 0) - ((points.xs[i] ?? 0) - widthPx / 2) * tangent)
  const columnOf = (i: number) =>
    Math.round(widthPx / 2 + (points.xs[i] ?? 0) + ((points.ys[i] ?? 0) - heightPx / 2) * tangent)
  // Room above and below for what skew moves out of the page.
  const rows = new Uint32Array(2 * heightPx)
  const columns = new Uint32Array(2 * widthPx)
  for (let i = 0; i < points.count; i++) {
    const row = rowOf(i)
    const column = columnOf(i)
    rows[row] = (rows[row] ?? 0) + 1
    columns[column] = (columns[column] ?? 0) + 1
  }
  const ruledRows = spread(rows, widthPx * RULING_SHARE)
  const ruledColumns = spread(columns, heightPx * RULING_SHARE)
  if (ruledRows.size === 0 && ruledColumns.size === 0) return points
  const kept: InkPoints = { xs: new Int16Array(points.count), ys: new Int16Array(points.count), count: 0 }
  for (let i = 0; i < points.count; i++) {
    if (ruledRows.has(rowOf(i)) || ruledColumns.has(columnOf(i))) continue
    kept.xs[kept.count] = points.xs[i] ?? 0
    kept.ys[kept.count++] = points.ys[i] ?? 0
  }
  return kept
}

/** Lines that hold more than `most` points, with their neighbours. */
function spread(lines: Uint32Array, most: number): Set<number> {
  const full = Array.from(lines.keys()).filter((line) => (lines[line] ?? 0) > most)
  return new Set(full.flatMap((line) => [line - 1, line, line + 1]))
}
