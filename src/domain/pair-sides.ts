import { shineAgreement } from './ink-grids.ts'
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
  /** How sure that is, 0..1. */
  upsideDownConfidence: number
  /** 0..1: how much the first page looks like the first page of a copy. */
  headerScore: number
}

export function sideOf(sheet: SheetAnalysis): Side | null {
  const [one, other] = sheet.halves
  if (sheet.halves.length !== 2 || !one || !other) return null
  if (one.half === 'left' && other.half === 'right') return { sheet, left: one, right: other }
  if (one.half === 'right' && other.half === 'left') return { sheet, left: other, right: one }
  return null
}

// Costs are negative log-likelihoods, from how often operators and feeders do what.
const COST = {
  /** A stack put in with its versos up: one in twelve sheets. */
  swapped: 2.5,
  /** A side skipped by the feeder: one in fifty. */
  versoMissing: 4,
  rectoMissing: 5.5,
  /** A sheet that starts no copy. */
  noHeader: 1,
  headerOnVerso: 12,
  /** An empty page followed by a written one. */
  blankBeforeWriting: 3.5,
  /** A page left half empty or more, followed by a written one: some start each exercise on a new page. */
  shortBeforeWriting: 3,
  /** The two sides of one sheet lie differently. */
  mostDisagreement: 5,
}
/** Two sides of a sheet of thin paper agree by 0.1 to 0.3 more than strangers do; on thick paper none does. */
const SHINE_WEIGHT = 6
const MOST_SHINE = 1.5
/** Writing that reaches this far down fills its page; up to the second it leaves the page half empty. */
const FULL_PAGE = 0.7
const HALF_PAGE = 0.5
/** Two sides that came again right after each other are one sheet. */
const CAME_AGAIN = 4

/**
 * Finds which consecutive scanned sides are one sheet of paper, and which of the two is the recto, at the least cost over the
 * whole run: header, lying direction, how pages fill up, what shines through, and the order of feeding.
 * @param cameAgain sides that were scanned a second time, by their order there: where two follow each other, so do these.
 * @param fillMatters false for stapled booklets of several sheets, whose pages do not fill up sheet by sheet.
 */
export function pairSides(
  sides: Side[],
  fillMatters: boolean,
  cameAgain: ReadonlyMap<SheetAnalysis, number> = new Map(),
): DoubleSheet[] {
  const bonds = bondCosts(sides, cameAgain)
  /** Least cost of the first n sides, and the sheet that ends there. */
  const best: Array<{ cost: number; sheet: DoubleSheet | null; from: number }> = [
    { cost: 0, sheet: null, from: 0 },
  ]
  for (let n = 1; n <= sides.length; n++) {
    const candidates: Array<{ sheet: DoubleSheet; cost: number; from: number }> = []
    const add = (from: number, found: { sheet: DoubleSheet; cost: number }) =>
      candidates.push({ ...found, cost: found.cost + (best[from]?.cost ?? 0), from })
    const last = sides[n - 1]
    const before = sides[n - 2]
    if (last) {
      add(n - 1, judge(last, null, false, fillMatters))
      add(n - 1, judge(null, last, false, fillMatters))
      if (before) {
        const bond = bonds[n - 1] ?? 0
        for (const swapped of [false, true]) {
          const found = swapped
            ? judge(last, before, true, fillMatters)
            : judge(before, last, false, fillMatters)
          add(n - 2, { ...found, cost: found.cost + bond })
        }
      }
    }
    const cheapest = candidates.reduce((one, other) => (other.cost < one.cost ? other : one))
    best.push(cheapest)
  }
  const sheets: DoubleSheet[] = []
  for (let n = sides.length; n > 0; n = best[n]?.from ?? 0) {
    const sheet = best[n]?.sheet
    if (sheet) sheets.unshift(sheet)
  }
  return sheets
}

/**
 * For each side, the cost of it and the one before being one sheet, whichever is the recto: below 0 where they agree better than
 * neighbours in this scan usually do.
 */
