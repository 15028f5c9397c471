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
  const most = Math.ceil(widthPx / step) * heightPx
  const xs = new Int16Array(most)
  const ys = new Int16Array(most)
  let count = 0
  for (let y = margin; y < heightPx - margin; y++)
    for (let x = margin; x < widthPx - margin; x += step)
      if ((pixels[y * widthPx + x] ?? 0) > threshold) {
        xs[count] = x
        ys[count++] = y
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
  const rowOf = (i: number) => Math.round((points.ys[i] ?? 0) - ((points.xs[i] ?? 0) - widthPx / 2) * tangent)
  const columnOf = (i: number) =>
    Math.round((points.xs[i] ?? 0) + ((points.ys[i] ?? 0) - heightPx / 2) * tangent)
  const rows = new Map<number, number>()
  const columns = new Map<number, number>()
  for (let i = 0; i < points.count; i++) {
    rows.set(rowOf(i), (rows.get(rowOf(i)) ?? 0) + 1)
    columns.set(columnOf(i), (columns.get(columnOf(i)) ?? 0) + 1)
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
function spread(lines: Map<number, number>, most: number): Set<number> {
  const full = [...lines].filter(([, count]) => count > most).map(([line]) => line)
  return new Set(full.flatMap((line) => [line - 1, line, line + 1]))
}
