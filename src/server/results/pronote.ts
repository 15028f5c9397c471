import { roundHalfUp } from '#domain/scoring.ts'

/** One line of the file: a student with a marked copy. */
export interface PronoteLine {
  lastName: string
  firstName: string
  /** ISO date, `2009-05-14`. */
  birthDate: string
  subject: string
  /** Out of 20, not rounded yet or already: it is written half-up to two decimals. */
  mark: number
  coefficient: number
  comment: string
}

const COLUMNS = ['NOM', 'PRENOM', 'DATE_NAISSANCE', 'MATIERE', 'NOTE', 'COEFF', 'COMMENTAIRE']
const BYTE_ORDER_MARK = '\uFEFF'
const LINE_END = '\r\n'

/** The file Pronote imports: UTF-8 with a byte order mark, CRLF, semicolons, decimal commas. */
export function writePronoteCsv(lines: readonly PronoteLine[]): string {
  const rows = lines.map((line) => [
    line.lastName,
    line.firstName,
    line.birthDate.split('-').reverse().join('/'),
    line.subject,
    withComma(roundHalfUp(line.mark).toFixed(2)),
    withComma(String(line.coefficient)),
    line.comment,
  ])
  return BYTE_ORDER_MARK + [COLUMNS, ...rows].map((row) => row.map(writeCell).join(';') + LINE_END).join('')
}

/** A spreadsheet runs a cell that begins so as a formula; an apostrophe makes it plain text again. */
const RUNS_AS_FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[;"\r\n]|^\s|\s$/

function writeCell(value: string): string {
  const harmless = RUNS_AS_FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const withComma = (number: string): string => number.replace('.', ',')
