import type { GreyPlane } from './grey-plane.ts'
import { selectRank } from './select.ts'

export interface Fold {
  /** Where the fold crosses mid height, as a share of the width. */
  x: number
  /** Whether the image shows it; otherwise the middle is taken. */
  seen: boolean
}

/** The fold is looked for in this part of the width. */
const SEARCH_FROM = 0.455
const SEARCH_TO = 0.545
/** Steepest slant of the fold, as tangent (5 degrees). */
const STEEPEST = 0.0875
/** Slants tried at first, and around the best of them. */
const COARSE_SLANTS = 17
const FINE_SLANTS = 4
const BAND_ROWS = 8
/** Smaller pictures show no fold. */
const SMALLEST_PX = 200
/** Every how many bands and columns are read at first. */
const COARSE = { bands: 3, columns: 2 }
const FINE = { bands: 1, columns: 1 }
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
  if (widthPx < SMALLEST_PX || grey.heightPx < SMALLEST_PX) return { x: 0.5, seen: false }
  const from = Math.floor(widthPx * SEARCH_FROM)
  const to = Math.ceil(widthPx * SEARCH_TO)
  const margin = BESIDE_TO_PX + Math.ceil((grey.heightPx / 2) * STEEPEST) + 1
  const strip = paperStrip(grey, from - margin, to + margin, to - from)
  const coarse = strongestCrease(strip, slantsAround(0, STEEPEST, COARSE_SLANTS), COARSE)
  const reach = (2 * STEEPEST) / (COARSE_SLANTS - 1)
  const best = strongestCrease(strip, slantsAround(coarse.slant, reach, FINE_SLANTS), FINE)
  const elsewhere = coarse.strongest.filter((_, x) => Math.abs(x - best.x) > ELSEWHERE_PX)
  const seen = best.strength > LEAST_LEVELS && best.strength > LEAST_ADVANTAGE * Math.max(0, ...elsewhere)
  return seen ? { x: (from + sharpen(best.profile, best.x) + 0.5) / widthPx, seen } : { x: 0.5, seen }
}

const slantsAround = (centre: number, reach: number, count: number) =>
  Array.from({ length: count }, (_, i) => centre + reach * ((2 * i) / (count - 1) - 1))

interface Crease {
  strength: number
  slant: number
  /** Column of the searched part at mid height. */
  x: number
  profile: Float32Array
  /** The strongest found at each column, at any slant. */
  strongest: Float32Array
}

function strongestCrease(strip: Strip, slants: number[], every: typeof COARSE): Crease {
  const strongest = new Float32Array(strip.searchedPx)
  let best: Crease = {
    strength: 0,
    slant: 0,
    x: strip.searchedPx >> 1,
    profile: new Float32Array(),
    strongest,
  }
  for (const slant of slants) {
    const profile = slantedProfile(strip, slant, every)
    const sums = cumulate(profile)
    const mean = (a: number, b: number) => ((sums[b] ?? 0) - (sums[a] ?? 0)) / (b - a)
    for (let x = 0; x < strip.searchedPx; x++) {
      const at = x + BESIDE_TO_PX
      const left = mean(at - BESIDE_TO_PX, at - BESIDE_FROM_PX)
      const right = mean(at + BESIDE_FROM_PX + 1, at + BESIDE_TO_PX + 1)
      const crease = mean(at - CREASE_PX, at + CREASE_PX + 1)
      const strength = Math.max(Math.min(left, right) - crease, crease - Math.max(left, right))
      strongest[x] = Math.max(strongest[x] ?? 0, strength)
      if (strength > best.strength) best = { strength, slant, x, profile, strongest }
    }
  }
  return best
}

/** The crease itself: the darkest (or lightest) three columns within the band found around `x`. */
function sharpen(profile: Float32Array, x: number): number {
  const three = (column: number) => {
    const at = column + BESIDE_TO_PX
    return (profile[at - 1] ?? 0) + (profile[at] ?? 0) + (profile[at + 1] ?? 0)
  }
  const usual = (three(x - BESIDE_FROM_PX) + three(x + BESIDE_FROM_PX)) / 2
  let sharpest = x
  for (let near = x - CREASE_PX - 1; near <= x + CREASE_PX + 1; near++)
    if (Math.abs(three(near) - usual) > Math.abs(three(sharpest) - usual)) sharpest = near
  return sharpest
}

