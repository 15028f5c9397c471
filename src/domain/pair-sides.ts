import { type FeedingHabits, type HabitCounts, learnHabits, USUAL_HABITS } from './feeding-habits.ts'
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

/** Sheets of the open booklet so far, up to all it has; one more before anything came. */
type Phase = number

export function sideOf(sheet: SheetAnalysis): Side | null {
  const [one, other] = sheet.halves
  if (sheet.halves.length !== 2 || !one || !other) return null
  if (one.half === 'left' && other.half === 'right') return { sheet, left: one, right: other }
  if (one.half === 'right' && other.half === 'left') return { sheet, left: other, right: one }
  return null
}

export interface PairingSettings {
  sheetsPerBooklet: number
  /** Sides that were scanned a second time, by their order there: where two follow each other, so do these. */
  cameAgain?: ReadonlyMap<SheetAnalysis, number>
  /** What else speaks for a half being the first page of a copy, as log-likelihood ratio. */
  headerEvidence?: ReadonlyMap<HalfAnalysis, number>
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
/** Frames are drawn by students too: by one in twenty where they look like a header. */
const MOST_FRAME_ODDS = 3.5
const MOST_HEADER_ODDS = 6
/** Log-odds of a page top with nothing like a header on it; and print this likely makes up for missing frames. */
const NOTHING_SEEN = -2
const PRINT_WITHOUT_FRAMES = 1
/** A pile begins with the first sheet of a copy, and a booklet is whole before the next one begins. */
const FIRST_STARTS = 0.95
const CUT_SHORT = 0.02
/** Last pages end anywhere: as often short of the foot of the page as not. */
const LAST_PAGE_SHORT = 0.5
/** Sheets put in by pupils lie the wrong way round more often than those of booklets. */
const INSERTED_SWAPPED = 1.5
/** A whole pile fed verso first: one in thirty. */
const TURNED_OVER: FeedingHabits = { ...USUAL_HABITS, swapped: 0.9 }
const TURNED_OVER_COST = 3.4
/** What is learned from one reading changes the next by less and less. */
const LESSONS = 2
/** Beyond this a sheet may teach something about the others. */
const BEYOND_DOUBT = 0.98

/** One way to read one or two neighbouring sides. */
interface Reading {
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

/**
 * Finds in each run which consecutive scanned sides are one sheet of paper, which of the two is the recto, which way up they lie and which
 * sheets start a copy, as the likeliest reading of the whole run (loose pages lie between runs): from headers, lying direction, how pages fill up, what shines
 * through, the order of feeding and the number of sheets in a booklet. Read
 * several times: what the sheets beyond doubt tell about the pile helps with the others.
 */
export function pairSides(runs: Side[][], settings: PairingSettings): DoubleSheet[][] {
  const sides = runs.flat()
  const bonds = bondCosts(sides, settings.cameAgain ?? new Map())
  const fullLevel = fullPageLevel(sides)
  const read = (habits: FeedingHabits) => {
    const judge = new Judge(habits, fullLevel, sides, settings)
    const read = runs.map((run, i) => readRun(run, bonds, judge, i === 0))
    return { runs: read.map((one) => one.sheets), cost: read.reduce((sum, one) => sum + one.cost, 0) }
  }
  const learn = (habits: FeedingHabits) => {
    let reading = read(habits)
    for (let lesson = 0; lesson < LESSONS; lesson++)
      reading = read(learnHabits(countHabits(reading.runs.flat(), fullLevel, settings.sheetsPerBooklet)))
    return reading
  }
  // A pile fed from the wrong side looks, sheet by sheet, like one whose first side is missing: both are read to the end.
  const [usual, turnedOver] = [learn(USUAL_HABITS), learn(TURNED_OVER)]
  return turnedOver.cost + TURNED_OVER_COST < usual.cost ? turnedOver.runs : usual.runs
}

function readRun(sides: Side[], bonds: Bonds, judge: Judge, isFirst: boolean) {
  const { phases } = judge
  const firstPhase = isFirst ? judge.firstPhase : judge.wholePhase
  /** The readings that begin with each side. */
  const readings = sides.map((_, i) => readingsFrom(sides, i, bonds, judge))
  const never = () => phases.map(() => Number.POSITIVE_INFINITY)
  /** Of the first n sides, by phase: the least cost with the reading that ends there, and minus the log of the sum over all readings. */
  const best = [
    phases.map((phase) => ({
      cost: phase === firstPhase ? 0 : Number.POSITIVE_INFINITY,
      last: null as Reading | null,
      phase,
    })),
  ]
  const before = [phases.map((phase) => (phase === firstPhase ? 0 : Number.POSITIVE_INFINITY))]
  for (let n = 1; n <= sides.length; n++) {
    const cheapest: (typeof best)[number] = phases.map((phase) => ({
      cost: Number.POSITIVE_INFINITY,
      last: null,
      phase,
    }))
    const sums: number[][] = phases.map(() => [])
    for (const reading of [readings[n - 2] ?? [], readings[n - 1] ?? []].flat()) {
      if (reading.to !== n) continue
      for (const phase of phases) {
        const { cost: stepCost, next } = judge.step(phase, reading)
        const cost = reading.cost + stepCost
        const least = (best[reading.from]?.[phase]?.cost ?? Number.POSITIVE_INFINITY) + cost
        if (least < (cheapest[next]?.cost ?? 0)) cheapest[next] = { cost: least, last: reading, phase }
        sums[next]?.push((before[reading.from]?.[phase] ?? Number.POSITIVE_INFINITY) + cost)
      }
    }
    best.push(cheapest)
    before.push(sums.map(sumOfCosts))
  }
  /** The same sum of the sides after the first n. */
  const after: number[][] = sides.map(never)
  after.push(phases.map(() => 0))
  for (let n = sides.length - 1; n >= 0; n--)
    after[n] = phases.map((phase) =>
      sumOfCosts(
        (readings[n] ?? []).map((reading) => {
          const step = judge.step(phase, reading)
          return reading.cost + step.cost + (after[reading.to]?.[step.next] ?? 0)
        }),
      ),
    )
  const whole = sumOfCosts(before[sides.length] ?? [])
  const likelihood = (reading: Reading) =>
    phases.reduce((sum, phase) => {
      const { from, to, cost } = reading
      const step = judge.step(phase, reading)
      const through = (before[from]?.[phase] ?? 0) + cost + step.cost + (after[to]?.[step.next] ?? 0)
      return sum + Math.exp(whole - through)
    }, 0)
  /** How likely it is that side `n` is read in a way that fits. */
  const share = (n: number, fits: (reading: Reading) => boolean) =>
    [readings[n - 1] ?? [], readings[n] ?? []]
      .flat()
      .filter((reading) => reading.to > n && fits(reading))
      .reduce((sum, reading) => sum + likelihood(reading), 0)

  const sheets: DoubleSheet[] = []
  const cheapestPhase = (n: number) =>
    phases.reduce((one, other) => ((best[n]?.[other]?.cost ?? 0) < (best[n]?.[one]?.cost ?? 0) ? other : one))
  let phase: Phase = cheapestPhase(sides.length)
  for (let n = sides.length; n > 0; ) {
    const end = best[n]?.[phase]
    const chosen = end?.last
    if (!end || !chosen) break
    sheets.unshift(describe(chosen, (fits) => share(chosen.from, fits), judge.headerOdds(chosen) > 0))
    phase = end.phase
    n = chosen.from
  }
  return { sheets, cost: sides.length === 0 ? 0 : whole }
}

function describe(
  chosen: Reading,
  share: (fits: (reading: Reading) => boolean) => number,
  hasHeader: boolean,
): DoubleSheet {
  const { from, to, recto, verso, swapped, upsideDown, startsCopy } = chosen
  const sameSides = share((one) => one.from === from && one.to === to)
  const sameRoles = share((one) => one.recto === recto && one.verso === verso)
  const confidence = {
    sides: sameSides,
    roles: sameRoles / Math.max(sameSides, 1e-9),
    direction: share((one) => one.upsideDown === upsideDown),
    startsCopy: share((one) => one.startsCopy === startsCopy),
  }
  return { recto, verso, swapped, upsideDown, startsCopy, hasHeader, confidence }
}

/** Minus the log of the summed likelihoods of costs. */
function sumOfCosts(costs: number[]): number {
  const least = Math.min(...costs)
  if (!Number.isFinite(least)) return Number.POSITIVE_INFINITY
  return least - Math.log(costs.reduce((sum, cost) => sum + Math.exp(least - cost), 0))
}

const WAYS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const

/** Every way to read the sheet that begins with side `from`. */
function readingsFrom(sides: Side[], from: number, bonds: Bonds, judge: Judge): Reading[] {
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

type Bonds = ReadonlyMap<Side, number>

/**
 * For each side, the cost of it and the one before being one sheet, whichever is the recto: below 0 where they agree better than
 * neighbours in this scan usually do.
 */
function bondCosts(sides: Side[], cameAgain: ReadonlyMap<SheetAnalysis, number>): Bonds {
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
class Judge {
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

/**
 * Log-odds that the top of a half was printed as a header, from its frames and rules and from what it has in common with others.
 */
export function headerOdds(
  half: HalfAnalysis,
  upsideDown: boolean,
  printEvidence: PairingSettings['headerEvidence'],
): number {
  const score = half.rotation >= 180 === upsideDown ? half.headerScore : half.headerScoreUpsideDown
  const clamped = Math.min(Math.max(score, 1e-6), 1 - 1e-6)
  const framed = Math.min(MOST_FRAME_ODDS, Math.log(clamped / (1 - clamped)))
  const print = printEvidence?.get(half) ?? 0
  const frames = framed < 0 ? framed * (1 - Math.max(0, Math.min(1, print / PRINT_WITHOUT_FRAMES))) : framed
  return Math.min(MOST_HEADER_ODDS, frames + print)
}

/** Log-odds that a side lies upright: negative when its halves were seen turned by 180 or 270 degrees. */
function uprightOdds({ left }: Side): number {
  const confidence = Math.min(Math.max(left.rotationConfidence, 0.5), 1)
  const odds = Math.min(MOST_DIRECTION_ODDS, Math.log(confidence / Math.max(1 - confidence, 1e-9)))
  return left.rotation >= 180 ? -odds : odds
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

/** How far down writing reaches on the pages of this pile that are full. */
function fullPageLevel(sides: Side[]): number {
  const reaches = sides
    .flatMap(({ left, right }) => [left, right])
    .filter((half) => !half.blank)
    .map((half) => half.inkBottom)
    .sort((a, b) => a - b)
  return Math.min(0.95, Math.max(0.7, reaches[Math.floor(reaches.length * 0.7)] ?? 0.9))
}

/** A page is full that ends a line (3 % of its height) above the usual foot, and short that ends four lines above it. */
const shortnessOf = ({ inkBottom }: HalfAnalysis, fullLevel: number) =>
  Math.min(1, Math.max(0, (fullLevel - 0.03 - inkBottom) / 0.09))

function countHabits(sheets: DoubleSheet[], fullLevel: number, sheetsPerBooklet: number): HabitCounts {
  let sinceStart = sheetsPerBooklet
  const counts: HabitCounts = {
    ...{
      headed: 0,
      swapped: 0,
      upright: 0,
      upsideDown: 0,
      starts: 0,
      continues: 0,
      missedHeaders: 0,
      otherTrouble: 0,
    },
    ...{ pagesBeforeWriting: 0, shortPages: 0, emptyPages: 0 },
  }
  for (const { recto, verso, swapped, upsideDown, startsCopy, hasHeader, confidence } of sheets) {
    const likelyUpsideDown = upsideDown ? confidence.direction : 1 - confidence.direction
    counts.upsideDown += likelyUpsideDown
    counts.upright += 1 - likelyUpsideDown
    if (upsideDown && confidence.direction > BEYOND_DOUBT) counts.otherTrouble++
    if (confidence.sides > BEYOND_DOUBT && (!recto || !verso)) counts.otherTrouble++
    const wasWhole = sinceStart >= sheetsPerBooklet
    sinceStart = startsCopy ? 1 : sinceStart + 1
    if (wasWhole) {
      const likelyStart = startsCopy ? confidence.startsCopy : 1 - confidence.startsCopy
      counts.starts += likelyStart
      counts.continues += 1 - likelyStart
    }
    if (confidence.startsCopy > 0.9 && startsCopy && !hasHeader) counts.missedHeaders++
    // Without a header nothing but habit would tell recto from verso, and habit must not teach itself.
    if (!hasHeader || !startsCopy || !recto || !verso) continue
    if (Math.min(confidence.startsCopy, confidence.sides) < 0.9) continue
    counts.headed++
    counts.swapped += swapped ? confidence.roles : 1 - confidence.roles
    if (confidence.roles < 0.95) continue
    const pages = readingOrder(recto, verso, upsideDown)
    pages.forEach((page, i) => {
      if (!pages.slice(i + 1).some((later) => !later.blank)) return
      counts.pagesBeforeWriting++
      if (page.blank) counts.emptyPages++
      else counts.shortPages += shortnessOf(page, fullLevel)
    })
  }
  return counts
}
