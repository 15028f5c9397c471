import type { NewStudent } from '#contract/students.ts'
import { readBirthDate, writtenBirthDate } from '#domain/birth-date.ts'
import { foldName } from '#domain/names.ts'

/** Everything a student is found by, folded: words of letters and digits, one space apart. */
export const searchTextOf = (student: NewStudent): string =>
  [
    student.lastName,
    student.firstName,
    writtenBirthDate(student.birthDate),
    student.className,
    student.email ?? '',
  ]
    .map(foldName)
    .join(' ')

/**
 * What a search asks for, as `searchTextOf` writes it. What is typed without a space stays together: « 12/03/2009 » is one day, not
 * three numbers, in whichever of its usual forms it is typed.
 */
export const wantedOf = (search: string, today: string): string[] =>
  search
    .split(/\s+/)
    .map((word) => {
      const date = readBirthDate(word, today)
      return foldName(date.kind === 'date' ? writtenBirthDate(date.iso) : word)
    })
    .filter((word) => word !== '')
