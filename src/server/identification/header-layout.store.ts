import { sql } from 'kysely'
import type { PlacedField } from '#domain/header-fields.ts'
import { type Executor, json, type Trx } from '#server/db/database.ts'

export const holdExam = (trx: Trx, examId: string) =>
  trx.selectFrom('exams_exam').where('id', '=', examId).forNoKeyUpdate().select('id').executeTakeFirst()

export const findLayout = (db: Executor, examId: string) =>
  db
    .selectFrom('identification_headerlayout')
    .where('exam_id', '=', examId)
    .select(['sample_page_id', 'fields', 'updated_at'])
    .executeTakeFirst()

/** A page of the exam, kept until the transaction ends. */
export const holdPageOf = (trx: Trx, examId: string, pageId: string) =>
  trx
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('p.id', '=', pageId)
    .where('s.exam_id', '=', examId)
    .select('p.blank')
    .forKeyShare()
    .executeTakeFirst()

export const saveLayout = (
  trx: Trx,
  {
    examId,
    samplePageId,
    fields,
    actorId,
  }: { examId: string; samplePageId: string; fields: PlacedField[]; actorId: string },
) =>
  trx
    .insertInto('identification_headerlayout')
    .values({ exam_id: examId, sample_page_id: samplePageId, fields: json(fields), updated_by_id: actorId })
    .onConflict((conflict) =>
      conflict.column('exam_id').doUpdateSet({
        sample_page_id: samplePageId,
        fields: json(fields),
        updated_by_id: actorId,
        updated_at: sql<Date>`clock_timestamp()`,
      }),
    )
    .execute()

export const deleteLayout = (trx: Trx, examId: string) =>
  trx.deleteFrom('identification_headerlayout').where('exam_id', '=', examId).execute()
