/** What the recogniser can tell apart, once accents and case are folded; `BLANK` is the pause between two letters. */
const BLANK_SIGN = 'blank'
export const SIGNS = [
  BLANK_SIGN,
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  ' ',
  '-',
  "'",
  '/',
  '.',
  ':',
  'other',
] as const
export const BLANK = 0
export const OTHER = SIGNS.length - 1

/** Class of each sign. */
export const SIGN_CLASS: ReadonlyMap<string, number> = new Map(SIGNS.map((sign, index) => [sign, index]))

/** What stands between two words, or between the parts of a date: pupils write any of them, or none. */
export const SEPARATORS: readonly number[] = [' ', '-', "'", '/', '.', ':'].map(
  (sign) => SIGN_CLASS.get(sign) ?? OTHER,
)

/** What the recogniser saw in one line of writing, from left to right. */
export interface HandSignal {
  steps: number
  /** `steps` rows of `SIGNS.length` probabilities that sum to 1. */
  probabilities: Float32Array
}

/** The most probable reading, letter by letter. */
export function readGreedily({ steps, probabilities }: HandSignal): string {
  let text = ''
  let before = BLANK
  for (let step = 0; step < steps; step++) {
    const best = bestSign(probabilities, step)
    if (best !== before && best !== BLANK) text += best === OTHER ? '?' : SIGNS[best]
    before = best
  }
  return text.trim()
}

function bestSign(probabilities: Float32Array, step: number): number {
  const from = step * SIGNS.length
  let best = 0
  for (let sign = 1; sign < SIGNS.length; sign++)
    if ((probabilities[from + sign] ?? 0) > (probabilities[from + best] ?? 0)) best = sign
  return best
}
