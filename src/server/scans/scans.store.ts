import { sql } from 'kysely'
import type { EarlierPage, ScanProblem } from '#domain/scan-pages.ts'
import { type Executor, json } from '#server/db/database.ts'

export type ScanRow = NonNullable<Awaited<ReturnType<typeof findScan>>>
export type PageRow = NonNullable<Awaited<ReturnType<typeof findPage>>>

const isOne = ({ numUpdatedRows }: { numUpdatedRows: bigint }): boolean => numUpdatedRows === 1n

export const findScan = (db: Executor, id: string) =>
  db.selectFrom('scans_scan').selectAll().where('id', '=', id).executeTakeFirst()

export const listScans = (db: Executor, examId: string) =>
  db.selectFrom('scans_scan').selectAll().where('exam_id', '=', examId).orderBy('uploaded_at').execute()

export const findScanBySha = (db: Executor, examId: string, sha256: string) =>
  db
    .selectFrom('scans_scan')
    .selectAll()
    .where('exam_id', '=', examId)
    .where('sha256', '=', sha256)
    .executeTakeFirst()

export const insertScan = (
  db: Executor,
  scan: {
    exam_id: string
    file_name: string
    sha256: string
    storage_key: string
    byte_size: number
    uploaded_by_id: string
  },
) => db.insertInto('scans_scan').values(scan).returningAll().executeTakeFirstOrThrow()

/** Undefined when there is nothing to do: called off, done, or deleted. */
export const startScan = (db: Executor, id: string) =>
  db
    .updateTable('scans_scan')
    // A split that goes on keeps its first start.
    .set({ status: 'SPLITTING', started_at: sql`coalesce(started_at, now())`, seconds_per_page: null })
    .where('id', '=', id)
    .where('status', 'in', ['QUEUED', 'SPLITTING'])
    .returningAll()
    .executeTakeFirst()

export const setPageCount = (db: Executor, id: string, pageCount: number) =>
  db.updateTable('scans_scan').set({ page_count: pageCount }).where('id', '=', id).execute()

/** False when the split was called off. */
export const setProgress = async (db: Executor, id: string, pagesDone: number, secondsPerPage: number) =>
  isOne(
    await db
      .updateTable('scans_scan')
      .set({ pages_done: pagesDone, seconds_per_page: secondsPerPage })
      .where('id', '=', id)
      .where('status', '=', 'SPLITTING')
      .executeTakeFirst(),
  )

/** The split goes on later. False when it was called off. */
export const waitAgain = async (db: Executor, id: string, timings: Record<string, number>) =>
  isOne(
    await db
      .updateTable('scans_scan')
      .set({ status: 'QUEUED', timings: json(timings) })
      .where('id', '=', id)
      .where('status', '=', 'SPLITTING')
      .executeTakeFirst(),
  )

/** What a page of a scan not yet opened is taken to weigh: 200 A3 sides at 300 dpi are 115 MB. */
const BYTES_A_PAGE = 575_000

/**
 * When a scan has to be split if others wait too. What has few pages left goes first; but a scan may be overtaken only for a minute
 * for each page it has left: hundreds of times what the page takes, and no longer, so that a large one is not put off for ever.
 * Undefined when the scan is gone.
 */
export const findDueTime = async (db: Executor, id: string): Promise<Date | undefined> =>
  (
    await db
      .selectFrom('scans_scan')
      .where('id', '=', id)
      .select(
        sql<Date>`uploaded_at + interval '1 minute' * (coalesce(page_count, ceil(byte_size / ${BYTES_A_PAGE}::float8)) - pages_done)`.as(
          'dueAt',
        ),
      )
      .executeTakeFirst()
  )?.dueAt

