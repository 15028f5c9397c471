const MONTHS = [
  'janvier',
  'fevrier',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'aout',
  'septembre',
  'octobre',
  'novembre',
  'decembre',
]

export type BirthDate =
  | { kind: 'date'; iso: string; twoDigitYear: boolean }
  /** Not a date, or one that no calendar has. */
  | { kind: 'bad' }
  /** A real date, but not of somebody who goes to school. */
  | { kind: 'unlikely' }

/** Between these ages somebody may sit an exam. */
const YOUNGEST_YEARS = 8
const OLDEST_YEARS = 90

/**
 * Reads a birth date as schools write it: 17/03/2009, 1/9/2008, 01-10-2008, 01.10.2008, 2008-09-01, 5 mars 2009; day before month.
 * Years of two digits are taken in the century that makes the person a pupil. `today` is ISO.
 */
export function readBirthDate(text: string, today: string): BirthDate {
  const parts = readParts(text.trim())
  if (parts === null) return { kind: 'bad' }
  const thisYear = Number(today.slice(0, 4))
  const twoDigitYear = parts.year < 100
  const century = Math.floor(thisYear / 100) * 100
  const year = twoDigitYear
    ? (century + parts.year <= thisYear ? century : century - 100) + parts.year
    : parts.year
  const date = new Date(Date.UTC(year, parts.month - 1, parts.day))
  if (
    date.getUTCFullYear() !== year ||
    date.getUTCMonth() !== parts.month - 1 ||
    date.getUTCDate() !== parts.day
  ) {
    return { kind: 'bad' }
  }
  if (year > thisYear - YOUNGEST_YEARS || year < thisYear - OLDEST_YEARS) return { kind: 'unlikely' }
  return { kind: 'date', iso: date.toISOString().slice(0, 10), twoDigitYear }
}

/** 2008-03-12 → « 12/03/2008 », as pupils write it. */
export const writtenBirthDate = (iso: string): string => iso.split('-').toReversed().join('/')

function readParts(text: string): { year: number; month: number; day: number } | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(text)
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const french = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text)
  if (french !== null) return { year: Number(french[4]), month: Number(french[3]), day: Number(french[1]) }
  const words = /^(\d{1,2})(?:er)?\s+(\p{L}+)\s+(\d{4})$/u.exec(text)
  if (words === null) return null
  const month = MONTHS.indexOf(
    (words[2] ?? '')
      .normalize('NFD')
      .replace(/\p{Diacritic}/gu, '')
      .toLowerCase(),
  )
  return month === -1 ? null : { year: Number(words[3]), month: month + 1, day: Number(words[1]) }
}
