import type { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import type {
  archiveStudents as archiveEndpoint,
  editStudent as editEndpoint,
  listStudents as listEndpoint,
  NewStudent,
  SchoolClass,
  SchoolStudent,
  Student,
} from '#contract/students.ts'
import { writtenBirthDate } from '#domain/birth-date.ts'
import { studentKey } from '#domain/names.ts'
import { recordAudit } from '#server/audit/audit.ts'
import type { Database, Executor, Trx } from '#server/db/database.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { studentsChanged } from './roster-changed.ts'
import { updateAccountsOf } from './student-accounts.store.ts'
import { wantedOf } from './student-search.ts'
import * as store from './students.store.ts'

type Change = z.output<NonNullable<typeof editEndpoint.body>>
type Wanted = z.output<NonNullable<typeof listEndpoint.query>>
type Leavers = z.output<NonNullable<typeof archiveEndpoint.body>>

export const toStudent = (row: store.StudentRow): Student => ({
  id: row.id,
  lastName: row.last_name,
  firstName: row.first_name,
  birthDate: row.date_naissance,
  className: row.class_name,
  email: row.email,
  hasAccount: row.user_id !== null,
})

const toSchoolStudent = (row: store.SchoolStudentRow): SchoolStudent => ({
  ...toStudent(row),
  archivedAt: row.archived_at?.toISOString() ?? null,
  isHomonym: Boolean(row.is_homonym),
})

export async function listStudents(
  db: Database,
  { search, className, archived, after, limit }: Wanted,
): Promise<{ students: SchoolStudent[]; total: number }> {
  await foldOthers(db)
  const wanted = wantedOf(search, today())
  const filter = { wanted, className, archived: archived === 'true' }
  return {
    students: (await store.listPage(db, filter, { after, limit })).map(toSchoolStudent),
    total: await store.countMatching(db, filter),
  }
}

/** Rows that were brought in from elsewhere, or written before Korrigo folded names, are folded when they are first looked for. */
export async function foldOthers(db: Executor): Promise<void> {
  const others = await store.listUnfolded(db)
  if (others.length > 0) await store.saveFolded(db, others.map(toStudent))
}

export const listClasses = (db: Executor, archived: boolean): Promise<SchoolClass[]> =>
  store.listClasses(db, archived)

/** Throws `student_exists`. */
export async function createStudent(db: Database, actor: Actor, student: NewStudent): Promise<SchoolStudent> {
  return db.transaction().execute(async (trx) => {
    const id = await insertNewcomer(trx, student)
    await recordAudit(trx, { actorId: actor.id, action: 'create_student', metadata: { student_id: id } })
    return getSchoolStudent(trx, id)
  })
}

/** Throws `student_exists`. Until the transaction ends nobody else writes students. */
export async function insertNewcomer(trx: Trx, student: NewStudent): Promise<number> {
  await store.lockStudents(trx)
  await refuseKnown(trx, student, null)
  return store.insertStudent(trx, student)
}

/** An account of theirs follows. Throws `not_found`, `student_exists`. */
export async function editStudent(
  db: Database,
  actor: Actor,
  studentId: number,
  change: Change,
): Promise<SchoolStudent> {
  return db.transaction().execute(async (trx) => {
    await store.lockStudents(trx)
    const before = toStudent(await getRow(trx, studentId))
    const after = {
      ...before,
      ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    }
    await refuseKnown(trx, after, studentId)
    await store.updateStudent(trx, studentId, after)
    await updateAccountsOf(trx, [studentId])
    const fields = (['lastName', 'firstName', 'birthDate', 'className', 'email'] as const).filter(
      (field) => before[field] !== after[field],
    )
    if (fields.length > 0) {
      await studentsChanged(trx, [studentId])
      const only = (student: Student) => Object.fromEntries(fields.map((field) => [field, student[field]]))
      await recordAudit(trx, {
        actorId: actor.id,
        action: 'edit_student',
        metadata: { student_id: studentId, before: only(before), after: only(after) },
      })
    }
    return getSchoolStudent(trx, studentId)
  })
}

/** Answers with those who were not archived before, to be able to undo. */
export async function archiveStudents(db: Database, actor: Actor, leavers: Leavers): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    await store.lockStudents(trx)
    const wanted =
      'className' in leavers ? await store.listIdsOfClasses(trx, [leavers.className]) : leavers.studentIds
    return setArchived(trx, actor, wanted, true, 'className' in leavers ? leavers.className : null)
  })
}

/** Answers with those who were archived. */
export const restoreStudents = (db: Database, actor: Actor, studentIds: number[]): Promise<number[]> =>
  db.transaction().execute((trx) => setArchived(trx, actor, studentIds, false, null))

async function setArchived(
  trx: Trx,
  actor: Actor,
  wanted: number[],
  archived: boolean,
  className: string | null,
): Promise<number[]> {
  const ids = await store.setArchived(trx, wanted, archived)
  if (ids.length > 0)
    await recordAudit(trx, {
      actorId: actor.id,
      action: archived ? 'archive_students' : 'restore_students',
      metadata: { student_ids: ids, ...(className !== null && { class_name: className }) },
    })
  return ids
}

/** Names folded and birth date are who somebody is: nobody else may have the same. */
async function refuseKnown(trx: Trx, student: NewStudent, itself: number | null): Promise<void> {
  const sameDay = await store.findByBirthDates(trx, [student.birthDate])
  const known = sameDay.find((row) => row.id !== itself && studentKey(toStudent(row)) === studentKey(student))
  if (known === undefined) return
  throw new DomainError(
    'student_exists',
    { student: describeStudent(known) },
    { current: toSchoolStudent(known) },
  )
}

/** « DURAND Léa, TG2, 12/03/2008 », enough to know whom of the school is meant. */
export const describeStudent = (row: store.SchoolStudentRow): string =>
  [
    `${row.last_name} ${row.first_name}`,
    row.class_name,
    writtenBirthDate(row.date_naissance),
    row.archived_at === null ? '' : 'parmi les archivés',
  ]
    .filter((part) => part !== '')
    .join(', ')

async function getRow(db: Executor, id: number): Promise<store.SchoolStudentRow> {
  const row = await store.findSchoolStudent(db, id)
  if (row === undefined) throw new DomainError('not_found')
  return row
}

const getSchoolStudent = async (db: Executor, id: number): Promise<SchoolStudent> =>
  toSchoolStudent(await getRow(db, id))

const today = (): string => new Date().toISOString().slice(0, 10)
