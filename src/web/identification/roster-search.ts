import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { plainText } from '#web/ui/search-text.ts'

export interface Candidate {
  student: Student
  /** The other copy this student already has, if any. */
  takenBy: IdentificationCopy | null
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
): Candidate[] {
  const words = plainText(search)
    .split(' ')
    .filter((word) => word !== '')
  const takers = new Map(
    copies.flatMap((copy) => (copy.student !== null && copy.id !== copyId ? [[copy.student.id, copy]] : [])),
  )
  const rank = ({ student, takenBy }: Candidate): number =>
    (takenBy === null ? 0 : 2) + (plainText(student.lastName).startsWith(words[0] ?? '') ? 0 : 1)
  return students
    .filter((student) => {
      const text = ` ${plainText(searchText(student))}`
      return words.every((word) => text.includes(` ${word}`))
    })
    .map((student): Candidate => ({ student, takenBy: takers.get(student.id) ?? null }))
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ candidate }) => candidate)
}

/** The proposed student before all others, unless they have another copy: then nothing is proposed. */
export function proposeFirst(candidates: readonly Candidate[], studentId: number | null): Candidate[] {
  const proposed = candidates.filter(({ student, takenBy }) => student.id === studentId && takenBy === null)
  return [...proposed, ...candidates.filter((candidate) => !proposed.includes(candidate))]
}

const searchText = ({ lastName, firstName, className, birthDate }: Student): string =>
  `${lastName} ${firstName} ${className} ${birthDayOf(birthDate)}`

/** 2008-03-12 → « 12/03/2008 », as pupils write it. */
export const birthDayOf = (isoDay: string): string => isoDay.split('-').toReversed().join('/')
