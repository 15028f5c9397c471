/** Letters that Unicode does not take apart into a plain one and an accent. */
const UNDIVIDED: Record<string, string> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
}

/** Accents, case, ligatures and punctuation folded away: two spellings of one name compare equal. « Œuvrard-Le Goff » → « oeuvrard le goff ». */
export const foldName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[œæßøłđðþħŧı]/g, (letter) => UNDIVIDED[letter] ?? letter)
    // Letters of any script stay: two names in Cyrillic are not one.
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

interface Names {
  lastName: string
  firstName: string
}

/** Both names, folded. The tab sorts before a space: « DURAND Zoé » stands before « DURAND PETIT Anne ». */
export const nameKey = ({ lastName, firstName }: Names): string =>
  `${foldName(lastName)}\t${foldName(firstName)}`

/** The same person, as far as a school can tell: names folded, birth date exact. */
export const studentKey = (student: Names & { birthDate: string }): string =>
  `${nameKey(student)}\t${student.birthDate}`

/** The name keys that more than one of these students bears. */
export function homonymKeys(students: readonly Names[]): Set<string> {
  const once = new Set<string>()
  const more = new Set<string>()
  for (const key of students.map(nameKey)) (once.has(key) ? more : once).add(key)
  return more
}

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
