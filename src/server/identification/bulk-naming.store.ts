import { sql } from 'kysely'
import type { Executor } from '#server/db/database.ts'

/** Nobody names a copy of the exam, releases it or deletes it until the transaction ends. */
export const holdExam = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select('results_released_at')
    .forNoKeyUpdate()
    .executeTakeFirst()

/** Those of `copyIds` that are of the exam, with their student and what was proposed; their rows locked. */
export const listCopiesForUpdate = (db: Executor, examId: string, copyIds: string[]) =>
  db
    .selectFrom('exams_copy as c')
    .leftJoin('students_student as s', 's.id', 'c.student_id')
    .leftJoin('identification_ocrresult as r', 'r.copy_id', 'c.id')
    .where('c.exam_id', '=', examId)
    .where(sql<boolean>`c.id = any(${copyIds}::uuid[])`)
    .select([
      'c.id',
      'c.anonymous_id',
      'c.student_id',
      'c.status',
      sql<string | null>`s.first_name || ' ' || s.last_name`.as('student'),
      'r.proposed_student_id',
      'r.confidence',
    ])
    .orderBy('c.id')
    .forUpdate('c')
    .execute()

/** Those of `studentIds` who are on the roster of the exam, with the copy of it that each has. */
export const listStudents = (db: Executor, examId: string, studentIds: number[]) =>
  db
    .selectFrom('exams_exam_students as es')
    .innerJoin('students_student as s', 's.id', 'es.student_id')
    .leftJoin('exams_copy as c', (join) =>
      join.onRef('c.exam_id', '=', 'es.exam_id').onRef('c.student_id', '=', 'es.student_id'),
    )
    .where('es.exam_id', '=', examId)
    .where(sql<boolean>`es.student_id = any(${studentIds}::int[])`)
    .select([
      's.id',
      sql<string>`s.first_name || ' ' || s.last_name`.as('name'),
      'c.anonymous_id as copy_anonymous_id',
    ])
    .execute()

export async function setStudents(
  db: Executor,
  namings: Array<{ copyId: string; studentId: number | null }>,
): Promise<void> {
  await sql`
    update exams_copy c
    set student_id = naming.student_id, is_identified = naming.student_id is not null
    from unnest(
      ${namings.map(({ copyId }) => copyId)}::uuid[],
      ${namings.map(({ studentId }) => studentId)}::int[]
    ) as naming (copy_id, student_id)
    where c.id = naming.copy_id
  `.execute(db)
}
