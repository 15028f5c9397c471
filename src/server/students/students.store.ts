import type { Executor } from '#server/db/database.ts'
import type { RosterStudent } from './roster-file.ts'

const COLUMNS = [
  's.id',
  's.last_name',
  's.first_name',
  's.date_naissance',
  's.class_name',
  's.email',
  's.user_id',
] as const
export type StudentRow = Awaited<ReturnType<typeof listRoster>>[number]

export const listRoster = (db: Executor, examId: string) =>
  db
    .selectFrom('students_student as s')
    .innerJoin('exams_exam_students as es', 'es.student_id', 's.id')
    .where('es.exam_id', '=', examId)
    .select(COLUMNS)
    .orderBy('s.last_name')
    .orderBy('s.first_name')
    .orderBy('s.id')
    .execute()

export const findByBirthDates = (db: Executor, birthDates: string[]) =>
  db.selectFrom('students_student as s').where('s.date_naissance', 'in', birthDates).select(COLUMNS).execute()

export async function insertStudent(db: Executor, student: RosterStudent): Promise<number> {
  const { id } = await db
    .insertInto('students_student')
    .values({
      last_name: student.lastName,
      first_name: student.firstName,
      date_naissance: student.birthDate,
      class_name: student.className,
      email: student.email,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export const updateStudent = (
  db: Executor,
  id: number,
  change: { class_name: string; email: string | null },
) => db.updateTable('students_student').set(change).where('id', '=', id).execute()

export async function addToRoster(db: Executor, examId: string, studentIds: number[]): Promise<void> {
  if (studentIds.length === 0) return
  await db
    .insertInto('exams_exam_students')
    .values(studentIds.map((id) => ({ exam_id: examId, student_id: id })))
    .onConflict((conflict) => conflict.columns(['exam_id', 'student_id']).doNothing())
    .execute()
}

export const linkAccount = (db: Executor, studentId: number, userId: string) =>
  db.updateTable('students_student').set({ user_id: userId }).where('id', '=', studentId).execute()

/** Which of these user names are taken, in lower case. */
export async function takenUsernames(db: Executor, usernames: string[]): Promise<Set<string>> {
  if (usernames.length === 0) return new Set()
  const rows = await db
    .selectFrom('auth_user')
    .where((eb) => eb(eb.fn<string>('lower', ['username']), 'in', usernames))
    .select('username')
    .execute()
  return new Set(rows.map(({ username }) => username.toLowerCase()))
}
