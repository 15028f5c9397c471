import type { InkPoints } from './ink-points.ts'

const STRIPS = 4
/** Weights fitted by eye on handwritten pages: the asymmetry of lines is 0.4 ± 0.2 for upright text. */
const LINE_WEIGHT = 6
const SPACE_WEIGHT = 2
/** Lines begin one under the other and end where words do: their ends lie further apart, by 0.02 to 0.12 of the width. */
const MARGIN_WEIGHT = 45
const MOST_MARGIN_ODDS = 4
/** What counts as far apart at most: figures and titles stand anywhere. */
const FURTHEST_APART = 0.25
/** Lines are looked at in slices of half the height of one, 74 on A4; fewer than this many of them are few words. */
const SLICES = 74
const ENOUGH_SLICES = 14
/** A slice with less ink than this share of the width is a stroke or two; this share of its ink is left out at either end. */
const LEAST_INK_SHARE = 0.04
const OUTSIDE_SHARE = 0.03
/** Below this many ink pixels at 75 dpi (a few words) the evidence counts in proportion. */
const ENOUGH_POINTS = 3000

/**
 * Evidence, as log-odds, that a page of writing is upright (positive) rather than upside down (negative).
 *
 * Lines of Latin script end sharply on the baseline and fade out upwards in ascenders, capitals and accents; they begin at a
 * margin and end anywhere; and pages are filled from the top, so that the empty space is at the bottom.
 */
export function uprightEvidence(
  points: InkPoints,
  skewDegrees: number,
  widthPx: number,
  heightPx: number,
): number {
  if (points.count === 0) return 0
  const tangent = Math.tan((skewDegrees * Math.PI) / 180)
  const profiles = Array.from({ length: STRIPS }, () => new Float64Array(heightPx))
  const rows = new Float64Array(heightPx)
  const slices = Array.from({ length: SLICES }, () => new Uint32Array(widthPx))
  for (let i = 0; i < points.count; i++) {
    const x = points.xs[i] ?? 0
    const row = Math.round((points.ys[i] ?? 0) - (x - widthPx / 2) * tangent)
    if (row < 0 || row >= heightPx) continue
    const profile = profiles[Math.min(STRIPS - 1, Math.floor((x * STRIPS) / widthPx))]
    if (profile) profile[row] = (profile[row] ?? 0) + 1
    rows[row] = (rows[row] ?? 0) + 1
    const column = Math.round(x + ((points.ys[i] ?? 0) - heightPx / 2) * tangent)
    const slice = slices[Math.floor((row * SLICES) / heightPx)]
    if (slice && column >= 0 && column < widthPx) slice[column] = (slice[column] ?? 0) + 1
  }
  const space = heightPx - 1 - rowHolding(rows, 0.98, points.count) - rowHolding(rows, 0.02, points.count)
  const amount = Math.min(1, points.count / ENOUGH_POINTS)
  const margins = Math.max(
    -MOST_MARGIN_ODDS,
    Math.min(MOST_MARGIN_ODDS, MARGIN_WEIGHT * marginAsymmetry(slices)),
  )
  return amount * (LINE_WEIGHT * lineAsymmetry(profiles) + (SPACE_WEIGHT * space) / heightPx) + margins
}

/** By how much of the width the right ends of lines lie further apart than their left ends; less where there are few lines. */
function marginAsymmetry(slices: Uint32Array[]): number {
  const widthPx = slices[0]?.length ?? 0
  const written = slices
    .map((slice) => ({ slice, ink: slice.reduce((sum, count) => sum + count, 0) }))
    .filter(({ ink }) => ink >= widthPx * LEAST_INK_SHARE)
  const starts = written.map(({ slice, ink }) => reachOf(slice, ink) / widthPx)
  const ends = written.map(({ slice, ink }) => reachOf(slice.toReversed(), ink) / widthPx)
  return Math.min(1, written.length / ENOUGH_SLICES) * (spreadOf(ends) - spreadOf(starts))
}

/** The first column at which more than a little of the ink has been met. */
function reachOf(slice: Uint32Array, ink: number): number {
  let met = 0
  return slice.findIndex((count) => {
    met += count
    return met > ink * OUTSIDE_SHARE
  })
}

/** Mean distance from the middle one. */
function spreadOf(places: number[]): number {
  const middle = places.toSorted((a, b) => a - b)[places.length >> 1] ?? 0
  const apart = places.map((place) => Math.min(FURTHEST_APART, Math.abs(place - middle)))
  return apart.reduce((sum, one) => sum + one, 0) / Math.max(1, places.length)
}

/** -1..1: positive when rows of ink begin gently at their top and end abruptly at their bottom. */
function lineAsymmetry(profiles: Float64Array[]): number {
  let signed = 0
  let total = 0
  for (const profile of profiles) {
    const smooth = (i: number) => (profile[i - 1] ?? 0) + 2 * (profile[i] ?? 0) + (profile[i + 1] ?? 0)
    for (let i = 1; i < profile.length; i++) {
      const cube = (smooth(i - 1) - smooth(i)) ** 3
      signed += cube
      total += Math.abs(cube)
    }
  }
  return total === 0 ? 0 : signed / total
}

/** The row above which `share` of the ink lies. */
function rowHolding(rows: Float64Array, share: number, total: number): number {
  let sum = 0
  for (let i = 0; i < rows.length; i++) {
    sum += rows[i] ?? 0
    if (sum >= share * total) return i
  }
  return rows.length - 1
}
