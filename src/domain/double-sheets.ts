import type { HalfAnalysis, SheetAnalysis } from './scan-pages.ts'

/** One scanned side of a double sheet. */
export interface Side {
  sheet: SheetAnalysis
  left: HalfAnalysis
  right: HalfAnalysis
}

/** A double sheet of paper: its scanned sides put in their roles. */
export interface DoubleSheet {
  /** [last page | first page]; null when it was not scanned. */
  recto: Side | null
  /** [second page | third page]; null when it was not scanned. */
  verso: Side | null
  /** The verso was scanned before the recto. */
  swapped: boolean
  /** The sheet lies the other way up than the halves were named from. */
  upsideDown: boolean
  /** Its first page is taken for the first page of a copy. */
  startsCopy: boolean
  /** A header was seen there. */
  hasHeader: boolean
  /** How sure each decision is, 0..1, over all ways to read the whole run. */
  confidence: {
    /** These sides, and no others, are one sheet. */
    sides: number
    /** Which of them is the recto. */
    roles: number
    direction: number
    startsCopy: number
  }
}

export function sideOf(sheet: SheetAnalysis): Side | null {
  const [one, other] = sheet.halves
  if (sheet.halves.length !== 2 || !one || !other) return null
  if (one.half === 'left' && other.half === 'right') return { sheet, left: one, right: other }
  if (one.half === 'right' && other.half === 'left') return { sheet, left: other, right: one }
  return null
}

/** The pages of one sheet in reading order, those not scanned left out. */
export function readingOrder(recto: Side | null, verso: Side | null, upsideDown: boolean): HalfAnalysis[] {
  const [second, third] = verso ? inOrder(verso, upsideDown) : []
  const [last, first] = recto ? inOrder(recto, upsideDown) : []
  return [first, second, third, last].filter((half) => half !== undefined)
}

/** Left and right page of an upright side. */
export function inOrder(side: Side, upsideDown: boolean): [HalfAnalysis, HalfAnalysis] {
  return upsideDown ? [side.right, side.left] : [side.left, side.right]
}

/** How far down writing reaches on the pages of this pile that are full. */
export function fullPageLevel(sides: Side[]): number {
  const reaches = sides
    .flatMap(({ left, right }) => [left, right])
    .filter((half) => !half.blank)
    .map((half) => half.inkBottom)
    .sort((a, b) => a - b)
  return Math.min(0.95, Math.max(0.7, reaches[Math.floor(reaches.length * 0.7)] ?? 0.9))
}

/** A page is full that ends a line (3 % of its height) above the usual foot, and short that ends four lines above it. */
export const shortnessOf = ({ inkBottom }: HalfAnalysis, fullLevel: number) =>
  Math.min(1, Math.max(0, (fullLevel - 0.03 - inkBottom) / 0.09))
