import { BLANK, type HandSignal, OTHER, SIGN_CLASS, SIGNS } from '#domain/hand-signal.ts'

/**
 * What a recogniser sees in a line that it reads without any doubt: one step for each letter, and a pause before and after each.
 * @param sureness probability of the right sign; the others share the rest.
 */
export function spelled(text: string, { pauses = true, sureness = 1 } = {}): HandSignal {
  const letters = [...text].map((letter) => SIGN_CLASS.get(letter) ?? OTHER)
  const signs = pauses ? [BLANK, ...letters.flatMap((letter) => [letter, BLANK])] : letters
  const probabilities = new Float32Array(signs.length * SIGNS.length).fill(
    (1 - sureness) / (SIGNS.length - 1),
  )
  signs.forEach((sign, step) => {
    probabilities[step * SIGNS.length + sign] = sureness
  })
  return { steps: signs.length, probabilities }
}
