import { foldName } from '#domain/names.ts'
import { type Row, readRows, SEPARATORS, type Separator } from './roster-text.ts'

export type Column = 'lastName' | 'firstName' | 'fullName' | 'birthDate' | 'className' | 'email'

/** Headings met in the exports of Pronote, ENT and SIECLE, folded (no accent, no punctuation). */
const HEADINGS: Record<Column, string[]> = {
  lastName: [
    'nom',
    'noms',
    'nom de famille',
    'nom eleve',
    'nom de l eleve',
    'nom usuel',
    'nom de naissance',
    'last name',
    'lastname',
    'surname',
  ],
  firstName: [
    'prenom',
    'prenoms',
    'prenom usuel',
    'prenom eleve',
    'prenom de l eleve',
    'prenom 1',
    'first name',
    'firstname',
    'given name',
  ],
  fullName: [
    'eleve',
    'eleves',
    'nom prenom',
    'nom et prenom',
    'nom prenoms',
    'nom complet',
    'identite',
    'nom prenom eleve',
    'name',
    'student',
  ],
  birthDate: [
    'ne e le',
    'nee le',
    'ne le',
    'date de naissance',
    'date naissance',
    'naissance',
    'ddn',
    'date nais',
    'birth date',
    'birthdate',
    'date of birth',
  ],
  className: [
    'classe',
    'classes',
    'division',
    'libelle classe',
    'code classe',
    'class',
    'classe de rattachement',
  ],
  email: [
    'email',
    'e mail',
    'mail',
    'courriel',
    'adresse e mail',
    'adresse email',
    'adresse mail',
    'adresse electronique',
    'email eleve',
    'mel',
  ],
}

export const COLUMN_NAMES: Record<Column, string> = {
  lastName: 'Nom',
  firstName: 'Prénom',
  fullName: 'Nom et prénom',
  birthDate: 'Date de naissance',
  className: 'Classe',
  email: 'E-mail',
}

/** A title or a blank line may stand above the headings, but not a whole page. */
const HEADING_WITHIN_ROWS = 15

export interface RosterTable {
  separator: Separator
  /** The row of headings. */
  heading: Row
  columns: Map<Column, number>
  /** How many columns have a heading. */
  width: number
  rows: Row[]
}

/** Finds the separator and the row of headings that make the most sense together; null when no row reads as headings. */
export function findTable(text: string): RosterTable | null {
  const tables = SEPARATORS.flatMap((separator) => {
    const rows = readRows(text, separator).filter(
      (row) => row.unclosedQuote || row.cells.some((cell) => cell !== ''),
    )
    const candidates = rows.slice(0, HEADING_WITHIN_ROWS).map((heading, index) => {
      const columns = columnsOf(heading)
      const width = heading.cells.findLastIndex((cell) => cell !== '') + 1
      return { separator, heading, columns, width, rows: rows.slice(index + 1) }
    })
    return candidates.filter((table) => table.columns.size >= 2)
  })
  return tables.sort((a, b) => b.columns.size - a.columns.size)[0] ?? null
}

function columnsOf(heading: Row): Map<Column, number> {
  const columns = new Map<Column, number>()
  heading.cells.forEach((cell, index) => {
    const folded = foldName(cell)
    for (const [column, names] of Object.entries(HEADINGS) as Array<[Column, string[]]>) {
      if (names.includes(folded) && !columns.has(column)) columns.set(column, index)
    }
  })
  // Names in two columns are surer than one column that may be something else («Élève» as a number).
  if (columns.has('lastName') && columns.has('firstName')) columns.delete('fullName')
  return columns
}

/** What a roster cannot do without and this one lacks. */
export function missingColumns(table: RosterTable): Column[] {
  const names: Column[] = table.columns.has('fullName') ? [] : ['lastName', 'firstName']
  return [...names, 'birthDate' as const].filter((column) => !table.columns.has(column))
}
