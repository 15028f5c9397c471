import type { GreyPlane } from './grey-plane.ts'

export interface Fold {
  /** Where the fold crosses mid height, as a share of the width. */
  x: number
  /** Whether the image shows it; otherwise the middle is taken. */
  seen: boolean
}

/** The fold is looked for in this part of the width. */
const SEARCH_FROM = 0.455
const SEARCH_TO = 0.545
/** Steepest slant of the fold, as tangent (about 2.5 degrees). */
const STEEPEST = 0.044
const SLANTS = 23
const BAND_ROWS = 8
/** Half widths of the crease and of the paper beside it, in pixels at 75 dpi (6 px = 2 mm). */
const CREASE_PX = 5
const BESIDE_FROM_PX = 16
const BESIDE_TO_PX = 40
/** A crease is this many grey levels from the paper, and this many times stronger than anything else it could be. */
const LEAST_LEVELS = 2.5
const LEAST_ADVANTAGE = 1.6
/** Anything else: further away than this. */
const ELSEWHERE_PX = 20

/**
 * Finds the fold of a double sheet lying landscape: the straight, nearly vertical band near the middle that is darker (shadow of
 * the gutter) or lighter (flattened crease) than the paper on both sides.
 * @param grey the sheet at about 75 dpi.
 */
export function findFold(grey: GreyPlane): Fold {
  const { widthPx } = grey
  const from = Math.floor(widthPx * SEARCH_FROM)
  const to = Math.ceil(widthPx * SEARCH_TO)
  const margin = BESIDE_TO_PX + Math.ceil((grey.heightPx / 2) * STEEPEST) + 1
  const strip = paperStrip(grey, from - margin, to + margin)
  let best = { strength: 0, x: Math.round(widthPx / 2) - from, profile: new Float32Array() as Float32Array }
  const strongest = new Float32Array(to - from)
  for (let i = 0; i < SLANTS; i++) {
    const slant = STEEPEST * ((2 * i) / (SLANTS - 1) - 1)
    const profile = slantedProfile(strip, slant, to - from + 2 * BESIDE_TO_PX, margin - BESIDE_TO_PX)
    const sums = cumulate(profile)
    const mean = (a: number, b: number) => ((sums[b] ?? 0) - (sums[a] ?? 0)) / (b - a)
    for (let at = 0; at < to - from; at++) {
      const x = at + BESIDE_TO_PX
      const left = mean(x - BESIDE_TO_PX, x - BESIDE_FROM_PX)
      const right = mean(x + BESIDE_FROM_PX + 1, x + BESIDE_TO_PX + 1)
      const crease = mean(x - CREASE_PX, x + CREASE_PX + 1)
      const darker = Math.min(left, right) - crease
      const lighter = crease - Math.max(left, right)
      const strength = Math.max(darker, lighter)
      strongest[at] = Math.max(strongest[at] ?? 0, strength)
      if (strength > best.strength) best = { strength, x: at, profile }
    }
  }
  const elsewhere = strongest.reduce(
    (most, s, at) => (Math.abs(at - best.x) > ELSEWHERE_PX ? Math.max(most, s) : most),
    0,
  )
  const seen = best.strength > LEAST_LEVELS && best.strength > LEAST_ADVANTAGE * elsewhere
  if (!seen) return { x: 0.5, seen }
  return { x: (from + sharpen(best.profile, best.x + BESIDE_TO_PX) - BESIDE_TO_PX + 0.5) / widthPx, seen }
}

/** The crease itself: the darkest (or lightest) three columns within the band that was found. */
function sharpen(profile: Float32Array, near: number): number {
  const three = (x: number) => (profile[x - 1] ?? 0) + (profile[x] ?? 0) + (profile[x + 1] ?? 0)
  const usual = (three(near - BESIDE_FROM_PX) + three(near + BESIDE_FROM_PX)) / 2
  let sharpest = near
  for (let x = near - CREASE_PX - 1; x <= near + CREASE_PX + 1; x++)
    if (Math.abs(three(x) - usual) > Math.abs(three(sharpest) - usual)) sharpest = x
  return sharpest
}

interface Strip {
  /** Mean of the paper in bands of rows; ink is clipped so that writing near the fold weighs little. */
  values: Float32Array
  widthPx: number
  bands: number
}

function paperStrip(grey: GreyPlane, left: number, right: number): Strip {
  const widthPx = right - left
  const bands = Math.floor(grey.heightPx / BAND_ROWS)
  const values = new Float32Array(widthPx * bands)
  const column = new Uint8Array(BAND_ROWS)
  for (let band = 0; band < bands; band++)
    for (let x = 0; x < widthPx; x++) {
      const sheetX = Math.min(Math.max(left + x, 0), grey.widthPx - 1)
      for (let row = 0; row < BAND_ROWS; row++)
        column[row] = grey.pixels[(band * BAND_ROWS + row) * grey.widthPx + sheetX] ?? 0
      column.sort()
      values[band * widthPx + x] = ((column[BAND_ROWS >> 1] ?? 0) + (column[(BAND_ROWS >> 1) + 1] ?? 0)) / 2
    }
  return { values, widthPx, bands }
}

/** Median along lines of one slant; a mean would follow a single large drawing across the fold. */
function slantedProfile(strip: Strip, slant: number, widthPx: number, offset: number): Float32Array {
  const profile = new Float32Array(widthPx)
  const along = new Float32Array(strip.bands)
  for (let x = 0; x < widthPx; x++) {
    for (let band = 0; band < strip.bands; band++) {
      const shift = Math.round((band - strip.bands / 2) * BAND_ROWS * slant)
      along[band] = strip.values[band * strip.widthPx + x + offset + shift] ?? 0
    }
    along.sort()
    profile[x] = along[strip.bands >> 1] ?? 0
  }
  return profile
}

function cumulate(profile: Float32Array): Float64Array {
  const sums = new Float64Array(profile.length + 1)
  for (let i = 0; i < profile.length; i++) sums[i + 1] = (sums[i] ?? 0) + (profile[i] ?? 0)
  return sums
}
