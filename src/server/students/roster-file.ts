import { z } from 'zod'
import type { RosterProblem } from '#contract/students.ts'
import { readBirthDate } from '#domain/birth-date.ts'
import { splitFullName, studentKey } from '#domain/names.ts'
import { COLUMN_NAMES, type Column, findTable, missingColumns, type RosterTable } from './roster-columns.ts'
import { decodeText, type Encoding, type Row, type Separator } from './roster-text.ts'

export interface RosterStudent {
  line: number
  lastName: string
  firstName: string
  birthDate: string
  className: string
  email: string | null
}

export interface RosterFile {
  encoding: Encoding
  separator: Separator
  students: RosterStudent[]
  problems: RosterProblem[]
}

/** The file as a whole cannot be used; `reason` is French and names what was found and what lacks. */
export class RosterRefused extends Error {
  override name = 'RosterRefused'
}

const MAX_ROWS = 20_000
const LENGTHS = { lastName: 100, firstName: 100, className: 50, email: 254 } as const
const Email = z.email()

/**
 * Reads a list of students as schools send it. A line that cannot be used is left out with an error, one that can be used with care
 * is kept with a warning. `today` (ISO) bounds birth dates. Throws `RosterRefused`.
 */
export function readRosterFile(bytes: Uint8Array, today: string): RosterFile {
  const { text, encoding } = decodeText(bytes)
  const table = findTable(text)
  if (table === null) {
    throw new RosterRefused(
      'aucune ligne de titres reconnue. Il faut au moins les colonnes Nom, Prénom et Date de naissance.',
    )
  }
  const missing = missingColumns(table)
  if (missing.length > 0) {
    const found = table.heading.cells.filter((cell) => cell !== '').join(', ')
    throw new RosterRefused(
      `il manque ${missing.map((column) => `« ${COLUMN_NAMES[column]} »`).join(' et ')}. Colonnes trouvées (ligne ${table.heading.line}) : ${found}.`,
    )
  }
  if (table.rows.length > MAX_ROWS) throw new RosterRefused(`plus de ${MAX_ROWS} lignes.`)
  const problems: RosterProblem[] = []
  const read = table.rows.flatMap((row) => readLine(row, table, today, problems) ?? [])
  const students = withoutDuplicates(read, problems)
  return {
    encoding,
    separator: table.separator,
    students,
    problems: problems.sort((a, b) => a.line - b.line),
  }
}

function readLine(
  row: Row,
  table: RosterTable,
  today: string,
  problems: RosterProblem[],
): RosterStudent | null {
  let refused = false
  const say = (severity: 'error' | 'warning', code: string, column: Column | null, message: string): void => {
    problems.push({ line: row.line, severity, code, field: column, message })
    if (severity === 'error') refused = true
  }
  if (row.unclosedQuote) {
    say(
      'error',
      'unclosed_quote',
      null,
      `Guillemet jamais refermé : « ${row.cells[0]?.slice(0, 60)} ». Les lignes suivantes sont lues normalement.`,
    )
    return null
  }
  const lastNeeded = Math.max(
    ...[...table.columns].filter(([column]) => column !== 'email').map(([, index]) => index),
  )
  if (row.cells.length <= lastNeeded) {
    say(
      'error',
      'too_few_columns',
      null,
      `Ligne incomplète : ${row.cells.length} cases au lieu de ${table.width}.`,
    )
    return null
  }
  if (row.cells.slice(table.width).some((cell) => cell !== '')) {
    say('warning', 'too_many_columns', null, 'Des cases en trop à la fin de la ligne ont été ignorées.')
  }
  const cell = (column: Column): string => row.cells[table.columns.get(column) ?? -1] ?? ''

  const { lastName, firstName } = readNames(cell, table, say)
  const birthDate = readDate(cell('birthDate'), today, say)
  const className = cell('className')
  const email = readEmail(cell('email'), table, say)
  for (const [column, value] of [
    ['lastName', lastName],
    ['firstName', firstName],
    ['className', className],
  ] as const) {
    if (/^[=+\-@]/.test(value))
      say('error', 'formula', column, `« ${value.slice(0, 40)} » ressemble à une formule de tableur.`)
    if (value.length > LENGTHS[column])
      say(
        'error',
        'too_long',
        column,
        `${COLUMN_NAMES[column]} trop long (${LENGTHS[column]} caractères au plus).`,
      )
  }
  return refused || birthDate === null
    ? null
    : { line: row.line, lastName, firstName, birthDate, className, email }
}

type Say = (severity: 'error' | 'warning', code: string, column: Column | null, message: string) => void

function readNames(
  cell: (column: Column) => string,
  table: RosterTable,
  say: Say,
): { lastName: string; firstName: string } {
  if (!table.columns.has('fullName')) {
    const names = { lastName: cell('lastName'), firstName: cell('firstName') }
    if (names.lastName === '') say('error', 'missing_value', 'lastName', 'Nom manquant.')
    if (names.firstName === '') say('error', 'missing_value', 'firstName', 'Prénom manquant.')
    return names
  }
  const names = splitFullName(cell('fullName'))
  if (names === null)
    say(
      'error',
      'name_not_split',
      'fullName',
      `« ${cell('fullName')} » : impossible de séparer le NOM (en capitales) du prénom.`,
    )
  return names ?? { lastName: '', firstName: '' }
}

function readDate(text: string, today: string, say: Say): string | null {
  if (text === '') {
    say('error', 'missing_value', 'birthDate', 'Date de naissance manquante.')
    return null
  }
  const date = readBirthDate(text, today)
  if (date.kind === 'bad') say('error', 'bad_date', 'birthDate', `« ${text} » n’est pas une date.`)
  if (date.kind === 'unlikely')
    say('error', 'unlikely_date', 'birthDate', `« ${text} » ne peut être la date de naissance d’un élève.`)
  if (date.kind !== 'date') return null
  if (date.twoDigitYear)
    say('warning', 'two_digit_year', 'birthDate', `« ${text} » a été lu ${date.iso.slice(0, 4)}.`)
  return date.iso
}

function readEmail(text: string, table: RosterTable, say: Say): string | null {
  if (!table.columns.has('email')) return null
  if (text === '') {
    say('warning', 'missing_value', 'email', 'Pas d’adresse e-mail.')
    return null
  }
  if (text.length <= LENGTHS.email && Email.safeParse(text).success) return text
  say(
    'warning',
    'bad_email',
    'email',
    `« ${text.slice(0, 60)} » n’est pas une adresse e-mail ; l’élève est importé sans.`,
  )
  return null
}

/** The same line twice is passed over; the same person with other data is for a human to settle. */
function withoutDuplicates(students: RosterStudent[], problems: RosterProblem[]): RosterStudent[] {
  const seen = new Map<string, RosterStudent>()
  return students.filter((student) => {
    const before = seen.get(studentKey(student))
    if (before === undefined) {
      seen.set(studentKey(student), student)
      return true
    }
    const same = (['lastName', 'firstName', 'className', 'email'] as const).every(
      (key) => before[key] === student[key],
    )
    problems.push(
      same
        ? {
            line: student.line,
            severity: 'warning',
            code: 'duplicate_row',
            field: null,
            message: `Identique à la ligne ${before.line}.`,
          }
        : {
            line: student.line,
            severity: 'error',
            code: 'duplicate_key',
            field: null,
            message: `Même élève que la ligne ${before.line}, avec d’autres données.`,
          },
    )
    return false
  })
}
