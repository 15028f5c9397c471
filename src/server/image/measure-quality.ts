import type { GreyPlane } from './grey-plane.ts'

/** A scan that is hard to read, as a flag of its page. `grave`: so hard that a person should see it before it is marked. */
export interface QualityWarning {
  code: 'low_resolution' | 'blurred' | 'dark' | 'cut_edge' | 'skewed'
  grave: boolean
}

/** Below 150 dpi small writing suffers, below 100 it cannot be read. */
const LEAST_DPI = 150
const WORST_DPI = 100
/** Allows for sizes rounded to points and pixels. */
const DPI_TOLERANCE = 1
/** More than this is no longer what feeders do. */
const MOST_SKEW_DEGREES = 3
/** White paper is scanned at 200 to 255, grey recycled paper at 215; a lamp that fails or a copier set too dark gives less. */
const DARK_PAPER = 150
const DARKEST_PAPER = 95

export function measureQuality(
  grey: GreyPlane,
  contrast: GreyPlane,
  scan: { dpi: number; skewDegrees: number },
): QualityWarning[] {
  const warnings: QualityWarning[] = []
  if (scan.dpi < LEAST_DPI - DPI_TOLERANCE)
    warnings.push({ code: 'low_resolution', grave: scan.dpi < WORST_DPI })
  if (Math.abs(scan.skewDegrees) > MOST_SKEW_DEGREES) warnings.push({ code: 'skewed', grave: false })
  const paper = paperLevel(grey)
  if (paper < DARK_PAPER) warnings.push({ code: 'dark', grave: paper < DARKEST_PAPER })
  const edges = edgeSharpness(contrast)
  if (edges !== null && edges < BLURRED) warnings.push({ code: 'blurred', grave: edges < UNREADABLE })
  if (strokesAtFrame(grey, paper) >= CUT_STROKES) warnings.push({ code: 'cut_edge', grave: false })
  return warnings
}

/** Every how many pixels the paper is looked at, both ways. */
const SAMPLE_PX = 4

/** The level of the paper: the median of the page, more than half of which is paper even when it is full. */
function paperLevel({ pixels, widthPx, heightPx }: GreyPlane): number {
  const levels = new Uint32Array(256)
  let count = 0
  for (let y = 0; y < heightPx; y += SAMPLE_PX)
    for (let x = 0; x < widthPx; x += SAMPLE_PX, count++) {
      const level = pixels[y * widthPx + x] ?? 0
      levels[level] = (levels[level] ?? 0) + 1
    }
  let level = 0
  for (let below = levels[0] ?? 0; level < 255 && below < count / 2; ) below += levels[++level] ?? 0
  return level
}

/**
 * Strokes are one or two pixels wide at 75 dpi: where the ink begins, contrast jumps within a pixel. The share of the jump over
 * three pixels that one pixel takes is 0.60 to 0.70 on scans in focus, from 150 to 300 dpi; 0.57 after a blur of 0.2 mm (standard
 * deviation), 0.46 after one of 0.4 mm, which small writing does not survive.
 */
const BLURRED = 0.53
const UNREADABLE = 0.47
/** Jumps of this contrast are looked at, and fewer of them say nothing. */
const JUMP = 35
const LEAST_JUMPS = 200

function edgeSharpness({ pixels, widthPx, heightPx }: GreyPlane): number | null {
  let [jumps, sum] = [0, 0]
  for (let y = 0; y < heightPx; y += 2)
    for (let x = 1; x < widthPx - 2; x++) {
      const at = y * widthPx + x
      const whole = (pixels[at + 2] ?? 0) - (pixels[at - 1] ?? 0)
      if (whole < JUMP && whole > -JUMP) continue
      const [first, second, third] = [
        (pixels[at] ?? 0) - (pixels[at - 1] ?? 0),
        (pixels[at + 1] ?? 0) - (pixels[at] ?? 0),
        (pixels[at + 2] ?? 0) - (pixels[at + 1] ?? 0),
      ]
      const direction = Math.sign(whole)
      // Only a slope that goes one way is an edge, and only its middle counts, so that each edge counts once.
      if (first * direction < 0 || third * direction < 0) continue
      const most = Math.max(first * direction, third * direction, second * direction)
      if (second * direction < most) continue
      sum += most / Math.abs(whole)
      jumps++
    }
  return jumps < LEAST_JUMPS ? null : sum / jumps
}

/** Lines of writing that run into the frame of the scan, on one page: a word or two at the margin is no harm. */
const CUT_STROKES = 5
/** Darker than this share of the paper is ink; rulings are not. */
const INK_SHARE = 0.6
/** Strokes crossing the frame are this long along it, in pixels at 75 dpi; the scanner's lid and edges of paper are longer. */
const LONGEST_CUT = 10
/** A stroke that is cut goes on inwards; a speck of the lid does not. */
const INWARDS_PX = 2

/** The most strokes that cross the left or the right frame of the scan. Read from the grey: a contrast plane leaves them out. */
function strokesAtFrame({ pixels, widthPx, heightPx }: GreyPlane, paper: number): number {
  const isInk = (x: number, y: number) => (pixels[y * widthPx + x] ?? 255) < paper * INK_SHARE
  const count = (column: number, inwards: number) => {
    let strokes = 0
    let length = 0
    for (let y = 0; y <= heightPx; y++) {
      if (y < heightPx && isInk(column, y) && isInk(column + inwards * INWARDS_PX, y)) length++
      else {
        if (length > 0 && length <= LONGEST_CUT) strokes++
        length = 0
      }
    }
    return strokes
  }
  return Math.max(count(0, 1), count(widthPx - 1, -1))
}
