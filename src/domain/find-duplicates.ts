import { isTelling, likeness, mayBeAlike, type Sketch, sketchOf } from './ink-grids.ts'
import type { EarlierPage, SheetAnalysis } from './scan-pages.ts'

/** Two pictures of one page are more alike than this. */
const DUPLICATE_LIKENESS = 0.88

/** A sheet that came before already. */
export interface Duplicate {
  /** Its first time: in this scan, or in an earlier one of the exam. */
  first: SheetAnalysis | EarlierPage
  /** False where so little is written that two sheets may look the same. */
  certain: boolean
}

/**
 * The sheets that came before already, in this scan or in an earlier one of the exam. Every page is compared with every other, but
 * closely only with those that a rough look leaves: 2,000 sides take about a second.
 */
export function findDuplicates(
  sheets: SheetAnalysis[],
  earlier: readonly EarlierPage[],
): Map<SheetAnalysis, Duplicate> {
  const duplicates = new Map<SheetAnalysis, Duplicate>()
  const seen: Array<{ page: SheetAnalysis | EarlierPage; sketch: Sketch }> = earlier.map((page) => ({
    page,
    sketch: sketchOf(page.fingerprint),
  }))
  for (const sheet of sheets) {
    if (isBlank(sheet)) continue
    const sketch = sketchOf(sheet.fingerprint)
    // The last one first: a sheet fed again mostly comes right after its first time.
    const first = seen.findLast((other) =>
      [false, true].some(
        (turned) =>
          mayBeAlike(other.sketch, sketch, turned) &&
          likeness(other.page.fingerprint, sheet.fingerprint, turned) >= DUPLICATE_LIKENESS,
      ),
    )
    if (first) duplicates.set(sheet, { first: first.page, certain: isTelling(sheet.fingerprint) })
    else seen.push({ page: sheet, sketch })
  }
  addBlankSides(sheets, duplicates)
  return duplicates
}

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
