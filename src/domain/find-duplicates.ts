import {
  type InkGrid,
  isTelling,
  isUnwritten,
  likeness,
  mayBeAlike,
  readGrids,
  type Sketch,
  sketchOf,
} from './ink-grids.ts'
import type { EarlierPage, SheetAnalysis } from './scan-pages.ts'

/**
 * Two pictures of one page are more alike than this: 0.91 to 0.99 on sheets fed twice. So are one in five hundred pairs of first
 * pages of one form with as many lines (0.88 to 0.91), which is why what is far away has to match on both sides.
 */
const DUPLICATE_LIKENESS = 0.88
/** A sheet fed again by mistake comes right after its first time. */
const NEAR_SHEETS = 4
/** Alike enough without an other side to compare, as that side is empty. */
const SURE_LIKENESS = 0.95

/** A sheet that came before already. */
export interface Duplicate {
  /** Its first time: in this scan, or in an earlier one of the exam. */
  first: SheetAnalysis | EarlierPage
  /** False where so little is written that two sheets may look the same. */
  certain: boolean
}

/**
 * The sheets that came before already, in this scan or in an earlier one of the exam. Every page is compared with every other, but
 * closely only with those that a rough look leaves.
 */
export function findDuplicates(
  sheets: SheetAnalysis[],
  earlier: readonly EarlierPage[],
): Map<SheetAnalysis, Duplicate> {
  const duplicates = new Map<SheetAnalysis, Duplicate>()
  const fed = [...earlier, ...sheets].map(sideOf)
  const seen: Array<{ at: number; sketch: Sketch }> = earlier.map((page, at) => ({
    at,
    sketch: sketchOf(page.fingerprint),
  }))
  sheets.forEach((sheet, i) => {
    if (isBlank(sheet)) return
    const here = earlier.length + i
    const sketch = sketchOf(sheet.fingerprint)
    // The last one first: a sheet fed again mostly comes right after its first time.
    const first = seen.findLast((other) =>
      [false, true].some(
        (turned) =>
          mayBeAlike(other.sketch, sketch, turned) &&
          isSameSheet(fed, other.at, here, turned, earlier.length),
      ),
    )
    const firstTime = first && fed[first.at]?.page
    if (firstTime) duplicates.set(sheet, { first: firstTime, certain: isTelling(sheet.fingerprint) })
    else seen.push({ at: here, sketch })
  })
  addBlankSides(sheets, duplicates)
  return duplicates
}

/** Whether two sides, by their places in the order of feeding, are one: by what is on them, and far apart by their other sides too. */
function isSameSheet(
  fed: readonly FedSide[],
  there: number,
  here: number,
  turned: boolean,
  earlierCount: number,
): boolean {
  const [firstTime, again] = [fed[there], fed[here]]
  const alike = firstTime && again ? likeness(firstTime.grids(), again.grids(), turned) : 0
  if (alike < DUPLICATE_LIKENESS) return false
  if (there >= earlierCount && here - there <= NEAR_SHEETS) return true
  // Whichever of the two sides was fed first, this time and that time.
  return [1, -1].some((step) =>
    [1, -1].some((otherStep) => {
      const [side, otherSide] = [fed[here + step], fed[there + otherStep]]
      if (!side || !otherSide || here + step === there || there + otherStep === here) return false
      if (isUnwrittenSide(side) && isUnwrittenSide(otherSide)) return alike >= SURE_LIKENESS
      return likeness(otherSide.grids(), side.grids(), turned) >= DUPLICATE_LIKENESS
    }),
  )
}

interface FedSide {
  page: SheetAnalysis | EarlierPage
  /** Read once, when first asked for: few sides are ever compared closely. */
  grids: () => InkGrid[]
}

function sideOf(page: SheetAnalysis | EarlierPage): FedSide {
  let read: InkGrid[] | undefined
  return {
    page,
    grids: () => {
      read ??= readGrids(page.fingerprint)
      return read
    },
  }
}

const isUnwrittenSide = ({ page }: FedSide): boolean => page.fingerprint.split('/').every(isUnwritten)

const isBlank = (sheet: SheetAnalysis) => sheet.halves.every((half) => half.blank)

/** An empty side fed with a sheet that came again, where the first time had an empty side in the same place. */
function addBlankSides(sheets: SheetAnalysis[], duplicates: Map<SheetAnalysis, Duplicate>): void {
  const at = new Map<SheetAnalysis | EarlierPage, number>(sheets.map((sheet, i) => [sheet, i]))
  for (const [sheet, { first, certain }] of [...duplicates]) {
    const [here, there] = [at.get(sheet), at.get(first)]
    if (here === undefined || there === undefined) continue
    for (const step of [1, -1]) {
      const [side, firstSide] = [sheets[here + step], sheets[there + step]]
      if (!side || !firstSide || side === firstSide || !isBlank(side) || !isBlank(firstSide)) continue
      const paired = duplicates.get(sheets[here - step] as SheetAnalysis)
      if (!paired && firstSide !== sheet && side !== first)
        duplicates.set(side, { first: firstSide, certain })
    }
  }
}
