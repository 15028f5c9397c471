import type { Box } from './hand.ts'
import type { SpecimenLook } from './look.ts'
import { PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from './paper.ts'
import type { Random } from './random.ts'

const MM_PER_INCH = 25.4

/** Where the sheet lies on the glass: maps millimetres of the upright sheet to pixels of the scan as displayed. */
export interface Placement {
  dpi: number
  widthPx: number
  heightPx: number
  skewDegrees: number
  upsideDown: boolean
  /** Where the sheet is folded, in millimetres from its left edge; null on a single leaf. */
  foldMm: number | null
  matrix: [a: number, b: number, c: number, d: number, e: number, f: number]
}

/** Chooses how a sheet of one or two pages lies: askew, off the middle, folded near the middle. */
export function placeSheet(
  random: Random,
  sheet: { dpi: number; pages: number; upsideDown: boolean; blackBorder: boolean; look: SpecimenLook },
): Placement {
  const { look } = sheet
  const scale = sheet.dpi / MM_PER_INCH
  const widthMm = PAGE_WIDTH_MM * sheet.pages
  // Tiles of fax compression are multiples of 16 pixels.
  const whole = (px: number) => (look.bitonal ? 16 * Math.round(px / 16) : Math.round(px))
  const widthPx = whole(widthMm * scale)
  const heightPx = whole(PAGE_HEIGHT_MM * scale)
  const within = (most: number) => Math.max(-1, Math.min(1, random.normal() * 0.35)) * most
  const skewDegrees = within(look.mostSkewDegrees)
  // The black background shows where the sheet is pushed away from two edges.
  const pushed = () => random.pick([-1, 1]) * random.between(...look.borderMm)
  const shiftX = sheet.blackBorder ? pushed() : within(look.mostShiftMm)
  const shiftY = sheet.blackBorder ? pushed() * 0.6 : within(Math.min(look.mostShiftMm, 3))
  const turn = (skewDegrees * Math.PI) / 180 + (sheet.upsideDown ? Math.PI : 0)
  const [a, b] = [Math.cos(turn) * scale, Math.sin(turn) * scale]
  const [middleX, middleY] = [widthMm / 2, PAGE_HEIGHT_MM / 2]
  return {
    ...{ dpi: sheet.dpi, widthPx, heightPx, skewDegrees, upsideDown: sheet.upsideDown },
    foldMm: sheet.pages === 2 ? middleX + random.normal() * 1.1 : null,
    matrix: [
      ...([a, b, -b, a] as const),
      widthPx / 2 + shiftX * scale - (a * middleX - b * middleY),
      heightPx / 2 + shiftY * scale - (b * middleX + a * middleY),
    ],
  }
}

/** A point of the sheet, in millimetres, as pixels of the scan. */
function toPixels({ matrix: [a, b, c, d, e, f] }: Placement, x: number, y: number): [x: number, y: number] {
  return [a * x + c * y + e, b * x + d * y + f]
}

/** The smallest box in pixels around a box of the sheet in millimetres. */
export function boxToPixels(placement: Placement, [x0, y0, x1, y1]: Box): Box {
  const corners = [
    toPixels(placement, x0, y0),
    toPixels(placement, x1, y0),
    toPixels(placement, x0, y1),
    toPixels(placement, x1, y1),
  ]
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Both ends of the fold in pixels, from the top of the upright sheet to its foot; null on a single leaf. */
export function foldEnds(placement: Placement): [top: [number, number], foot: [number, number]] | null {
  if (placement.foldMm === null) return null
  return [toPixels(placement, placement.foldMm, 0), toPixels(placement, placement.foldMm, PAGE_HEIGHT_MM)]
}
