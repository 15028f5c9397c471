import type { Candidate, IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { homonymKeys, nameKey } from '#domain/names.ts'
import { plainText } from '#web/ui/search-text.ts'

/** A student of the roster as the owner of a copy. */
export interface Choice {
  student: Student
  /** The other copy this student already has, if any. */
  takenBy: IdentificationCopy | null
  /** What speaks for the student in the header of the copy; null when they are none of the candidates. */
  read: Candidate | null
  /** The key that chooses them, from 1; null beyond 9 and for those who are only on the list. */
  digit: number | null
}

interface Wanted {
  students: readonly Student[]
  copies: readonly IdentificationCopy[]
  copy: IdentificationCopy | null
  /** Null: of every class. */
  className: string | null
  search: string
}

/**
 * Those the machine thought of, best first, then everybody else of the roster; when something is typed, those it finds.
 * The proposed student comes first.
 */
export function choicesOf({ students, copies, copy, className, search }: Wanted): Choice[] {
  const ofClass = className === null ? students : students.filter((each) => each.className === className)
  const read = new Map((copy?.reading?.candidates ?? []).map((each) => [each.studentId, each]))
  const found = searchRoster(ofClass, copies, copy?.id ?? '', search).map(
    (choice): Choice => ({ ...choice, read: read.get(choice.student.id) ?? null, digit: null }),
  )
  if (plainText(search) !== '') return found
  const proposedId = copy?.proposal?.studentId ?? null
  const ranks = new Map([...read.keys()].map((id, rank) => [id, rank]))
  const rankOf = ({ student }: Choice) => (student.id === proposedId ? -1 : (ranks.get(student.id) ?? -1))
  const isCandidate = ({ student, read: clue }: Choice) => clue !== null || student.id === proposedId
  const candidates = found
    .filter(isCandidate)
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((choice, index) => ({ ...choice, digit: index < 9 ? index + 1 : null }))
  return [...candidates, ...found.filter((choice) => !isCandidate(choice))]
}

/**
 * Students of the roster whose name, first name, class or birth date (JJ/MM/AAAA) hold every word typed, each at the start of a word.
 * Those whose last name begins with the first word come first, those who already have another copy than `copyId` last;
 * otherwise the order of the roster is kept.
 */
export function searchRoster(
  students: readonly Student[],
  copies: readonly IdentificationCopy[],
  copyId: string,
  search: string,
): Array<Pick<Choice, 'student' | 'takenBy'>> {
  const words = plainText(search)
    .split(' ')
    .filter((word) => word !== '')
  const takers = new Map(
    copies.flatMap((copy) => (copy.student !== null && copy.id !== copyId ? [[copy.student.id, copy]] : [])),
  )
  const found = students
    .filter((student) => {
      const text = ` ${plainText(searchText(student))}`
      return words.every((word) => text.includes(` ${word}`))
    })
    .map((student) => ({ student, takenBy: takers.get(student.id) ?? null }))
  const rank = ({ student, takenBy }: (typeof found)[number]): number =>
    (takenBy === null ? 0 : 2) + (plainText(student.lastName).startsWith(words[0] ?? '') ? 0 : 1)
  return found
    .map((choice) => ({ choice, rank: rank(choice) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ choice }) => choice)
}

/** Students who bear the names of another one of the list: only the birth date or the class tells them apart. */
export function findHomonyms(students: readonly Student[]): ReadonlySet<number> {
  const keys = homonymKeys(students)
  return new Set(students.filter((student) => keys.has(nameKey(student))).map(({ id }) => id))
}

export const classesOf = (students: readonly Student[]): string[] =>
  [...new Set(students.map(({ className }) => className))]
    .filter((name) => name !== '')
    .sort((a, b) => a.localeCompare(b, 'fr', { numeric: true }))

const searchText = ({ lastName, firstName, className, birthDate }: Student): string =>
  `${lastName} ${firstName} ${className} ${birthDayOf(birthDate)}`

/** 2008-03-12 → « 12/03/2008 », as pupils write it. */
export const birthDayOf = (isoDay: string): string => isoDay.split('-').toReversed().join('/')
