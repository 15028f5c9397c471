import { readBirthDate } from '#domain/birth-date.ts'
import { splitFullName } from '#domain/names.ts'

export interface StudentDraft {
  lastName: string
  firstName: string
  birthDate: string
  className: string
}

const DATE = /\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}/

/**
 * A student who is not on the list, as far as what was typed, or else what was read, tells: « DURAND LEA 12/03/2008 ».
 * A class only when it is one of `classes`. `today` is ISO.
 */
export function draftStudent(
  { typed, read, classes }: { typed: string; read: string; classes: readonly string[] },
  today: string,
): StudentDraft {
  const text = typed.trim() === '' ? read : typed
  const date = readBirthDate(DATE.exec(text)?.[0] ?? '', today)
  const className =
    classes.find((name) => ` ${text.toLowerCase()} `.includes(` ${name.toLowerCase()} `)) ?? ''
  const words = text
    .replace(DATE, ' ')
    .split(/\s+/)
    .filter((word) => /^[\p{L}’'-]+$/u.test(word))
  const [lastName = '', ...firstNames] = words
  return {
    ...(splitFullName(words.join(' ')) ?? { lastName, firstName: firstNames.join(' ') }),
    birthDate: date.kind === 'date' ? date.iso : '',
    className,
  }
}
