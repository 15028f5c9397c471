import type { InkPoints } from './ink-points.ts'
import { scratchPlane } from './scratch.ts'

export interface Header {
  /** 0..1. */
  score: number
  /** Lower end of what was taken for the header, as a share of the height. */
  bottom: number
}

/** Headers stand in this top part of a page. */
const ZONE_SHARE = 0.3
/** Shortest straight strokes that can be part of a frame, as shares of width and height. */
const SHORTEST_RULE = 0.1
const SHORTEST_SIDE = 0.03
/** Boxes for single letters: sides at least this high, and at least so many of them side by side. */
const SHORTEST_LETTER_SIDE = 0.016
const LEAST_LETTER_SIDES = 9
/** A rule from edge to edge separates a header without frames from the writing; more of them in the body are the paper's. */
const FULL_RULE = 0.85
const MOST_BODY_RULES = 2
/** How far the ends of strokes that meet, or that belong to one frame, may be apart, in pixels at 75 dpi. */
const JOINT_PX = 6

interface Stroke {
  /** Row of a horizontal stroke, column of a vertical one. */
  at: number
  from: number
  to: number
}

/**
 * Looks for a printed header at the top of a page: frames (two vertical strokes side by side, both joined to horizontal ones at
 * both ends), boxes for single letters, and rules across the whole page. Writing, underlining and the axes of a graph have none of these.
 * @param upsideDown look at the page turned by 180 degrees.
 */
export function findHeader(
  points: InkPoints,
  skewDegrees: number,
  widthPx: number,
  heightPx: number,
  upsideDown: boolean,
): Header {
  const page = scratchPlane('straightened', widthPx * heightPx)
  const zonePx = Math.round(heightPx * ZONE_SHARE)
  const draw = straightener(points, skewDegrees, widthPx, heightPx, upsideDown)
  const drawn = draw(page, 0, zonePx)
  const across = { length: widthPx, alongStep: 1, acrossStep: widthPx }
  const zone = page.subarray(0, zonePx * widthPx)
  const rows = { ...across, lines: zonePx, inked: drawn.rows }
  const rules = findStrokes(zone, rows, Math.round(widthPx * SHORTEST_RULE))
  const downwards = {
    length: zonePx,
    lines: widthPx,
    alongStep: widthPx,
    acrossStep: 1,
    inked: drawn.columns,
  }
  const uprights = findStrokes(zone, downwards, Math.round(heightPx * SHORTEST_LETTER_SIDE))
  const closed = uprights.filter((side) => meets(rules, side.at, side.from) && meets(rules, side.at, side.to))
  const letterBoxes = longestComb(closed)
  const joined = closed.filter((side) => side.to - side.from >= Math.round(heightPx * SHORTEST_SIDE))
  const framed = joined.filter((side) =>
    joined.some((other) => makeFrame(rules, side, other) || makeFrame(rules, other, side)),
  )
  let fullRules = rules.filter((rule) => rule.to - rule.from > widthPx * FULL_RULE)
  if (fullRules.length > 0) {
    const body = { ...across, lines: heightPx - zonePx, inked: draw(page, zonePx, heightPx).rows }
    const inBody = findStrokes(page.subarray(zonePx * widthPx), body, Math.round(widthPx * FULL_RULE))
    if (inBody.length > MOST_BODY_RULES) fullRules = []
  }
  const evidence =
    -3 +
    0.4 * Math.min(joined.length, 4) +
    (framed.length > 0 ? 4 : 0) +
    (fullRules.length > 0 ? 4 : 0) +
    (letterBoxes.length > 0 ? 5 : 0)
  const lowest = Math.max(
    0,
    ...[...framed, ...letterBoxes].map((side) => side.to),
    ...fullRules.map((rule) => rule.at),
  )
  return { score: 1 / (1 + Math.exp(-evidence)), bottom: lowest / heightPx }
}

/** The uprights of the longest row of boxes of one width; none when it is too short for boxes of letters. */
function longestComb(uprights: Stroke[]): Stroke[] {
  let longest: Stroke[] = []
  for (const start of uprights) {
    const row = uprights
      .filter((one) => Math.abs(one.from - start.from) <= JOINT_PX && Math.abs(one.to - start.to) <= JOINT_PX)
      .sort((a, b) => a.at - b.at)
    const gaps = row.slice(1).map((one, i) => one.at - (row[i]?.at ?? 0))
    const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0
    const even = row.filter((_, i) => i === 0 || Math.abs((gaps[i - 1] ?? 0) - usual) <= 2)
    if (even.length > longest.length) longest = even
  }
  return longest.length >= LEAST_LETTER_SIDES ? longest : []
}

const meets = (rules: Stroke[], x: number, y: number) =>
  rules.some(
    (rule) => Math.abs(rule.at - y) <= JOINT_PX && x >= rule.from - JOINT_PX && x <= rule.to + JOINT_PX,
  )

