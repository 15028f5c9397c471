import { BLANK, type HandSignal, OTHER, SEPARATORS, SIGN_CLASS, SIGNS } from './hand-signal.ts'

/** Share of a step given to all signs alike: none is impossible. */
const SMOOTHING = 0.05
/** Reward for each letter: a longer name has more to go wrong, and would lose to a shorter one. */
export const LETTER_BONUS = 2
/** What stands for a name that cannot fit into the line at all. */
export const IMPOSSIBLE = -200

/**
 * A signal made ready for scoring, softened by a temperature of 2 (square roots), since the recogniser is surer of itself than it is
 * right: for each sign its probability at every step, relative to that of the likeliest sign there, so that a product over the steps is
 * relative to the likeliest reading.
 */
export interface SoftSignal {
  steps: number
  /** In the order of `SIGNS`, then one that stands for any separator. */
  ratios: Float64Array[]
}

const ANY_SEPARATOR = SIGNS.length

export function soften({ steps, probabilities }: HandSignal): SoftSignal {
  const ratios = Array.from({ length: SIGNS.length + 1 }, () => new Float64Array(steps))
  const mixed = new Float64Array(SIGNS.length)
  for (let step = 0; step < steps; step++) {
    const from = step * SIGNS.length
    let sum = 0
    for (let sign = 0; sign < SIGNS.length; sign++) sum += Math.sqrt(probabilities[from + sign] ?? 0)
    let best = 0
    for (let sign = 0; sign < SIGNS.length; sign++) {
      const soft = Math.sqrt(probabilities[from + sign] ?? 0) / sum
      mixed[sign] = (1 - SMOOTHING) * soft + SMOOTHING / SIGNS.length
      best = Math.max(best, mixed[sign] ?? 0)
    }
    ratios.forEach((ratio, sign) => {
      ratio[step] =
        sign === ANY_SEPARATOR
          ? SEPARATORS.reduce((all, separator) => all + (mixed[separator] ?? 0), 0) / best
          : (mixed[sign] ?? 0) / best
    })
  }
  return { steps, ratios }
}

/** One prefix of a text: how probable it is to have written just that at each step, pausing or in its last letter. */
interface Prefix {
  letter: string
  paused: Float64Array
  writing: Float64Array
  /** The most there is of it at any step. */
  most: number
}

/** e⁻⁵⁰ beside the likeliest reading. */
const HOPELESS = 2e-22

/**
 * Scores texts against what was seen: log-likelihood by connectionist temporal classification (Graves et al. 2006), relative to
 * the likeliest reading, plus the bonus for length. Texts are made of A–Z, 0–9 and spaces; a space stands for any separator, or
 * for none. Texts with a common beginning, given one after the other, share its cost: sort them.
 */
export function scoreTexts(signal: SoftSignal, texts: readonly string[]): number[] {
  const last = signal.steps - 1
  return walkTexts(signal, texts, (text, whole) =>
    whole === null ? IMPOSSIBLE : toScore(text, (whole.paused[last] ?? 0) + (whole.writing[last] ?? 0)),
  )
}

/** The same for texts that the line may only begin with, and the step at which each ends. */
export function scoreBeginnings(
  signal: SoftSignal,
  texts: readonly string[],
): Array<{ score: number; endStep: number }> {
  return walkTexts(signal, texts, (text, whole) => {
    if (whole === null) return { score: IMPOSSIBLE, endStep: 0 }
    let endStep = 0
    let best = 0
    for (let step = 0; step < signal.steps; step++) {
      const here = (whole.paused[step] ?? 0) + (whole.writing[step] ?? 0)
      if (here > best) [best, endStep] = [here, step]
    }
    return { score: toScore(text, best), endStep }
  })
}

function toScore(text: string, likelihood: number): number {
  const letters = text.replaceAll(' ', '').length
  return likelihood > 0 ? Math.max(IMPOSSIBLE, Math.log(likelihood) + LETTER_BONUS * letters) : IMPOSSIBLE
}

/** Looks at each text with what its last letter leaves, or null where it is hopeless before. What it is given is overwritten after. */
function walkTexts<T>(
  signal: SoftSignal,
  texts: readonly string[],
  look: (text: string, whole: Prefix | null) => T,
): T[] {
  const path: Prefix[] = [emptyPrefix(signal)]
  const at = (depth: number): Prefix => {
    path[depth] ??= newPrefix(signal.steps)
    return path[depth]
  }
  let written = ''
  return texts.map((text) => {
    let depth = 0
    while (depth < text.length && depth < written.length && written[depth] === text[depth]) depth++
    // Whatever follows what is hopeless cannot make up for it: most names of a roster end here, after a few letters.
    while (depth < text.length && (depth === 0 || at(depth).most >= HOPELESS)) {
      extend(signal, at(depth), text[depth] ?? '', at(depth + 1))
      depth++
    }
    written = text.slice(0, depth)
    return look(text, depth === text.length ? at(depth) : null)
  })
}

const newPrefix = (steps: number): Prefix => ({
  letter: '',
  paused: new Float64Array(steps),
  writing: new Float64Array(steps),
  most: 0,
})

/** Nothing written yet. */
function emptyPrefix({ steps, ratios }: SoftSignal): Prefix {
  const empty = newPrefix(steps)
  let product = 1
  for (let step = 0; step < steps; step++) {
    product *= ratios[BLANK]?.[step] ?? 0
    empty.paused[step] = product
  }
  return empty
}

/** The prefix with one more letter, into `after`. A separator may be left out. */
function extend({ steps, ratios }: SoftSignal, before: Prefix, letter: string, after: Prefix): void {
  const isSeparator = letter === ' '
  const ratio = ratios[isSeparator ? ANY_SEPARATOR : (SIGN_CLASS.get(letter) ?? OTHER)] as Float64Array
  const blank = ratios[BLANK] as Float64Array
  const { paused, writing } = after
  // The same letter twice needs a pause between.
  const mayFollow = before.letter === letter ? 0 : 1
  let [came, stayed, rested, most] = [before.letter === '' ? 1 : 0, 0, 0, 0]
  for (let step = 0; step < steps; step++) {
    const here = (came + stayed) * (ratio[step] as number)
    const rest = (rested + stayed) * (blank[step] as number)
    writing[step] = here
    paused[step] = rest
    if (here > most) most = here
    stayed = here
    rested = rest
    came = (before.paused[step] as number) + mayFollow * (before.writing[step] as number)
  }
  after.letter = letter
  after.most = most
  if (!isSeparator) return
  after.most = Math.max(most, before.most)
  for (let step = 0; step < steps; step++) {
    paused[step] = (paused[step] as number) + (before.paused[step] as number)
    writing[step] = (writing[step] as number) + (before.writing[step] as number)
  }
}
