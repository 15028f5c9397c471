import { createHash } from 'node:crypto'
import type { RosterImport, RosterProblem } from '#contract/students.ts'
import { studentKey } from '#domain/names.ts'
import { recordAudit } from '#server/audit/audit.ts'
import type { Trx } from '#server/db/database.ts'
import { holdStoredFile } from '#server/db/stored-file-lock.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { addToRoster, listExamsOf } from './roster.store.ts'
import { holdExam } from './roster.ts'
import { rosterChanged } from './roster-changed.ts'
import { type RosterFile, RosterRefused, type RosterStudent, readRosterFile } from './roster-file.ts'
import { warnOfHomonyms, warnOfRestored } from './roster-warnings.ts'
import { updateAccountsOf } from './student-accounts.store.ts'
import * as store from './students.store.ts'
import { toStudent } from './students.ts'

/** A dry run does all the work and takes it back: what it announces is what the import would do. */
class DryRun extends Error {
  readonly done: Done
  constructor(done: Done) {
    super('dry run')
    this.done = done
  }
}

type Counts = Pick<RosterImport, 'created' | 'updated' | 'unchanged' | 'restored'>
interface Done {
  counts: Counts
  /** What the file alone could not tell. */
  warnings: RosterProblem[]
}

/**
 * Imports a student file; with an exam, its students go on the roster of that exam. Running it twice changes nothing.
 * Throws `roster_unreadable` when the file as a whole cannot be used.
 */
export async function importStudents(
  deps: Deps,
  actorId: string,
  examId: string | null,
  file: { name: string; bytes: Buffer },
  { dryRun }: { dryRun: boolean },
): Promise<RosterImport> {
  const roster = readFile(file)
  const csvKey = `rosters/${createHash('sha256').update(file.bytes).digest('hex')}.csv`
  const { counts, warnings } = await deps.db
    .transaction()
    .execute(async (trx): Promise<Done> => {
      if (examId !== null) await holdExam(trx, examId)
      const saved = await saveStudents(trx, roster.students)
      const added = examId === null ? [] : await addToRoster(trx, examId, [...saved.lines.keys()])
      const { lines, restored } = saved
      const warnings = [...warnOfRestored(lines, restored), ...(await warnOfHomonyms(trx, lines))]
      const done = { counts: saved.counts, warnings }
      if (dryRun) throw new DryRun(done)
      await holdStoredFile(trx, csvKey)
      await deps.storage.put(csvKey, file.bytes)
      if (examId !== null)
        await trx.updateTable('exams_exam').set({ students_csv: csvKey }).where('id', '=', examId).execute()
      await recordAudit(trx, {
        actorId,
        action: examId === null ? 'import_students' : 'import_roster',
        ...(examId !== null && { examId }),
        metadata: { file: file.name, ...done.counts },
      })
      const exams = await listExamsOf(trx, saved.changed)
      await rosterChanged(trx, new Set(added.length > 0 && examId !== null ? [examId, ...exams] : exams))
      return done
    })
    .catch((error: unknown) => {
      if (error instanceof DryRun) return error.done
      throw error
    })
  const { encoding, separator } = roster
  const problems = [...roster.problems, ...warnings].sort((a, b) => a.line - b.line)
  return { dryRun, ...counts, problems, encoding, separator }
}

function readFile(file: { name: string; bytes: Buffer }): RosterFile {
  try {
    return readRosterFile(file.bytes, new Date().toISOString().slice(0, 10))
  } catch (error) {
    if (error instanceof RosterRefused)
      throw new DomainError('roster_unreadable', { file: file.name, reason: error.message })
    throw error
  }
}

interface Saved {
  counts: Counts
  /** The line of each student of the file, by id. */
  lines: Map<number, number>
  /** Known before, and not as the file writes them. */
  changed: number[]
  restored: number[]
}

/** Students are matched by folded name and birth date; of one who exists, only class and e-mail follow the file. */
async function saveStudents(trx: Trx, students: RosterStudent[]): Promise<Saved> {
  await store.lockStudents(trx)
  const dates = [...new Set(students.map(({ birthDate }) => birthDate))]
  const rows = await store.findByBirthDates(trx, dates)
  const known = new Map(rows.map((row) => [studentKey(toStudent(row)), row]))
  const lines = new Map<number, number>()
  const changed: number[] = []
  const archived: number[] = []
  let created = 0
  for (const student of students) {
    const row = known.get(studentKey(student))
    if (row === undefined) {
      lines.set(await store.insertStudent(trx, student), student.line)
      created += 1
      continue
    }
    lines.set(row.id, student.line)
    const before = toStudent(row)
    // A file without the column, or an empty cell, does not erase what is known.
    const after = {
      ...before,
      className: student.className || before.className,
      email: student.email ?? before.email,
    }
    const isSame = after.className === before.className && after.email === before.email
    if (!isSame) await store.updateStudent(trx, row.id, after)
    if (row.archived_at !== null) archived.push(row.id)
    if (!isSame || row.archived_at !== null) changed.push(row.id)
  }
  await updateAccountsOf(trx, changed)
  const restored = await store.setArchived(trx, archived, false)
  const counts = {
    created,
    updated: changed.length,
    unchanged: lines.size - created - changed.length,
    restored: restored.length,
  }
  return { counts, lines, changed, restored }
}
