/** Lower case, no accents, one space: what a hurried person types equals what is written. */
export const plainText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase('fr')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[\s'’-]+/g, ' ')
    .trim()

/** Does every word of the search begin a word of the text? */
export function matchesSearch(search: string, text: string): boolean {
  const words = ` ${plainText(text)}`
  return plainText(search)
    .split(' ')
    .every((word) => words.includes(` ${word}`))
}
