import { sql } from 'kysely'
import type { Executor } from '#server/db/database.ts'

/** Those who mark the exam, by name, with what each has. `is_active` false: an account that was closed since. */
export const listCorrectors = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_exam_correctors as ec')
    .innerJoin('auth_user as u', 'u.id', 'ec.user_id')
    .leftJoin('exams_copy as c', (join) =>
      join.onRef('c.exam_id', '=', 'ec.exam_id').onRef('c.assigned_corrector_id', '=', 'u.id'),
    )
    .where('ec.exam_id', '=', examId)
    .groupBy('u.id')
    .select((eb) => [
      'u.id',
      'u.username',
      'u.first_name',
      'u.last_name',
      'u.is_active',
      eb.fn.count<number>('c.id').as('copies'),
      eb.fn.count<number>('c.id').filterWhere('c.status', '=', 'READY').as('ready'),
      eb.fn.count<number>('c.id').filterWhere('c.status', '=', 'LOCKED').as('locked'),
      eb.fn.count<number>('c.id').filterWhere('c.status', '=', 'GRADED').as('graded'),
    ])
    .orderBy('u.last_name')
    .orderBy('u.first_name')
    .orderBy('u.username')
    .execute()

/** In scan order. */
export const listCopies = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_copy as c')
    .leftJoin('students_student as s', 's.id', 'c.student_id')
    .leftJoin('auth_user as u', 'u.id', 'c.locked_by_id')
    .where('c.exam_id', '=', examId)
    .select([
      'c.id',
      'c.anonymous_id',
      'c.status',
      'c.assigned_corrector_id',
      'c.locked_at',
      's.last_name as student_last_name',
      's.first_name as student_first_name',
      'u.username as holder_username',
      'u.first_name as holder_first_name',
      'u.last_name as holder_last_name',
    ])
    .orderBy('c.position')
    .orderBy('c.id')
    .execute()

export const examExists = async (db: Executor, examId: string): Promise<boolean> =>
  (await db.selectFrom('exams_exam').where('id', '=', examId).select('id').executeTakeFirst()) !== undefined

/** One hand-out of an exam at a time; its correctors do not change meanwhile. False when there is no such exam. */
export const holdExam = async (db: Executor, examId: string): Promise<boolean> =>
  (await db
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select('id')
    .forNoKeyUpdate()
    .executeTakeFirst()) !== undefined

export const findExamOf = (db: Executor, copyId: string) =>
  db.selectFrom('exams_copy').where('id', '=', copyId).select('exam_id').executeTakeFirst()

/** Locks the row, so that what is checked still holds when it is written. */
export const findCopyForUpdate = (db: Executor, copyId: string) =>
  db
    .selectFrom('exams_copy')
    .where('id', '=', copyId)
    .select(['status', 'assigned_corrector_id'])
    .forUpdate()
    .executeTakeFirst()

/** Ready copies and who has them, their rows locked: nobody starts to mark one while it changes hands. */
export const listReadyForUpdate = (db: Executor, examId: string, { again }: { again: boolean }) => {
  const ready = db
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('status', '=', 'READY')
    .select(['id', 'assigned_corrector_id'])
    .orderBy('id')
    .forUpdate()
  return (again ? ready : ready.where('assigned_corrector_id', 'is', null)).execute()
}

export async function assignAll(
  db: Executor,
  shares: Array<{ copyId: string; correctorId: string; order: number }>,
): Promise<void> {
  await sql`
    update exams_copy c
    set assigned_corrector_id = share.corrector_id, hand_out_order = share.hand_out_order
    from unnest(
      ${shares.map(({ copyId }) => copyId)}::uuid[],
      ${shares.map(({ correctorId }) => correctorId)}::uuid[],
      ${shares.map(({ order }) => order)}::double precision[]
    ) as share (copy_id, corrector_id, hand_out_order)
    where c.id = share.copy_id
  `.execute(db)
}

export const assign = (db: Executor, copyId: string, correctorId: string | null) =>
  db.updateTable('exams_copy').set({ assigned_corrector_id: correctorId }).where('id', '=', copyId).execute()
