import { sql } from 'kysely'
import type { Trx } from '#server/db/database.ts'
import { holdStoredFile } from '#server/db/stored-file-lock.ts'
import type { Deps } from '#server/deps.ts'
import { removeForgottenFilesQueue } from './upkeep.queues.ts'

const BATCH = 200

/**
 * Notes everything the store holds of an exam about to be deleted, in the transaction that deletes it: pupils' writing does not
 * outlive its rows, and nothing is removed should the deletion not be committed.
 */
export async function forgetFilesOfExam(
  { jobs }: Pick<Deps, 'jobs'>,
  trx: Trx,
  examId: string,
): Promise<void> {
  await sql`
    insert into upkeep_forgotten (path)
    select 'sheets/' || id from scans_scan where exam_id = ${examId}
    union
    select storage_key from scans_scan where exam_id = ${examId}
    union
    select 'derived/' || left(p.id::text, 2) || '/' || p.id
    from scans_page p join scans_scan s on s.id = p.scan_id where s.exam_id = ${examId}
    union
    select 'final/' || id from exams_copy where exam_id = ${examId}
    union
    select students_csv from exams_exam where id = ${examId} and students_csv is not null
    on conflict (path) do nothing
  `.execute(trx)
  await jobs.send(trx, removeForgottenFilesQueue, {})
}

/** The same for the pages of one scan; the scanned file itself stays. */
export async function forgetPagesOfScan(
  { jobs }: Pick<Deps, 'jobs'>,
  trx: Trx,
  scanId: string,
): Promise<void> {
  await sql`
    insert into upkeep_forgotten (path)
    select 'sheets/' || ${scanId}::text
    union
    select 'derived/' || left(id::text, 2) || '/' || id from scans_page where scan_id = ${scanId}
    on conflict (path) do nothing
  `.execute(trx)
  await jobs.send(trx, removeForgottenFilesQueue, {})
}

/** The same for a scan about to be deleted, with the file itself. */
export async function forgetFilesOfScan(deps: Pick<Deps, 'jobs'>, trx: Trx, scanId: string): Promise<void> {
  await sql`
    insert into upkeep_forgotten (path) select storage_key from scans_scan where id = ${scanId} on conflict (path) do nothing
  `.execute(trx)
  await forgetPagesOfScan(deps, trx, scanId)
}

/** Removes what was noted, except files that another exam has too: they are stored once, under their hash. Safe to run twice. */
export async function removeForgottenFiles({ db, storage }: Pick<Deps, 'db' | 'storage'>): Promise<void> {
  for (;;) {
    const forgotten = await db.selectFrom('upkeep_forgotten').select('path').limit(BATCH).execute()
    if (forgotten.length === 0) return
    for (const { path } of forgotten) {
      await db.transaction().execute(async (trx) => {
        await holdStoredFile(trx, path)
        if (!(await isUsed(trx, path))) await storage.remove(path)
        await trx.deleteFrom('upkeep_forgotten').where('path', '=', path).execute()
      })
    }
  }
}

async function isUsed(trx: Trx, path: string): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from scans_scan where storage_key = ${path})
      -- A split that was called off and begun anew writes to the same folder.
      or exists (select from scans_scan where 'sheets/' || id = ${path} and status in ('QUEUED', 'SPLITTING', 'DONE'))
      or exists (select from exams_exam where students_csv = ${path}) as used
  `.execute(trx)
  return rows[0]?.used === true
}
