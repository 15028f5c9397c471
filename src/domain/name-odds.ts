import { BLANK, type HandSignal, SEPARATORS, SIGN_CLASS, SIGNS } from './hand-signal.ts'

/** Probabilities are softened by this power: the recogniser is surer of itself than it is right. */
const TEMPER = 2
/** Share of a step given to all signs alike: none is impossible. */
const SMOOTHING = 0.05
/** Reward for each letter: a longer name has more to go wrong, and would lose to a shorter one. */
export const LETTER_BONUS = 2
/** What stands for a name that cannot fit into the line at all. */
export const IMPOSSIBLE = -200

/**
 * A signal made ready for scoring: for each step the probabilities of all signs relative to that of the likeliest, so that a
 * product over the steps is relative to the likeliest reading.
 */
export interface SoftSignal {
  steps: number
  /** `steps` rows of `SIGNS.length`. */
  ratios: Float64Array
}

export function soften({ steps, probabilities }: HandSignal): SoftSignal {
  const ratios = new Float64Array(steps * SIGNS.length)
  for (let step = 0; step < steps; step++) {
    const from = step * SIGNS.length
    let sum = 0
    for (let sign = 0; sign < SIGNS.length; sign++) {
      const soft = (probabilities[from + sign] ?? 0) ** (1 / TEMPER)
      ratios[from + sign] = soft
      sum += soft
    }
    let best = 0
    for (let sign = 0; sign < SIGNS.length; sign++) {
      const mixed = ((1 - SMOOTHING) * (ratios[from + sign] ?? 0)) / sum + SMOOTHING / SIGNS.length
      ratios[from + sign] = mixed
      best = Math.max(best, mixed)
    }
    for (let sign = 0; sign < SIGNS.length; sign++) ratios[from + sign] = (ratios[from + sign] ?? 0) / best
  }
  return { steps, ratios }
}

/** One prefix of a text: how probable it is to have written just that at each step, pausing or in its last letter. */
interface Prefix {
  letter: string
  paused: Float64Array
  writing: Float64Array
}

/**
 * Scores texts against what was seen: log-likelihood by connectionist temporal classification (Graves et al. 2006), relative to
 * the likeliest reading, plus the bonus for length. Texts are made of A–Z, 0–9 and spaces; a space stands for any separator, or
 * for none. Texts with a common beginning, given one after the other, share its cost: sort them.
 */
export function scoreTexts(signal: SoftSignal, texts: readonly string[]): number[] {
  const last = signal.steps - 1
  return walkTexts(signal, texts).map(([text, whole]) =>
    toScore(text, (whole.paused[last] ?? 0) + (whole.writing[last] ?? 0)),
  )
}

/** The same for texts that the line may only begin with, and the step at which each ends. */
export function scoreBeginnings(
  signal: SoftSignal,
  texts: readonly string[],
): Array<{ score: number; endStep: number }> {
  return walkTexts(signal, texts).map(([text, whole]) => {
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

/** Each text with what its last letter leaves. */
function walkTexts(signal: SoftSignal, texts: readonly string[]): Array<[text: string, whole: Prefix]> {
  const empty = emptyPrefix(signal)
  const path: Prefix[] = []
  return texts.map((text) => {
    let common = 0
    while (common < text.length && path[common]?.letter === text[common]) common++
    path.length = common
    for (const letter of text.slice(common)) {
      const before = path.at(-1) ?? empty
      path.push(letter === ' ' ? withSeparator(signal, before) : withLetter(signal, before, letter))
    }
    return [text, path.at(-1) ?? empty]
  })
}

/** Nothing written yet. Its step -1 is where every text begins. */
function emptyPrefix({ steps, ratios }: SoftSignal): Prefix {
  const paused = new Float64Array(steps)
  let product = 1
  for (let step = 0; step < steps; step++) {
    product *= ratios[step * SIGNS.length + BLANK] ?? 0
    paused[step] = product
  }
  return { letter: '', paused, writing: new Float64Array(steps) }
}

function withLetter({ steps, ratios }: SoftSignal, before: Prefix, letter: string): Prefix {
  const sign = SIGN_CLASS.get(letter) ?? SIGNS.length - 1
  return extend(steps, before, letter, before.letter === letter, (at) => ratios[at + sign] ?? 0, ratios)
}

/** A separator may be any of its signs, and may be left out. */
function withSeparator({ steps, ratios }: SoftSignal, before: Prefix): Prefix {
  const ratioOf = (at: number) => {
    let sum = 0
    for (const sign of SEPARATORS) sum += ratios[at + sign] ?? 0
    return sum
  }
  const written = extend(steps, before, ' ', false, ratioOf, ratios)
  for (let step = 0; step < steps; step++) {
    written.paused[step] = (written.paused[step] ?? 0) + (before.paused[step] ?? 0)
    written.writing[step] = (written.writing[step] ?? 0) + (before.writing[step] ?? 0)
  }
  return written
}

function extend(
  steps: number,
  before: Prefix,
  letter: string,
  isRepeated: boolean,
  ratioOf: (at: number) => number,
  ratios: Float64Array,
): Prefix {
  const paused = new Float64Array(steps)
  const writing = new Float64Array(steps)
  const isFirst = before.letter === ''
  for (let step = 0; step < steps; step++) {
    const at = step * SIGNS.length
    const came =
      step === 0
        ? isFirst
          ? 1
          : 0
        : (before.paused[step - 1] ?? 0) + (isRepeated ? 0 : (before.writing[step - 1] ?? 0))
    const stayed = step === 0 ? 0 : (writing[step - 1] ?? 0)
    writing[step] = (came + stayed) * ratioOf(at)
    const rested = step === 0 ? 0 : (paused[step - 1] ?? 0) + (writing[step - 1] ?? 0)
    paused[step] = rested * (ratios[at + BLANK] ?? 0)
  }
  return { letter, paused, writing }
}
