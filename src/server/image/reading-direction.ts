import type { InkPoints } from './ink-points.ts'

const STRIPS = 4
/** Weights fitted by eye on handwritten pages: the asymmetry of lines is 0.4 ± 0.2 for upright text. */
const LINE_WEIGHT = 6
const SPACE_WEIGHT = 2
/** Below this many ink pixels at 75 dpi (a few words) the evidence counts in proportion. */
const ENOUGH_POINTS = 3000

/**
 * Evidence, as log-odds, that a page of writing is upright (positive) rather than upside down (negative).
 *
 * Lines of Latin script end sharply on the baseline and fade out upwards in ascenders, capitals and accents; and pages are
 * filled from the top, so that the empty space is at the bottom.
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
  for (let i = 0; i < points.count; i++) {
    const x = points.xs[i] ?? 0
    const row = Math.round((points.ys[i] ?? 0) - (x - widthPx / 2) * tangent)
    if (row < 0 || row >= heightPx) continue
    const profile = profiles[Math.min(STRIPS - 1, Math.floor((x * STRIPS) / widthPx))]
    if (profile) profile[row] = (profile[row] ?? 0) + 1
    rows[row] = (rows[row] ?? 0) + 1
  }
  const space = heightPx - 1 - rowHolding(rows, 0.98, points.count) - rowHolding(rows, 0.02, points.count)
  const amount = Math.min(1, points.count / ENOUGH_POINTS)
  return amount * (LINE_WEIGHT * lineAsymmetry(profiles) + (SPACE_WEIGHT * space) / heightPx)
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