/** Whether two sides stand at the same height, with a rule from the one to the other along their tops and their bottoms. */
const makeFrame = (rules: Stroke[], left: Stroke, right: Stroke) =>
  right.at - left.at > 2 * JOINT_PX &&
  Math.abs(left.from - right.from) <= JOINT_PX &&
  Math.abs(left.to - right.to) <= JOINT_PX &&
  [left.from, left.to].every((y) =>
    rules.some(
      (rule) =>
        Math.abs(rule.at - y) <= JOINT_PX &&
        rule.from <= left.at + JOINT_PX &&
        rule.to >= right.at - JOINT_PX,
    ),
  )

/** How many pixels of each row and column are inked. */
interface Drawn {
  rows: Uint16Array
  columns: Uint16Array
}

/** Draws the points of the rows `from` to `to` of the page without skew, 1 where there is ink. */
function straightener(
  points: InkPoints,
  skewDegrees: number,
  widthPx: number,
  heightPx: number,
  upsideDown: boolean,
): (page: Uint8Array, from: number, to: number) => Drawn {
  const tangent = Math.tan((skewDegrees * Math.PI) / 180)
  const turn = upsideDown ? -1 : 1
  // Points were read row by row: those of a zone stand together, give or take what skew moves.
  const slackPx = Math.ceil((Math.abs(tangent) * widthPx) / 2) + 1
  return (page, from, to) => {
    const [firstRow, lastRow] = upsideDown ? [heightPx - to, heightPx - from] : [from, to]
    const first = rankOfRow(points, firstRow - slackPx)
    const last = rankOfRow(points, lastRow + slackPx)
    const drawn = { rows: new Uint16Array(to - from), columns: new Uint16Array(widthPx) }
    for (let i = first; i < last; i++) {
      const fromCentreX = turn * ((points.xs[i] ?? 0) - widthPx / 2)
      const fromCentreY = turn * ((points.ys[i] ?? 0) - heightPx / 2)
      const x = Math.round(fromCentreX + fromCentreY * tangent + widthPx / 2)
      const y = Math.round(fromCentreY - fromCentreX * tangent + heightPx / 2)
      if (x < 0 || x >= widthPx || y < from || y >= to) continue
      const at = y * widthPx + x
      // Two points may fall on one pixel.
      if (page[at] === 1) continue
      page[at] = 1
      drawn.rows[y - from] = (drawn.rows[y - from] ?? 0) + 1
      drawn.columns[x] = (drawn.columns[x] ?? 0) + 1
    }
    return drawn
  }
}

/** How many points lie above a row. */
function rankOfRow({ ys, count }: InkPoints, row: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ys[middle] ?? 0) < row) low = middle + 1
    else high = middle
  }
  return low
}

/** Gap bridged within a stroke, thickness allowed, and how far beside it the page must be mostly empty, in pixels at 75 dpi. */
const GAP_PX = 2
const BESIDE_PX = 4
const MOST_BESIDE = 0.35

interface Direction {
  /** Pixels along the direction, `alongStep` apart in memory. */
  length: number
  alongStep: number
  /** Lines of them, `acrossStep` apart. */
  lines: number
  acrossStep: number
  /** How many pixels of each line are inked. */
  inked: Uint16Array
}

/** Thin straight strokes along one direction, one for each group of neighbouring parallel runs. */
function findStrokes(page: Uint8Array, direction: Direction, shortest: number): Stroke[] {
  const { length, lines, alongStep, acrossStep, inked } = direction
  const strokes: Stroke[] = []
  for (let line = 0; line < lines; line++) {
    // Most lines of pixels hold too little ink for any stroke.
    if ((inked[line - 1] ?? 0) + (inked[line] ?? 0) + (inked[line + 1] ?? 0) < shortest * 0.8) continue
    const here = line * acrossStep
    const before = line > 0 ? here - acrossStep : here
    const after = line < lines - 1 ? here + acrossStep : here
    let from = -1
    let last = -1
    for (let i = 0; i <= length; i++) {
      const at = i * alongStep
      if (i < length && (page[here + at] || page[before + at] || page[after + at])) {
        if (from < 0) from = i
        last = i
      } else if (from >= 0 && (i - last > GAP_PX || i === length)) {
        const stroke = { at: line, from, to: last }
        if (last - from >= shortest && isThin(page, direction, stroke)) join(strokes, stroke)
        from = -1
      }
    }
  }
  return strokes
}

function isThin(page: Uint8Array, direction: Direction, stroke: Stroke): boolean {
  const { lines, alongStep, acrossStep } = direction
  const inkBeside = (line: number) => {
    if (line < 0 || line >= lines) return 0
    let sum = 0
    for (let i = stroke.from; i <= stroke.to; i++) sum += page[line * acrossStep + i * alongStep] ?? 0
    return sum
  }
  const most = (stroke.to - stroke.from) * MOST_BESIDE
  return inkBeside(stroke.at - BESIDE_PX) <= most && inkBeside(stroke.at + BESIDE_PX) <= most
}

/** Adds a stroke, or lets it replace a shorter one it lies beside. */
function join(strokes: Stroke[], stroke: Stroke) {
  const beside = strokes.find(
    (other) =>
      Math.abs(other.at - stroke.at) <= BESIDE_PX && other.from <= stroke.to && stroke.from <= other.to,
  )
  if (!beside) {
    strokes.push(stroke)
    return
  }
  if (stroke.to - stroke.from > beside.to - beside.from) Object.assign(beside, stroke)
}
