import type { RosterProblem } from '#contract/students.ts'
import { nameKey } from '#domain/names.ts'
import type { Trx } from '#server/db/database.ts'
import * as store from './students.store.ts'
import { describeStudent, foldOthers, toStudent } from './students.ts'

/** The line of the file that names each student, by id. */
export type Lines = ReadonlyMap<number, number>

const warning = (line: number, code: string, message: string): RosterProblem => ({
  line,
  severity: 'warning',
  code,
  field: null,
  message,
})

export const warnOfRestored = (lines: Lines, restored: number[]): RosterProblem[] =>
  restored.map((id) =>
    warning(
      lines.get(id) ?? 0,
      'restored',
      'Cet élève était archivé\u202f; il revient dans l’établissement.',
    ),
  )

/** Said once the file is written: a homonym may be known by it, or by the school. */
export async function warnOfHomonyms(trx: Trx, lines: Lines): Promise<RosterProblem[]> {
  await foldOthers(trx)
  const homonyms = (await store.findByIds(trx, [...lines.keys()])).filter((row) => row.is_homonym)
  const alike = await store.findByNameKeys(
    trx,
    homonyms.map((row) => nameKey(toStudent(row))),
  )
  const nameOf = (row: store.SchoolStudentRow): string => {
    const line = lines.get(row.id)
    return line === undefined ? describeStudent(row) : `${describeStudent(row)} (ligne ${line})`
  }
  return homonyms.map((row) => {
    const others = alike.filter((other) => other.id !== row.id && other.name_key === row.name_key)
    return warning(
      lines.get(row.id) ?? 0,
      'homonym',
      `Homonyme de ${others.map(nameOf).join(' et de ')}. Si c’est le même élève, une des dates de naissance est fausse.`,
    )
  })
}
