import type { GreyPlane } from './grey-plane.ts'

/** Pixels darker than a threshold, as coordinates. */
export interface InkPoints {
  xs: Int16Array
  ys: Int16Array
  count: number
}

/** The points of one half that are looked at in different ways. */
export interface HalfPoints {
  /** Writing. */
  ink: InkPoints
  /** Writing and printed lines, nearly to the edges. */
  lines: InkPoints
  /** Everything that shows how the page is slanted, the rulings of the paper included; every third column. */
  slanted: InkPoints
}

// Contrasts (0..255) at 75 dpi: rulings stay below 25 on most papers, pencil reaches 64, printed lines 50.
const INK_CONTRAST = 64
const LINE_CONTRAST = 50
const SLANT_CONTRAST = 30
/** Pixels left out along every edge, where punch holes, shadows and the neighbour page live. */
const INK_EDGE_PX = 30
const LINE_EDGE_PX = 6
const SLANT_EDGE_PX = 16
const SLANT_STEP = 3

/** The points of the columns `left` to `left + width` of a plane, counted from there. */
export function pointsOfHalf(
  { pixels, widthPx, heightPx }: GreyPlane,
  { left, width }: { left: number; width: number },
): HalfPoints {
  const [ink, lines, slanted] = SCRATCH
  for (const points of SCRATCH) makeRoom(points, width * heightPx)
  for (let y = LINE_EDGE_PX; y < heightPx - LINE_EDGE_PX; y++) {
    const row = y * widthPx + left
    const forInk = y >= INK_EDGE_PX && y < heightPx - INK_EDGE_PX
    const forSlant = y >= SLANT_EDGE_PX && y < heightPx - SLANT_EDGE_PX
    for (let x = LINE_EDGE_PX; x < width - LINE_EDGE_PX; x++) {
      const value = pixels[row + x] ?? 0
      // Nearly all pixels are paper.
      if (value <= SLANT_CONTRAST) continue
      if (value > LINE_CONTRAST) {
        note(lines, x, y)
        if (value > INK_CONTRAST && forInk && x >= INK_EDGE_PX && x < width - INK_EDGE_PX) note(ink, x, y)
      }
      if (forSlant && x % SLANT_STEP === 0 && x >= SLANT_EDGE_PX && x < width - SLANT_EDGE_PX)
        note(slanted, x, y)
    }
  }
  return { ink: copyOf(ink), lines: copyOf(lines), slanted: copyOf(slanted) }
}

/** Filled anew for every half: buffers for the worst case would otherwise be most of the memory used on a page. */
const SCRATCH: [InkPoints, InkPoints, InkPoints] = [emptyPoints(), emptyPoints(), emptyPoints()]

function emptyPoints(): InkPoints {
  return { xs: new Int16Array(), ys: new Int16Array(), count: 0 }
}

function makeRoom(points: InkPoints, most: number) {
  points.count = 0
  if (points.xs.length >= most) return
  points.xs = new Int16Array(most)
  points.ys = new Int16Array(most)
}

function note(points: InkPoints, x: number, y: number) {
  points.xs[points.count] = x
  points.ys[points.count++] = y
}

const copyOf = ({ xs, ys, count }: InkPoints): InkPoints => ({
  xs: xs.slice(0, count),
  ys: ys.slice(0, count),
  count,
})

/** A row or column of pixels inked over these shares of the page is a ruling, not writing: in black and white margins are dotted. */
const RULED_ROW_SHARE = 0.5
const RULED_COLUMN_SHARE = 0.3

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
  const ruledRows = spread(rows, widthPx * RULED_ROW_SHARE)
  const ruledColumns = spread(columns, heightPx * RULED_COLUMN_SHARE)
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
