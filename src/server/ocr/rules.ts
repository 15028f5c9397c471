import type { GreyPlane } from '#server/image/grey-plane.ts'
import { PX_PER_MM } from './header-scale.ts'

/** A vertical rule: a side of a frame or of the box of a letter. */
export interface Upright {
  x: number
  top: number
  bottom: number
}

/** Shortest straight lines taken for rules. No stroke of a letter is so long and so straight. */
const SHORTEST_RULE_PX = Math.round(11 * PX_PER_MM)
const SHORTEST_UPRIGHT_PX = Math.round(5 * PX_PER_MM)
/** Gaps in a rule that is badly printed or scanned. */
const MOST_GAP_PX = 2
/** Thickest rule. */
const THICKEST_PX = Math.round(0.9 * PX_PER_MM)
/** The lines beside a rule, this far away, have less ink than this share of what the rule has: a row along the rim of writing has not. */
const BESIDE_PX = THICKEST_PX + 1
const MOST_BESIDE = 0.4
/** A side of a box ends at a rule, give or take. */
const JOINT_PX = Math.round(0.8 * PX_PER_MM)

interface Run {
  /** Row of a rule, column of an upright. */
  at: number
  from: number
  to: number
}

/** Takes rules, frames and the boxes of letters out of the ink; strokes that cross them stay. @returns the uprights. */
export function eraseRules(ink: GreyPlane): Upright[] {
  const across = { step: 1, lineStep: ink.widthPx, length: ink.widthPx, lines: ink.heightPx }
  const down = { step: ink.widthPx, lineStep: 1, length: ink.heightPx, lines: ink.widthPx }
  const rules = findRuns(ink.pixels, across, SHORTEST_RULE_PX)
  const uprights = findRuns(ink.pixels, down, SHORTEST_UPRIGHT_PX).filter(
    ({ at, from, to }) => meets(rules, at, from) && meets(rules, at, to),
  )
  for (const run of rules) erase(ink.pixels, across, run)
  for (const run of uprights) erase(ink.pixels, down, run)
  return uprights.map(({ at, from, to }) => ({ x: at, top: from, bottom: to }))
}

const meets = (rules: Run[], x: number, y: number): boolean =>
  rules.some(
    (rule) => Math.abs(rule.at - y) <= JOINT_PX && x >= rule.from - JOINT_PX && x <= rule.to + JOINT_PX,
  )

interface Direction {
  /** From a pixel to the next along the direction, and to its neighbour across it. */
  step: number
  lineStep: number
  /** How many pixels there are along it, and across it. */
  length: number
  lines: number
}

function findRuns(pixels: Uint8Array, direction: Direction, shortest: number): Run[] {
  const { length, lines, step, lineStep } = direction
  const runs: Run[] = []
  for (let line = 0; line < lines; line++) {
    let from = -1
    let last = -1
    for (let i = 0; i <= length; i++) {
      const inked = i < length && (pixels[line * lineStep + i * step] ?? 0) > 0
      if (inked) {
        if (from < 0) from = i
        last = i
      } else if (from >= 0 && (i - last > MOST_GAP_PX || i === length)) {
        const run = { at: line, from, to: last + 1 }
        if (run.to - from >= shortest && isThin(pixels, direction, run) && isAlone(pixels, direction, run))
          runs.push(run)
        from = -1
      }
    }
  }
  return runs
}

/** Where a rule runs, nearly all ink is as thin as it; a row through writing meets strokes that go on above and below. */
const THIN_SHARE = 0.6

function isThin(pixels: Uint8Array, direction: Direction, { at, from, to }: Run): boolean {
  let [inked, thin] = [0, 0]
  for (let i = from; i < to; i++) {
    if ((pixels[at * direction.lineStep + i * direction.step] ?? 0) === 0) continue
    inked++
    const [first, last] = thickness(pixels, direction, at, i)
    if (last - first < THICKEST_PX) thin++
  }
  return thin >= inked * THIN_SHARE
}

/** The first and the last line of the ink that covers a pixel, looked for no further than needed. */
function thickness(
  pixels: Uint8Array,
  { step, lineStep, lines }: Direction,
  at: number,
  i: number,
): [number, number] {
  const inked = (line: number) => line >= 0 && line < lines && (pixels[line * lineStep + i * step] ?? 0) > 0
  let first = at
  while (at - first <= THICKEST_PX && inked(first - 1)) first--
  let last = at
  while (last - at <= THICKEST_PX && inked(last + 1)) last++
  return [first, last]
}

/** Whether the lines on both sides are mostly empty: a line of writing has ink there. */
function isAlone(pixels: Uint8Array, { step, lineStep, lines }: Direction, { at, from, to }: Run): boolean {
  const inkOf = (line: number) => {
    if (line < 0 || line >= lines) return 0
    let sum = 0
    for (let i = from; i < to; i++) if ((pixels[line * lineStep + i * step] ?? 0) > 0) sum++
    return sum
  }
  const most = inkOf(at) * MOST_BESIDE
  return inkOf(at - BESIDE_PX) <= most && inkOf(at + BESIDE_PX) <= most
}

/** Empties the pixels of a run, except where a stroke crosses it. */
function erase(pixels: Uint8Array, direction: Direction, { at, from, to }: Run) {
  for (let i = from; i < to; i++) {
    const [first, last] = thickness(pixels, direction, at, i)
    if (last - first >= THICKEST_PX) continue
    for (let line = first; line <= last; line++) pixels[line * direction.lineStep + i * direction.step] = 0
  }
}
