import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#contract/auth.ts'
import type { RosterImport, Student } from '#contract/students.ts'
import { foldName, studentKey } from '#domain/names.ts'
import { recordAudit } from '#server/audit/audit.ts'
import { insertUser } from '#server/auth/auth.store.ts'
import { hashPassword, makePassword } from '#server/auth/passwords.ts'
import type { Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { holdStoredFile } from '#server/db/stored-file-lock.ts'
import type { Deps } from '#server/deps.ts'
import { assertExamExists } from '#server/exams/exams.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { type RosterFile, RosterRefused, readRosterFile } from './roster-file.ts'
import * as store from './students.store.ts'

export const toStudent = (row: store.StudentRow): Student => ({
  id: row.id,
  lastName: row.last_name,
  firstName: row.first_name,
  birthDate: row.date_naissance,
  className: row.class_name,
  email: row.email,
  hasAccount: row.user_id !== null,
})

export async function listRoster(deps: Deps, examId: string): Promise<Student[]> {
  await assertExamExists(deps.db, examId)
  return (await store.listRoster(deps.db, examId)).map(toStudent)
}

/** A dry run does all the work and takes it back: what it announces is what the import would do. */
class DryRun extends Error {
  readonly counts: Counts
  constructor(counts: Counts) {
    super('dry run')
    this.counts = counts
  }
}

interface Counts {
  created: number
  updated: number
  unchanged: number
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
  const counts = await deps.db
    .transaction()
    .execute(async (trx) => {
      if (examId !== null) await lockExam(trx, examId)
      const { ids, ...counts } = await saveStudents(trx, roster)
      if (examId !== null) await store.addToRoster(trx, examId, ids)
      if (dryRun) throw new DryRun(counts)
      await holdStoredFile(trx, csvKey)
      await deps.storage.put(csvKey, file.bytes)
      const metadata = { file: file.name, ...counts }
      if (examId === null) await recordAudit(trx, { actorId, action: 'import_students', metadata })
      else {
        await trx.updateTable('exams_exam').set({ students_csv: csvKey }).where('id', '=', examId).execute()
        await recordAudit(trx, { actorId, action: 'import_roster', examId, metadata })
        await announce(trx, { type: 'exam', examId })
      }
      return counts
    })
    .catch((error: unknown) => {
      if (error instanceof DryRun) return error.counts
      throw error
    })
  const { encoding, separator, problems } = roster
  return { dryRun, ...counts, problems, encoding, separator }
}

async function lockExam(trx: Trx, examId: string): Promise<void> {
  const exam = await trx
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select('id')
    .forUpdate()
    .executeTakeFirst()
  if (exam === undefined) throw new DomainError('not_found')
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

/** Students are matched by folded name and birth date; of one who exists, only class and e-mail follow the file. */
async function saveStudents(trx: Trx, { students }: RosterFile): Promise<Counts & { ids: number[] }> {
  // Two imports at once would each create the newcomers.
  await trx.executeQuery(lockStudents(trx))
  const dates = [...new Set(students.map(({ birthDate }) => birthDate))]
  const rows = dates.length === 0 ? [] : await store.findByBirthDates(trx, dates)
  const known = new Map(rows.map((row) => [studentKey(toStudent(row)), row]))
  const result = { created: 0, updated: 0, unchanged: 0, ids: [] as number[] }
  for (const student of students) {
    const before = known.get(studentKey(student))
    if (before === undefined) {
      result.ids.push(await store.insertStudent(trx, student))
      result.created += 1
      continue
    }
    result.ids.push(before.id)
    // A file without the column, or an empty cell, does not erase what is known.
    const change = {
      class_name: student.className || before.class_name,
      email: student.email ?? before.email,
    }
    if (change.class_name === before.class_name && change.email === before.email) result.unchanged += 1
    else {
      await store.updateStudent(trx, before.id, change)
      result.updated += 1
    }
  }
  return result
}

export interface StudentAccount {
  lastName: string
  firstName: string
  className: string
  username: string
  password: string
}

/** Opens an account for each student of the roster who has none. Passwords exist in clear only in this answer. */
export async function createStudentAccounts(
  deps: Deps,
  actor: Actor,
  examId: string,
): Promise<StudentAccount[]> {
  await assertExamExists(deps.db, examId)
  const without = (await store.listRoster(deps.db, examId)).filter((row) => row.user_id === null)
  // Hashing is slow on purpose: done before the transaction, so that no lock is held meanwhile.
  const passwords = await Promise.all(
    without.map(async () => {
      const password = makePassword()
      return { password, passwordHash: await hashPassword(password) }
    }),
  )
  return deps.db.transaction().execute(async (trx) => {
    await trx.executeQuery(lockStudents(trx))
    const still = new Set(
      (await store.listRoster(trx, examId)).filter((row) => row.user_id === null).map((row) => row.id),
    )
    const usernames = await chooseUsernames(trx, without)
    const accounts: StudentAccount[] = []
    for (const [i, row] of without.entries()) {
      const secret = passwords[i]
      const username = usernames[i]
      if (!still.has(row.id) || secret === undefined || username === undefined) continue
      const { last_name: lastName, first_name: firstName, class_name: className } = row
      const userId = await insertUser(trx, {
        username,
        passwordHash: secret.passwordHash,
        firstName,
        lastName,
        email: row.email ?? '',
        role: 'student',
      })
      await store.linkAccount(trx, row.id, userId)
      accounts.push({ lastName, firstName, className, username, password: secret.password })
    }
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'create_student_accounts',
      examId,
      metadata: { accounts: accounts.length },
    })
    return accounts
  })
}

/** Leaves room for a number within the 150 letters of the column. */
const LONGEST_USERNAME = 140

/** prenom.nom, then prenom.nom2, prenom.nom3… */
async function chooseUsernames(trx: Trx, students: store.StudentRow[]): Promise<string[]> {
  const wanted = students.map((row) =>
    `${foldName(row.first_name)}.${foldName(row.last_name)}`.replaceAll(' ', '-').slice(0, LONGEST_USERNAME),
  )
  const variants = (name: string) => [name, ...Array.from({ length: 50 }, (_, i) => `${name}${i + 2}`)]
  const taken = await store.takenUsernames(trx, [...new Set(wanted.flatMap(variants))])
  return wanted.map((name) => {
    const free = variants(name).find((variant) => !taken.has(variant))
    if (free === undefined) throw new Error(`More than fifty accounts named ${name}`)
    taken.add(free)
    return free
  })
}

/** Lets readers through, and other writers of students wait. */
const lockStudents = (trx: Trx) => sql`lock table students_student in share row exclusive mode`.compile(trx)
