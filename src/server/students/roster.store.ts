import { sql } from 'kysely'
import type { Executor, Trx } from '#server/db/database.ts'

/** Keeps the exam, and its copies from being given a name, until the transaction ends; false when it is not there. */
export const holdExam = async (trx: Trx, examId: string): Promise<boolean> =>
  (await trx
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select('id')
    .forUpdate()
    .executeTakeFirst()) !== undefined

/** The exams that expect one of these students, in the order in which exams are locked. */
export async function listExamsOf(db: Executor, studentIds: number[]): Promise<string[]> {
  if (studentIds.length === 0) return []
  const rows = await db
    .selectFrom('exams_exam_students')
    .where('student_id', '=', sql<number>`any(${studentIds}::int[])`)
    .select('exam_id')
    .distinct()
    .orderBy('exam_id')
    .execute()
  return rows.map(({ exam_id }) => exam_id)
}

/** Answers with those who were not on it before. */
export async function addToRoster(db: Executor, examId: string, studentIds: number[]): Promise<number[]> {
  if (studentIds.length === 0) return []
  const rows = await db
    .insertInto('exams_exam_students')
    .values(studentIds.map((id) => ({ exam_id: examId, student_id: id })))
    .onConflict((conflict) => conflict.columns(['exam_id', 'student_id']).doNothing())
    .returning('student_id')
    .execute()
  return rows.map(({ student_id }) => student_id)
}

/** Answers with those who were on it. */
export async function removeFromRoster(
  db: Executor,
  examId: string,
  studentIds: number[],
): Promise<number[]> {
  const rows = await db
    .deleteFrom('exams_exam_students')
    .where('exam_id', '=', examId)
    .where('student_id', '=', sql<number>`any(${studentIds}::int[])`)
    .returning('student_id')
    .execute()
  return rows.map(({ student_id }) => student_id)
}

/** A copy of the exam that is one of these students', with whose. */
export const findCopyOf = (db: Executor, examId: string, studentIds: number[]) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('students_student as s', 's.id', 'c.student_id')
    .where('c.exam_id', '=', examId)
    .where('c.student_id', '=', sql<number>`any(${studentIds}::int[])`)
    .select(['c.anonymous_id', sql<string>`s.last_name || ' ' || s.first_name`.as('student')])
    .orderBy('s.name_key')
    .limit(1)
    .executeTakeFirst()
