import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Executor, Trx } from '#server/db/database.ts'

export const findExam = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select(['id', 'name', 'subject', 'coefficient', 'grading_structure', 'results_released_at'])
    .executeTakeFirst()

/** As `findExam`, held until the transaction ends: taken before any copy. */
export const holdExam = (trx: Trx, examId: string) =>
  trx
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .forNoKeyUpdate()
    .select(['id', 'results_released_at'])
    .executeTakeFirst()

export const setReleased = (trx: Trx, examId: string, released: boolean) =>
  trx
    .updateTable('exams_exam')
    .set({ results_released_at: released ? sql<Date>`clock_timestamp()` : null })
    .where('id', '=', examId)
    .execute()

/** Copies with what their mark is made of. */
const markedCopies = (db: Executor) =>
  db
    .selectFrom('exams_copy as c')
    .leftJoin('grading_score as g', 'g.copy_id', 'c.id')
    .select((eb) => [
      'c.id',
      'c.anonymous_id',
      'c.status',
      'c.global_appreciation',
      'c.final_pdf',
      'g.scores_data',
      jsonArrayFrom(
        eb
          .selectFrom('grading_annotation as a')
          .whereRef('a.copy_id', '=', 'c.id')
          .where('a.score_delta', 'is not', null)
          .select(['a.question_id as questionId', 'a.score_delta as scoreDelta']),
      ).as('deltas'),
    ])

/** Every copy of the exam with its student and corrector, in one query. */
export const listCopies = (db: Executor, examId: string) =>
  markedCopies(db)
    .leftJoin('students_student as s', 's.id', 'c.student_id')
    .leftJoin('auth_user as u', 'u.id', 'c.assigned_corrector_id')
    .where('c.exam_id', '=', examId)
    .orderBy('c.position')
    .select([
      's.last_name as student_last_name',
      's.first_name as student_first_name',
      's.class_name',
      's.date_naissance',
      'u.first_name',
      'u.last_name',
      'u.username',
    ])
    .execute()

export type ResultCopy = Awaited<ReturnType<typeof listCopies>>[number]

/** Students of the roster without a copy. */
export const listAbsent = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_exam_students as r')
    .innerJoin('students_student as s', 's.id', 'r.student_id')
    .where('r.exam_id', '=', examId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('exams_copy as c')
            .where('c.exam_id', '=', examId)
            .whereRef('c.student_id', '=', 's.id')
            .select('c.id'),
        ),
      ),
    )
    .select(['s.last_name', 's.first_name', 's.class_name'])
    .execute()

/** The copies whose students a release concerns. */
export async function listReleasable(trx: Trx, examId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('status', '=', 'GRADED')
    .where('student_id', 'is not', null)
    .select('id')
    .execute()
  return rows.map(({ id }) => id)
}

export const findCopyFile = (db: Executor, copyId: string) =>
  db
    .selectFrom('exams_copy')
    .where('id', '=', copyId)
    .select(['exam_id', 'status', 'anonymous_id', 'final_pdf'])
    .executeTakeFirst()

/** What a student may see: their own marked copies of released exams, and nothing else. */
export const ownResults = (db: Executor, userId: string) =>
  markedCopies(db)
    .innerJoin('students_student as s', 's.id', 'c.student_id')
    .innerJoin('exams_exam as e', 'e.id', 'c.exam_id')
    .where('s.user_id', '=', userId)
    .where('c.status', '=', 'GRADED')
    .where('e.results_released_at', 'is not', null)
    .orderBy('e.date', 'desc')
    .orderBy('e.name')
    .select(['e.name', 'e.date', 'e.subject', 'e.grading_structure'])

export const listRemarks = (db: Executor, copyId: string) =>
  db
    .selectFrom('grading_questionremark')
    .where('copy_id', '=', copyId)
    .where('remark', '!=', '')
    .select(['question_id', 'remark'])
    .execute()
