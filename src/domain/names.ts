/** Accents, case, ligatures and punctuation folded away: two spellings of one name compare equal. « Œuvrard-Le Goff » → « oeuvrard le goff ». */
export const foldName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** The same person, as far as a school can tell: names folded, birth date exact. */
export const studentKey = (student: { lastName: string; firstName: string; birthDate: string }): string =>
  `${foldName(student.lastName)}|${foldName(student.firstName)}|${student.birthDate}`

/**
 * Cuts « LE GOFF Maëlle » into family name (the first run of words in capitals) and first name.
 * Null when capitals do not tell the two apart.
 */
export function splitFullName(fullName: string): { lastName: string; firstName: string } | null {
  const words = fullName.trim().split(/\s+/)
  const isCapitals = (word: string): boolean => /\p{Lu}/u.test(word) && word === word.toUpperCase()
  const end = words.findIndex((word) => !isCapitals(word))
  if (end > 0) return { lastName: words.slice(0, end).join(' '), firstName: words.slice(end).join(' ') }
  // « Maëlle LE GOFF »: the capitals come last.
  const start = words.findIndex(isCapitals)
  if (start > 0 && words.slice(start).every(isCapitals)) {
    return { lastName: words.slice(start).join(' '), firstName: words.slice(0, start).join(' ') }
  }
  return null
}
