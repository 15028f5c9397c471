import { sql } from 'kysely'
import type { ScanProblem } from '#domain/scan-pages.ts'
import { type Executor, json } from '#server/db/database.ts'

export type ScanRow = NonNullable<Awaited<ReturnType<typeof findScan>>>
export type PageRow = NonNullable<Awaited<ReturnType<typeof findPage>>>

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

export const startScan = (db: Executor, id: string) =>
  db
    .updateTable('scans_scan')
    // A split that goes on after a crash keeps its first start.
    .set({ status: 'SPLITTING', started_at: sql`coalesce(started_at, now())` })
    .where('id', '=', id)
    .where('status', 'in', ['QUEUED', 'SPLITTING'])
    .execute()

export const setPageCount = (db: Executor, id: string, pageCount: number) =>
  db.updateTable('scans_scan').set({ page_count: pageCount }).where('id', '=', id).execute()

export const setPagesDone = (db: Executor, id: string, pagesDone: number) =>
  db.updateTable('scans_scan').set({ pages_done: pagesDone }).where('id', '=', id).execute()

export const finishScan = (
  db: Executor,
  id: string,
  problems: ScanProblem[],
  timings: Record<string, number>,
) =>
  db
    .updateTable('scans_scan')
    .set({ status: 'DONE', finished_at: sql<Date>`now()`, problems: json(problems), timings: json(timings) })
    .where('id', '=', id)
    .execute()

export const stopScan = (
  db: Executor,
  id: string,
  status: 'REFUSED' | 'FAILED',
  error: { code: string; detail: string; page: number | null },
) =>
  db
    .updateTable('scans_scan')
    .set({
      status,
      finished_at: sql<Date>`now()`,
      error_code: error.code,
      error_detail: error.detail,
      error_page: error.page,
    })
    .where('id', '=', id)
    .execute()

export const requeueScan = (db: Executor, id: string) =>
  db
    .updateTable('scans_scan')
    .set({ status: 'QUEUED', finished_at: null, error_code: null, error_detail: null, error_page: null })
    .where('id', '=', id)
    .where('status', '=', 'FAILED')
    .returningAll()
    .executeTakeFirst()

/** Undefined when the scan is not one that nothing came of. */
export const deleteFruitlessScan = (db: Executor, id: string) =>
  db
    .deleteFrom('scans_scan')
    .where('id', '=', id)
    .where('status', 'in', ['REFUSED', 'FAILED'])
    .returning(['exam_id', 'file_name', 'storage_key'])
    .executeTakeFirst()

export const isStoredElsewhere = async (db: Executor, storageKey: string): Promise<boolean> =>
  (await db
    .selectFrom('scans_scan')
    .where('storage_key', '=', storageKey)
    .select('id')
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Pages of the scan in the order they were fed, left half before right. */
export const listScanPages = (db: Executor, scanId: string) =>
  db
    .selectFrom('scans_page')
    .selectAll()
    .where('scan_id', '=', scanId)
    .orderBy('source_page')
    .orderBy('half')
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

export const deleteScanPages = (db: Executor, scanId: string) =>
  db.deleteFrom('scans_page').where('scan_id', '=', scanId).execute()

export const findPage = (db: Executor, id: string) =>
  db.selectFrom('scans_page').selectAll().where('id', '=', id).executeTakeFirst()

export const findRotation = async (db: Executor, pageId: string) =>
  (await db.selectFrom('scans_page').where('id', '=', pageId).select('rotation').executeTakeFirst())?.rotation

/** Scans whose split did not end, whether it began or not. */
export const listUnfinished = (db: Executor) =>
  db.selectFrom('scans_scan').where('status', 'in', ['QUEUED', 'SPLITTING']).select('id').execute()