/** False when the split was called off. */
export const finishScan = async (
  db: Executor,
  id: string,
  problems: ScanProblem[],
  timings: Record<string, number>,
) =>
  isOne(
    await db
      .updateTable('scans_scan')
      .set({
        status: 'DONE',
        finished_at: sql<Date>`now()`,
        problems: json(problems),
        timings: json(timings),
      })
      .where('id', '=', id)
      .where('status', '=', 'SPLITTING')
      .executeTakeFirst(),
  )

/** Undefined when there is nothing to call off. */
export const cancelScan = (db: Executor, id: string) =>
  db
    .updateTable('scans_scan')
    .set({ status: 'CANCELLED', finished_at: sql<Date>`now()`, pages_done: 0 })
    .where('id', '=', id)
    .where('status', 'in', ['QUEUED', 'SPLITTING'])
    .returningAll()
    .executeTakeFirst()

export const addTimings = (db: Executor, id: string, timings: Record<string, number>) =>
  db
    .updateTable('scans_scan')
    .set({ timings: sql`timings || ${json(timings)}::jsonb` })
    .where('id', '=', id)
    .execute()

/** False when the split was called off. */
export const stopScan = async (
  db: Executor,
  id: string,
  status: 'REFUSED' | 'FAILED',
  error: { code: string; detail: string; page: number | null },
) =>
  isOne(
    await db
      .updateTable('scans_scan')
      .set({
        status,
        finished_at: sql<Date>`now()`,
        error_code: error.code,
        error_detail: error.detail,
        error_page: error.page,
      })
      .where('id', '=', id)
      .where('status', '=', 'SPLITTING')
      .executeTakeFirst(),
  )

export const requeueScan = (db: Executor, id: string) =>
  db
    .updateTable('scans_scan')
    .set({ status: 'QUEUED', finished_at: null, error_code: null, error_detail: null, error_page: null })
    .where('id', '=', id)
    .where('status', 'in', ['FAILED', 'CANCELLED'])
    .returningAll()
    .executeTakeFirst()

/** The scan, its exam held first: no page of it changes its place, and no copy is validated, until the transaction ends. */
export async function holdScan(db: Executor, id: string): Promise<ScanRow | undefined> {
  await db
    .selectFrom('exams_exam')
    .where('id', '=', (eb) => eb.selectFrom('scans_scan').where('id', '=', id).select('exam_id'))
    .select('id')
    .forUpdate()
    .execute()
  return db.selectFrom('scans_scan').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** The copies that hold pages of the scan; `isWhole` when they hold no others. */
export const listCopiesOfScan = (db: Executor, scanId: string) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('exams_copy as c', 'c.id', 'p.copy_id')
    .where('c.id', 'in', (eb) =>
      eb
        .selectFrom('scans_page')
        .where('scan_id', '=', scanId)
        .select('copy_id')
        .$castTo<{ copy_id: string }>(),
    )
    .groupBy('c.id')
    .select(['c.id', 'c.anonymous_id', 'c.status', 'c.is_identified'])
    .select([
      sql<boolean>`bool_and(p.scan_id = ${scanId})`.as('isWhole'),
      sql<string[]>`array_agg(p.id order by p.position)`.as('before'),
      sql<
        string[]
      >`coalesce(array_agg(p.id order by p.position) filter (where p.scan_id <> ${scanId}), '{}')`.as(
        'after',
      ),
    ])
    .orderBy('c.position')
    .execute()

export const countPagesOfScan = async (db: Executor, scanId: string): Promise<number> =>
  (
    await db
      .selectFrom('scans_page')
      .where('scan_id', '=', scanId)
      .select((eb) => eb.fn.countAll<number>().as('pages'))
      .executeTakeFirstOrThrow()
  ).pages

/** With its pages and its booklets. Refused by the database when a page of it is in a copy that is validated. */
export async function deleteScan(
  db: Executor,
  { id, exam_id }: { id: string; exam_id: string },
): Promise<void> {
  await db
    .deleteFrom('exams_booklet')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('scans_page')
        .where('scan_id', '=', id)
        .select('booklet_id')
        .$castTo<{ booklet_id: string }>(),
    )
    .execute()
  await db.deleteFrom('scans_scan').where('id', '=', id).execute()
  // Now, while the copies are there: it tells from them what is settled.
  await sql`set constraints page_removed immediate`.execute(db)
  await sql`
    update exams_exam set pdf_source =
      (select storage_key from scans_scan where exam_id = ${exam_id} order by uploaded_at limit 1)
    where id = ${exam_id}
  `.execute(db)
}

