import { readingOrder, type Side, shortnessOf } from './double-sheets.ts'
import { type FeedingHabits, USUAL_HABITS } from './feeding-habits.ts'
import { type HeaderEvidence, headerOdds, MOST_HEADER_ODDS, NOTHING_SEEN } from './header-odds.ts'
import { shineAgreement } from './ink-grids.ts'
import type { HalfAnalysis, SheetAnalysis } from './scan-pages.ts'

/** Sheets of the open booklet so far, up to all it has; one more before anything came. */
export type Phase = number

export interface PairingSettings {
  sheetsPerBooklet: number
  /** Sides that were scanned a second time, by their order there: where two follow each other, so do these. */
  cameAgain?: ReadonlyMap<SheetAnalysis, number>
  headerEvidence?: HeaderEvidence
}

// Costs are negative log-likelihoods, from how often operators and feeders do what.
const COST = {
  /** A side skipped by the feeder: one in fifty. */
  versoMissing: 4,
  rectoMissing: 5.5,
}
/** Two sides of a sheet of thin paper agree by 0.1 to 0.3 more than strangers do; on thick paper none does. */
const SHINE_WEIGHT = 6
const MOST_SHINE = 1.5
/** Two sides that came again right after each other are one sheet. */
const CAME_AGAIN = 4
/** A side whose lines run both ways for the eye is one in 150. */
const MOST_DIRECTION_ODDS = 5
/** What the analysis of one page takes for granted, as log-odds of lying upright. */
const ASSUMED_UPRIGHT_ODDS = USUAL_HABITS.uprightOdds
/** A pile begins with the first sheet of a copy, and a booklet is whole before the next one begins. */
const FIRST_STARTS = 0.95
const CUT_SHORT = 0.02
/** Last pages end anywhere: as often short of the foot of the page as not. */
const LAST_PAGE_SHORT = 0.5
/** Sheets put in by pupils lie the wrong way round more often than those of booklets. */
const INSERTED_SWAPPED = 1.5

/** One way to read one or two neighbouring sides. */
export interface Reading {
  from: number
  to: number
  recto: Side | null
  verso: Side | null
  swapped: boolean
  upsideDown: boolean
  startsCopy: boolean
  cost: number
}
type UnpricedReading = Omit<Reading, 'cost'>

const WAYS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const

/** Every way to read the sheet that begins with side `from`. */
export function readingsFrom(sides: Side[], from: number, bonds: Bonds, judge: Judge): Reading[] {
  const readings: Reading[] = []
  const [side, next] = [sides[from], sides[from + 1]]
  for (const [upsideDown, startsCopy] of WAYS) {
    const add = (to: number, recto: Side | null, verso: Side | null, swapped: boolean) => {
      const bond = next && to === from + 2 ? (bonds.get(next) ?? 0) : 0
      const reading = { from, to, recto, verso, swapped, upsideDown, startsCopy }
      readings.push({ ...reading, cost: judge.costOf(reading) + bond })
    }
    if (!side) continue
    add(from + 1, side, null, false)
    add(from + 1, null, side, false)
    if (!next) continue
    add(from + 2, side, next, false)
    add(from + 2, next, side, true)
  }
  return readings
}

export type Bonds = ReadonlyMap<Side, number>

/**
 * For each side, the cost of it and the one before being one sheet, whichever is the recto: below 0 where they agree better than
 * neighbours in this scan usually do.
 */
export function bondCosts(sides: Side[], cameAgain: ReadonlyMap<SheetAnalysis, number>): Bonds {
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
  return new Map(
    sides.map((side, i) => {
      const shine = Math.max(-MOST_SHINE, Math.min(MOST_SHINE, SHINE_WEIGHT * (usual - (agreements[i] ?? 0))))
      const [before, here] = [sides[i - 1], side].map((one) => one && cameAgain.get(one.sheet))
      const again = before !== undefined && here === before + 1
      return [side, again ? shine - CAME_AGAIN : shine]
    }),
  )
}

/** What a reading of one sheet costs, given the habits of the pile. */
export class Judge {
  readonly phases: Phase[]
  readonly firstPhase: Phase
  readonly wholePhase: Phase
  readonly #habits: FeedingHabits
  readonly #fullLevel: number
  readonly #settings: PairingSettings
  /** Some page of the pile has a header; otherwise its absence says nothing. */
  readonly #someHeader: boolean

