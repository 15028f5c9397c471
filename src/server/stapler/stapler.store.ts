import { sql } from 'kysely'
import type { ScanFlag } from '#domain/scan-pages.ts'
import { type Executor, json } from '#server/db/database.ts'

export const listCopies = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_copy as c')
    .where('c.exam_id', '=', examId)
    .select((eb) => [
      'c.id',
      'c.anonymous_id',
      'c.status',
      'c.position',
      eb
        .selectFrom('exams_copy_booklets as cb')
        .whereRef('cb.copy_id', '=', 'c.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('booklets'),
    ])
    .orderBy('c.position')
    .orderBy('c.id')
    .execute()

/** Every page of the exam, those of a copy in reading order; pages of scans still being split are left out. */
export const listPages = (db: Executor, examId: string) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('s.exam_id', '=', examId)
    .where('s.status', '=', 'DONE')
    .select([
      'p.id',
      'p.scan_id',
      'p.source_page',
      'p.half',
      'p.rotation',
      'p.blank',
      'p.width_px',
      'p.height_px',
      'p.header_box',
      'p.bin_reason',
      'p.copy_id',
      // Of the analysis the flags alone: the rest is kilobytes a page, read at every gesture.
      sql<ScanFlag[]>`p.analysis -> 'flags'`.as('flags'),
    ])
    .orderBy('p.copy_id')
    .orderBy('p.position')
    .orderBy('s.uploaded_at')
    .orderBy('p.source_page')
    .orderBy('p.half')
    .execute()

export const findPagesForUpdate = (db: Executor, examId: string, pageIds: string[]) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('s.exam_id', '=', examId)
    .where('p.id', 'in', pageIds)
    .select(['p.id', 'p.copy_id', 'p.bin_reason'])
    .forUpdate('p')
    .execute()

export const findCopiesForUpdate = (db: Executor, ids: string[]) =>
  db
    .selectFrom('exams_copy')
    .where('id', 'in', ids)
    .select(['id', 'exam_id', 'status', 'position', 'pdf_source'])
    .orderBy('id')
    .forUpdate()
    .execute()

/** Moves the copies from `position` on back by `places`. */
export const makeRoom = (db: Executor, examId: string, position: number, places: number) =>
  db
    .updateTable('exams_copy')
    .set((eb) => ({ position: eb('position', '+', places) }))
    .where('exam_id', '=', examId)
    .where('position', '>=', position)
    .execute()

/** Pages of these copies in reading order. */
export const listPagesOf = (db: Executor, copyIds: string[]) =>
  db
    .selectFrom('scans_page')
    .where('copy_id', 'in', copyIds)
    .select(['id', 'copy_id'])
    .orderBy('copy_id')
    .orderBy('position')
    .execute()

export interface Place {
  pageId: string
  copyId: string | null
  position: number | null
  binReason: string | null
}

export const movePages = (db: Executor, places: Place[]) =>
  sql`
    update scans_page p set copy_id = v."copyId", position = v.position, bin_reason = v."binReason"
    from jsonb_to_recordset(${json(places)}::jsonb) as v("pageId" uuid, "copyId" uuid, position integer, "binReason" text)
    where p.id = v."pageId"
  `.execute(db)

/** Which booklets a copy is made of follows from its pages. */
export async function relinkBooklets(db: Executor, copyIds: string[]): Promise<void> {
  await db.deleteFrom('exams_copy_booklets').where('copy_id', 'in', copyIds).execute()
  await sql`
    insert into exams_copy_booklets (copy_id, booklet_id)
    select distinct copy_id, booklet_id from scans_page where copy_id = any(${copyIds}) and booklet_id is not null
  `.execute(db)
}
