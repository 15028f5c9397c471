import { contrastPlane } from '#server/image/contrast-plane.ts'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { PX_PER_MM } from './header-scale.ts'
import { findParts, type InkPart, type InkParts } from './ink-parts.ts'
import { eraseRules, type Upright } from './rules.ts'

/** The writing and print at the top of a page: straightened, without paper, rules, boxes and specks. */
export interface HeaderInk extends InkParts {
  ink: GreyPlane
  /** Upright rules that were there: frames and letter boxes. */
  uprights: Upright[]
}

/** Smaller pieces are dust, or the dots of a dotted line. */
const SPECK_AREA_PX = 0.2 * PX_PER_MM ** 2
/** Taller pieces are no writing. */
const TALLEST_MM = 22

/**
 * @param contrast the top of an upright page, straight, at 150 dpi: see `straightContrast`.
 * @param leastContrast what is fainter is paper, its rulings, or shines through.
 */
export function findHeaderInk(contrast: GreyPlane, leastContrast: number): HeaderInk {
  const ink = { ...contrast, pixels: contrast.pixels.map((value) => (value >= leastContrast ? value : 0)) }
  const uprights = eraseRules(ink)
  const { parts, labels } = findParts(ink)
  return { ink, uprights, labels, parts: withoutDots(parts.filter(isWriting)) }
}

/** Pieces that may be dots of a dotted line, and how many of them side by side are one. */
const MOST_DOT_PX = Math.round(0.9 * PX_PER_MM)
const LEAST_DOTS = 8

/** Takes dotted lines out; where they touch a letter a dot or two stays. */
function withoutDots(parts: InkPart[]): InkPart[] {
  const isDot = ({ left, right, top, bottom }: InkPart) =>
    right - left <= MOST_DOT_PX && bottom - top <= MOST_DOT_PX
  const dotsAt = new Map<number, number>()
  for (const part of parts)
    if (isDot(part)) for (let y = part.top; y < part.bottom; y++) dotsAt.set(y, (dotsAt.get(y) ?? 0) + 1)
  const isInLine = ({ top, bottom }: InkPart) => {
    for (let y = top; y < bottom; y++) if ((dotsAt.get(y) ?? 0) >= LEAST_DOTS) return true
    return false
  }
  return parts.filter((part) => !isDot(part) || !isInLine(part))
}

const isWriting = ({ area, top, bottom }: InkPart): boolean =>
  area >= SPECK_AREA_PX && bottom - top <= TALLEST_MM * PX_PER_MM

/** Steeper than this is set straight; less is no pixel over the width of a field. */
const LEAST_SKEW_DEGREES = 0.12

/**
 * How much darker than the paper each pixel is, turned about the middle against the skew of the page.
 * @param skewDegrees by how much the content is turned clockwise.
 */
export const straightContrast = (grey: GreyPlane, skewDegrees: number): GreyPlane =>
  straighten(contrastPlane(grey), skewDegrees)

function straighten(plane: GreyPlane, skewDegrees: number): GreyPlane {
  const { pixels, widthPx, heightPx } = plane
  // A plane of its own: the contrast is overwritten by the next page.
  if (Math.abs(skewDegrees) < LEAST_SKEW_DEGREES) return { ...plane, pixels: pixels.slice() }
  const [sin, cos] = [Math.sin((skewDegrees * Math.PI) / 180), Math.cos((skewDegrees * Math.PI) / 180)]
  const [middleX, middleY] = [widthPx / 2, heightPx / 2]
  const straight = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    let fromX = middleX - middleX * cos - (y - middleY) * sin
    let fromY = middleY - middleX * sin + (y - middleY) * cos
    for (let x = 0; x < widthPx; x++, fromX += cos, fromY += sin) {
      if (fromX < 0 || fromY < 0 || fromX >= widthPx - 1 || fromY >= heightPx - 1) continue
      const left = fromX | 0
      const top = fromY | 0
      const at = top * widthPx + left
      const [a, b] = [pixels[at] ?? 0, pixels[at + 1] ?? 0]
      const [c, d] = [pixels[at + widthPx] ?? 0, pixels[at + widthPx + 1] ?? 0]
      // Nearly all is paper.
      if ((a | b | c | d) === 0) continue
      const [shareX, shareY] = [fromX - left, fromY - top]
      straight[y * widthPx + x] =
        (1 - shareY) * ((1 - shareX) * a + shareX * b) + shareY * ((1 - shareX) * c + shareX * d)
    }
  }
  return { pixels: straight, widthPx, heightPx }
}