  constructor(habits: FeedingHabits, fullLevel: number, sides: Side[], settings: PairingSettings) {
    this.#habits = habits
    this.#fullLevel = fullLevel
    this.#settings = settings
    this.wholePhase = settings.sheetsPerBooklet
    this.firstPhase = this.wholePhase + 1
    this.phases = Array.from({ length: this.firstPhase + 1 }, (_, phase) => phase)
    this.#someHeader = sides.some(
      ({ left, right }) => this.#seenHeaderOdds(left, true) > 0 || this.#seenHeaderOdds(right, false) > 0,
    )
  }

  /** What it costs that the next sheet starts a copy or does not and is swapped or not, and the phase it leads to. */
  step(phase: Phase, { startsCopy, swapped, recto, verso }: Reading): { cost: number; next: Phase } {
    const whole = this.wholePhase
    const next = startsCopy ? 1 : Math.min(whole, phase + 1)
    const usual = this.#someHeader ? this.#habits.startsCopy : FIRST_STARTS
    const often = phase === this.firstPhase ? FIRST_STARTS : phase < whole ? CUT_SHORT : usual
    const isInserted = !startsCopy && phase >= whole
    const oftenSwapped = Math.min(0.9, this.#habits.swapped * (isInserted ? INSERTED_SWAPPED : 1))
    const roles = recto && verso ? -Math.log(swapped ? oftenSwapped : 1 - oftenSwapped) : 0
    return { cost: roles - Math.log(startsCopy ? often : 1 - often), next }
  }

  costOf(reading: UnpricedReading): number {
    const { recto, verso, startsCopy } = reading
    let cost = this.#directionCost(reading) + this.#fillCost(reading)
    if (!verso) cost += COST.versoMissing
    if (!recto) cost += COST.rectoMissing
    // Compared with a pile in which no page has a header.
    return startsCopy ? cost - this.headerOdds(reading) : cost
  }

  /** Log-odds that the first page has a header. */
  headerOdds({ recto, upsideDown }: UnpricedReading): number {
    if (!recto) return this.#someHeader ? -MOST_HEADER_ODDS : 0
    if (!this.#someHeader) return 0
    const seen = this.#seenHeaderOdds(upsideDown ? recto.left : recto.right, upsideDown)
    const missed = Math.log(this.#habits.headerMissed)
    return seen <= NOTHING_SEEN ? missed : Math.max(missed, seen)
  }

  #seenHeaderOdds(half: HalfAnalysis, upsideDown: boolean): number {
    return headerOdds(half, upsideDown, this.#settings.headerEvidence)
  }

  #directionCost({ recto, verso, upsideDown }: UnpricedReading): number {
    const seen = [recto, verso].reduce(
      (sum, side) => sum + (side ? uprightOdds(side) - ASSUMED_UPRIGHT_ODDS : 0),
      0,
    )
    const odds = this.#habits.uprightOdds + seen
    return Math.log(1 + Math.exp(upsideDown ? odds : -odds))
  }

  /** Pages are filled one after the other: how likely they were left as they are. */
  #fillCost({ recto, verso, upsideDown }: UnpricedReading): number {
    const { short, empty } = this.#habits
    let cost = 0
    const pages = readingOrder(recto, verso, upsideDown)
    pages.forEach((page, i) => {
      const isLast = !pages.slice(i + 1).some((later) => !later.blank)
      if (page.blank) {
        if (!isLast) cost -= Math.log(empty)
        return
      }
      const shortness = shortnessOf(page, this.#fullLevel)
      const often = isLast ? LAST_PAGE_SHORT : short
      cost -= shortness * Math.log(often) + (1 - shortness) * Math.log(1 - often)
    })
    return cost
  }
}

/** Log-odds that a side lies upright: negative when its halves were seen turned by 180 or 270 degrees. */
function uprightOdds({ left }: Side): number {
  const confidence = Math.min(Math.max(left.rotationConfidence, 0.5), 1)
  const odds = Math.min(MOST_DIRECTION_ODDS, Math.log(confidence / Math.max(1 - confidence, 1e-9)))
  return left.rotation >= 180 ? -odds : odds
}
