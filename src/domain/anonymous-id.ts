/** No vowel (no word is spelled by chance), no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: nothing misheard or misread when said aloud. */
const ALPHABET = '34679CDFGHJKMNPQRTWXY'
const LENGTH = 7

/**
 * A random number of anonymity such as « K7QX-4PD »: 21^7 = 1.8e9 possibilities.
 * `randomBelow(n)` gives an unbiased integer in [0, n); uniqueness is the caller's (a unique index, and another try).
 */
export function makeAnonymousId(randomBelow: (n: number) => number): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomBelow(ALPHABET.length)]).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}
