import { sql } from 'kysely'
import type { Rotation } from '#domain/geometry.ts'
import type { ScanFlag } from '#domain/scan-pages.ts'
import type { ScannedSide } from '#domain/sheets.ts'
import { type Executor, json } from '#server/db/database.ts'

/** All of the exam, or those named. */
export const listCopies = (db: Executor, examId: string, ids?: string[]) => {
  let query = db
    .selectFrom('exams_copy as c')
    .where('c.exam_id', '=', examId)
    .select((eb) => [
      'c.id',
      'c.anonymous_id',
      'c.status',
      'c.accepted',
      eb
        .selectFrom('exams_copy_booklets as cb')
        .whereRef('cb.copy_id', '=', 'c.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('booklets'),
    ])
    .orderBy('c.position')
    .orderBy('c.id')
  if (ids !== undefined) query = query.where('c.id', 'in', ids)
  return query.execute()
}

/**
 * Every page of the exam, or those of some copies and some others by name; those of a copy in reading order.
 * Pages of scans still being split are left out.
 */
export const listPages = (db: Executor, examId: string, only?: { copyIds: string[]; pageIds: string[] }) => {
  let query = db
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
      'p.number_readings',
      // Of the analysis the flags alone: the rest is kilobytes a page, read at every gesture.
      sql<ScanFlag[]>`p.analysis -> 'flags'`.as('flags'),
    ])
    .orderBy('p.copy_id')
    .orderBy('p.position')
    .orderBy('s.uploaded_at')
    .orderBy('p.source_page')
    .orderBy('p.half')
  if (only !== undefined)
    query = query.where((eb) =>
      eb.or([
        eb('p.copy_id', '=', sql<string>`any(${only.copyIds}::uuid[])`),
        eb('p.id', '=', sql<string>`any(${only.pageIds}::uuid[])`),
      ]),
    )
  return query.execute()
}

/** Scanned sides of the exam in feeding order, and those known to have come without their other side. */
export async function listSides(db: Executor, examId: string) {
  const { rows: sides } = await sql<ScannedSide>`
    select p.scan_id as "scanId", p.source_page as "sourcePage", min(p.booklet_id::text) as "bookletId"
    from scans_page p join scans_scan s on s.id = p.scan_id
    where s.exam_id = ${examId} and s.status = 'DONE'
    group by p.scan_id, p.source_page order by p.scan_id, p.source_page
  `.execute(db)
  const { rows: alone } = await sql<{ scanId: string; sourcePage: number }>`
    select s.id as "scanId", (problem ->> 'sourcePage')::integer as "sourcePage"
    from scans_scan s, jsonb_array_elements(s.problems) problem
    where s.exam_id = ${examId} and problem ->> 'code' in ('missing_verso', 'missing_recto')
  `.execute(db)
  return { sides, alone }
}

/** Counted in one go over all pages, whatever lists show of them. */
export async function countPages(db: Executor, examId: string) {
  const { rows } = await sql<{ halves: number; written: number; blank: number; binned: number }>`
    select count(*) as halves,
      count(*) filter (where p.copy_id is not null and not p.blank) as written,
      count(*) filter (where p.copy_id is not null and p.blank) as blank,
      count(*) filter (where p.copy_id is null and p.bin_reason is not null) as binned
    from scans_page p join scans_scan s on s.id = p.scan_id
    where s.exam_id = ${examId} and s.status = 'DONE'
  `.execute(db)
  return rows[0] ?? { halves: 0, written: 0, blank: 0, binned: 0 }
}

export const findPagesForUpdate = (db: Executor, examId: string, pageIds: string[]) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('s.exam_id', '=', examId)
    .where('p.id', 'in', pageIds)
    .select([
      'p.id',
      'p.copy_id',
      'p.bin_reason',
      'p.rotation',
      'p.blank',
      'p.width_px',
      'p.height_px',
      'p.header_box',
    ])
    .forUpdate('p')
    .execute()

export const findCopiesForUpdate = (db: Executor, ids: string[]) =>
  db
    .selectFrom('exams_copy')
    .where('id', 'in', ids)
    .select(['id', 'exam_id', 'anonymous_id', 'status', 'position', 'pdf_source', 'accepted'])
    .orderBy('id')
    .forUpdate()
    .execute()

/** What copies that were emptied were called, the newest of each; a number taken since is not given again. */
export const findEmptiedCopies = async (db: Executor, examId: string, ids: string[]) =>
  (
    await sql<{ copyId: string; anonymousId: string }>`
      select distinct on (copy_id) copy_id as "copyId", metadata ->> 'anonymous_id' as "anonymousId"
      from audit_event
      where exam_id = ${examId} and action = 'empty_copy' and copy_id = any(${ids}::uuid[])
        and not exists (select from exams_copy where anonymous_id = metadata ->> 'anonymous_id')
      order by copy_id, at desc
    `.execute(db)
  ).rows

/** Moves the copies from `position` on back by one place. */
export const makeRoom = (db: Executor, examId: string, position: number) =>
  db
    .updateTable('exams_copy')
    .set((eb) => ({ position: eb('position', '+', 1) }))
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

export interface Mark {
  id: string
  rotation: Rotation
  blank: boolean
  widthPx: number
  heightPx: number
  /** JSON. */
  headerBox: string | null
}

export const markPages = (db: Executor, marks: Mark[]) =>
  sql`
    update scans_page p set rotation = v.rotation, blank = v.blank, width_px = v."widthPx", height_px = v."heightPx",
      header_box = v."headerBox"::jsonb, number_readings = case when p.rotation = v.rotation then p.number_readings end
    from jsonb_to_recordset(${json(marks)}::jsonb) as v(
      id uuid, rotation smallint, blank boolean, "widthPx" integer, "heightPx" integer, "headerBox" text)
    where p.id = v.id
  `.execute(db)

export const setAccepted = (db: Executor, copyId: string, accepted: boolean) =>
  db.updateTable('exams_copy').set({ accepted }).where('id', '=', copyId).execute()

/** Which booklets a copy is made of follows from its pages. */
export async function relinkBooklets(db: Executor, copyIds: string[]): Promise<void> {
  await db.deleteFrom('exams_copy_booklets').where('copy_id', 'in', copyIds).execute()
  await sql`
    insert into exams_copy_booklets (copy_id, booklet_id)
    select distinct copy_id, booklet_id from scans_page where copy_id = any(${copyIds}) and booklet_id is not null
  `.execute(db)
}

/** Whether a copy of the exam waits to be validated. */
export const isStaging = async (db: Executor, examId: string): Promise<boolean> =>
  (await db
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('status', '=', 'STAGING')
    .select('id')
    .limit(1)
    .executeTakeFirst()) !== undefined
