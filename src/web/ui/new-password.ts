/** No 0/O, 1/l/I: these are read aloud and typed from paper. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password to give to somebody: three groups of four, 59 bits. */
export function newPassword(): string {
  // 32 letters: a byte modulo 32 favours none.
  const letters = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => LETTERS[byte % 32])
  return [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-')
}