/** Copies that lost pages and have others: somebody should look at them again. */
export const reopenCopies = (db: Executor, ids: string[]) =>
  sql`
    update exams_copy c set accepted = false, pdf_source = (
      select s.storage_key from scans_page p join scans_scan s on s.id = p.scan_id
      where p.copy_id = c.id order by p.position limit 1
    ) where id = any(${ids}::uuid[])
  `.execute(db)

export const deleteCopies = (db: Executor, ids: string[]) =>
  sql`delete from exams_copy where id = any(${ids}::uuid[])`.execute(db)

/** Pages of the scan in the order they were fed, left half before right. */
export const listScanPages = (db: Executor, scanId: string) =>
  db
    .selectFrom('scans_page')
    .selectAll()
    .where('scan_id', '=', scanId)
    .orderBy('source_page')
    .orderBy('half')
    .execute()

/** One row for each page of the exam's other scans that someone keeps in a copy: what was thrown away may come again. */
export const listEarlierPages = (
  db: Executor,
  scan: { id: string; exam_id: string },
): Promise<EarlierPage[]> =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('s.exam_id', '=', scan.exam_id)
    .where('s.id', '!=', scan.id)
    .where('p.copy_id', 'is not', null)
    .where(sql<boolean>`not p.blank`)
    .distinctOn(['p.scan_id', 'p.source_page'])
    .select([
      's.file_name as fileName',
      'p.source_page as sourcePage',
      sql<string>`p.analysis -> 'sheet' ->> 'fingerprint'`.as('fingerprint'),
    ])
    .execute()

/** The last page of the scan that is saved, 0 before the first. */
export async function lastSavedPage(db: Executor, scanId: string): Promise<number> {
  const { last } = await db
    .selectFrom('scans_page')
    .where('scan_id', '=', scanId)
    .select((eb) => eb.fn.max('source_page').as('last'))
    .executeTakeFirstOrThrow()
  return last ?? 0
}

/** What a screen needs the images of, with where its sheet is; by sheet. */
export const listImagePlaces = (db: Executor, scanId: string) =>
  db
    .selectFrom('scans_page')
    .where('scan_id', '=', scanId)
    .select(['id', 'source_page', 'sheet_key', 'box_x', 'box_y', 'box_w', 'box_h', 'rotation', 'header_box'])
    .select(sql<boolean>`analysis @> '{"flags": [{"code": "page_unreadable"}]}'`.as('unreadable'))
    .orderBy('source_page')
    .orderBy('half')
    .execute()

/** Which of these pages are still there; they stay until the transaction ends. */
export const holdPages = (db: Executor, ids: string[]) =>
  db.selectFrom('scans_page').where('id', 'in', ids).select('id').forKeyShare().execute()

export const deleteScanPages = (db: Executor, scanId: string) =>
  db.deleteFrom('scans_page').where('scan_id', '=', scanId).execute()

export const findPage = (db: Executor, id: string) =>
  db.selectFrom('scans_page').selectAll().where('id', '=', id).executeTakeFirst()

export const findRotation = async (db: Executor, pageId: string) =>
  (await db.selectFrom('scans_page').where('id', '=', pageId).select('rotation').executeTakeFirst())?.rotation

/** Scans whose split did not end, whether it began or not. */
export const listUnfinished = (db: Executor) =>
  db.selectFrom('scans_scan').where('status', 'in', ['QUEUED', 'SPLITTING']).select('id').execute()
