import { type DoubleSheet, fullPageLevel, type Side } from './double-sheets.ts'
import { countHabits, type FeedingHabits, learnHabits, USUAL_HABITS } from './feeding-habits.ts'
import {
  type Bonds,
  bondCosts,
  Judge,
  type PairingSettings,
  type Phase,
  type Reading,
  readingsFrom,
} from './sheet-readings.ts'

/** A whole pile fed verso first: one in thirty. */
const TURNED_OVER: FeedingHabits = { ...USUAL_HABITS, swapped: 0.9 }
const TURNED_OVER_COST = 3.4
/** What is learned from one reading changes the next by less and less. */
const LESSONS = 2

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