function bondCosts(sides: Side[], cameAgain: ReadonlyMap<SheetAnalysis, number>): number[] {
  const agreements = sides.map(({ sheet }, i) => {
    const before = sides[i - 1]?.sheet
    if (!before) return 0
    return (
      (shineAgreement(sheet.showThrough, before.fingerprint) +
        shineAgreement(before.showThrough, sheet.fingerprint)) /
      2
    )
  })
  const usual = agreements.reduce((sum, one) => sum + one, 0) / Math.max(1, agreements.length - 1)
  return agreements.map((one, i) => {
    const shine = Math.max(-MOST_SHINE, Math.min(MOST_SHINE, SHINE_WEIGHT * (usual - one)))
    const [before, here] = [sides[i - 1], sides[i]].map((side) => side && cameAgain.get(side.sheet))
    return before !== undefined && here === before + 1 ? shine - CAME_AGAIN : shine
  })
}

function judge(recto: Side | null, verso: Side | null, swapped: boolean, fillMatters: boolean) {
  const directions = [recto, verso].filter((side) => side !== null).map(uprightOdds)
  const odds = directions.reduce((sum, side) => sum + side, 0)
  const upsideDown = odds < 0
  const disagreement = directions.reduce(
    (sum, side) => (side < 0 === upsideDown ? sum : sum + Math.abs(side)),
    0,
  )
  const headerScore = recto ? headerOf(firstPage(recto, upsideDown), upsideDown) : 0
  // A header stands on the first page of a sheet only: one seen on a left half is a table or a frame drawn by the student.
  const versoHeader = verso ? headerOf(firstPage(verso, upsideDown), upsideDown) : 0
  const cost =
    (swapped ? COST.swapped : 0) +
    (verso ? 0 : COST.versoMissing) +
    (recto ? 0 : COST.rectoMissing) +
    Math.min(disagreement, COST.mostDisagreement) +
    COST.noHeader * (1 - headerScore) +
    COST.headerOnVerso * versoHeader +
    (fillMatters ? fillCost(readingOrder(recto, verso, upsideDown)) : 0)
  const upsideDownConfidence = 1 / (1 + Math.exp(-Math.abs(odds)))
  const sheet: DoubleSheet = { recto, verso, swapped, upsideDown, upsideDownConfidence, headerScore }
  return { sheet, cost }
}

const MOST_ODDS = 8

/** Log-odds that a side lies upright: negative when its halves were seen turned by 180 or 270 degrees. */
function uprightOdds({ left }: Side): number {
  const confidence = Math.min(Math.max(left.rotationConfidence, 0.5), 1)
  const odds = Math.min(MOST_ODDS, Math.log(confidence / Math.max(1 - confidence, 1e-9)))
  return left.rotation >= 180 ? -odds : odds
}

/** The half that is the first page if the side is a recto. */
const firstPage = (side: Side, upsideDown: boolean) => (upsideDown ? side.left : side.right)

function headerOf(half: HalfAnalysis, upsideDown: boolean): number {
  const score = half.rotation >= 180 === upsideDown ? half.headerScore : half.headerScoreUpsideDown
  return Math.min(1, Math.max(0, score))
}

/** The pages of one sheet in reading order, those not scanned left out. */
function readingOrder(recto: Side | null, verso: Side | null, upsideDown: boolean): HalfAnalysis[] {
  const [second, third] = verso ? inOrder(verso, upsideDown) : []
  const [last, first] = recto ? inOrder(recto, upsideDown) : []
  return [first, second, third, last].filter((half) => half !== undefined)
}

/** Left and right page of an upright side. */
export function inOrder(side: Side, upsideDown: boolean): [HalfAnalysis, HalfAnalysis] {
  return upsideDown ? [side.right, side.left] : [side.left, side.right]
}

function fillCost(pages: HalfAnalysis[]): number {
  let cost = 0
  pages.forEach((page, i) => {
    if (!pages.slice(i + 1).some((later) => !later.blank)) return
    if (page.blank) cost += COST.blankBeforeWriting
    else if (page.inkBottom < FULL_PAGE)
      cost += COST.shortBeforeWriting * Math.min(1, (FULL_PAGE - page.inkBottom) / (FULL_PAGE - HALF_PAGE))
  })
  return cost
}
