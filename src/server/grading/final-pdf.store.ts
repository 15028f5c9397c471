import { sql } from 'kysely'
import type { Executor, Trx } from '#server/db/database.ts'

/** The halves of a copy in reading order, as the composer takes them. */
export const listHalves = (db: Executor, copyId: string) =>
  db
    .selectFrom('scans_page')
    .where('copy_id', '=', copyId)
    .orderBy('position')
    .select(['sheet_key', 'box_x', 'box_y', 'box_w', 'box_h', 'rotation'])
    .execute()

/** Whose copy it is: for the final PDF only, never for the desk. */
export const findOwner = (db: Executor, copyId: string) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('students_student as s', 's.id', 'c.student_id')
    .where('c.id', '=', copyId)
    .select(['s.last_name', 's.first_name', 's.class_name', 's.date_naissance'])
    .executeTakeFirst()

/** LOCKED → GRADED, with the PDF that makes it so. */
export async function setGraded(
  trx: Trx,
  { copyId, file, sha256, actorId }: { copyId: string; file: string; sha256: string; actorId: string },
): Promise<void> {
  await trx
    .insertInto('grading_finalpdf')
    .values({ copy_id: copyId, file, sha256, made_by_id: actorId })
    .execute()
  await trx.deleteFrom('grading_copylock').where('copy_id', '=', copyId).execute()
  await trx
    .updateTable('exams_copy')
    .set({
      status: 'GRADED',
      locked_by_id: null,
      graded_at: sql<Date>`clock_timestamp()`,
      final_pdf: file,
    })
    .where('id', '=', copyId)
    .execute()
}
