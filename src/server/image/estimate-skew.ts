import type { InkPoints } from './ink-points.ts'

const STEEPEST_DEGREES = 5
const COARSE_DEGREES = 0.5
const FINE_DEGREES = 0.125
/** Fewer points say nothing. */
const LEAST_POINTS = 200

/**
 * Degrees by which the content is turned clockwise, found as the slant at which rulings and text lines pile up most sharply;
 * null when there is too little to see.
 */
export function estimateSkew(points: InkPoints, widthPx: number, heightPx: number): number | null {
  if (points.count < LEAST_POINTS) return null
  const sharpness = (degrees: number) =>
    pileUp(points, Math.tan((degrees * Math.PI) / 180), widthPx, heightPx)
  const coarse = sharpest(0, STEEPEST_DEGREES, COARSE_DEGREES, sharpness)
  const fine = sharpest(coarse, COARSE_DEGREES - FINE_DEGREES, FINE_DEGREES, sharpness)
  // A line down the page gets ever sharper the further it is slanted: nothing was seen of how the page lies.
  return Math.abs(fine) > STEEPEST_DEGREES + COARSE_DEGREES / 2 ? null : fine
}

function sharpest(
  centre: number,
  reach: number,
  step: number,
  sharpness: (degrees: number) => number,
): number {
  let best = centre
  let most = -1
  for (let degrees = centre - reach; degrees <= centre + reach + 1e-9; degrees += step) {
    const found = sharpness(degrees)
    if (found > most) {
      most = found
      best = degrees
    }
  }
  return best
}

function pileUp(points: InkPoints, tangent: number, widthPx: number, heightPx: number): number {
  const reach = Math.ceil(widthPx * Math.abs(tangent))
  const rows = new Int32Array(heightPx + 2 * reach + 1)
  // In 65536ths of a row: whole numbers are added up in half the time.
  const slope = Math.round(tangent * 65536)
  const offset = reach * 65536 + 32768
  for (let i = 0; i < points.count; i++) {
    const row = (((points.ys[i] ?? 0) << 16) - (points.xs[i] ?? 0) * slope + offset) >> 16
    rows[row] = (rows[row] ?? 0) + 1
  }
  let sum = 0
  for (let i = 1; i < rows.length; i++) sum += ((rows[i] ?? 0) - (rows[i - 1] ?? 0)) ** 2
  return sum
}