interface Strip {
  /** Twice the median of each column in bands of rows, every second of them, so that thin strokes disappear. */
  values: Uint16Array
  widthPx: number
  bands: number
  /** The columns where the fold may be, in the middle of the strip. */
  searchedPx: number
}

function paperStrip(grey: GreyPlane, left: number, right: number, searchedPx: number): Strip {
  const widthPx = right - left
  const bands = Math.floor(grey.heightPx / BAND_ROWS)
  const values = new Uint16Array(widthPx * bands)
  const { pixels } = grey
  for (let band = 0; band < bands; band++)
    for (let x = 0; x < widthPx; x++) {
      const sheetX = Math.min(Math.max(left + x, 0), grey.widthPx - 1)
      const at = band * BAND_ROWS * grey.widthPx + sheetX
      const [first, second] = [pixels[at] ?? 0, pixels[at + 2 * grey.widthPx] ?? 0]
      const [third, fourth] = [pixels[at + 4 * grey.widthPx] ?? 0, pixels[at + 6 * grey.widthPx] ?? 0]
      const extremes = Math.min(first, second, third, fourth) + Math.max(first, second, third, fourth)
      values[band * widthPx + x] = first + second + third + fourth - extremes
    }
  return { values, widthPx, bands, searchedPx }
}

/**
 * Brightness of the searched columns, and of those beside them, along lines of one slant: the median, for a mean would follow a
 * single large drawing across the fold.
 */
function slantedProfile(strip: Strip, slant: number, every: typeof COARSE): Float32Array {
  const profile = new Float32Array(strip.searchedPx + 2 * BESIDE_TO_PX)
  const offset = (strip.widthPx - profile.length) >> 1
  const along = new Uint16Array(Math.ceil(strip.bands / every.bands))
  const starts = Array.from(along, (_, i) => {
    const band = i * every.bands
    return band * strip.widthPx + offset + Math.round((band - strip.bands / 2) * BAND_ROWS * slant)
  })
  for (let x = 0; x < profile.length; x += every.columns) {
    for (let i = 0; i < along.length; i++) along[i] = strip.values[(starts[i] ?? 0) + x] ?? 0
    profile.fill(selectRank(along, along.length >> 1) / 2, x, x + every.columns)
  }
  return profile
}

function cumulate(profile: Float32Array): Float64Array {
  const sums = new Float64Array(profile.length + 1)
  for (let i = 0; i < profile.length; i++) sums[i + 1] = (sums[i] ?? 0) + (profile[i] ?? 0)
  return sums
}

/** The cut is clear of writing by this much on both sides, in pixels at 75 dpi (2 mm). */
const CLEAR_PX = 6
/** A column crossed by more ink than this share of the height is written on. */
const MOST_CROSSING = 0.006
const INK_CONTRAST = 64

/**
 * Where a double sheet without a visible fold can be cut without cutting writing: as near to the middle as possible, as a share of
 * the width; null where writing runs across.
 */
export function findGap(contrast: GreyPlane): number | null {
  const { widthPx, heightPx, pixels } = contrast
  const [from, to] = [Math.floor(widthPx * SEARCH_FROM), Math.ceil(widthPx * SEARCH_TO)]
  const crossing = new Uint32Array(to - from)
  for (let y = 0; y < heightPx; y++)
    for (let x = from; x < to; x++)
      if ((pixels[y * widthPx + x] ?? 0) > INK_CONTRAST) crossing[x - from] = (crossing[x - from] ?? 0) + 1
  const isClear = (x: number) =>
    crossing
      .subarray(x - CLEAR_PX - from, x + CLEAR_PX + 1 - from)
      .every((ink) => ink <= heightPx * MOST_CROSSING)
  const middle = Math.round(widthPx / 2)
  for (let off = 0; middle + off + CLEAR_PX < to && middle - off - CLEAR_PX >= from; off++)
    for (const x of [middle + off, middle - off]) if (isClear(x)) return x / widthPx
  return null
}
