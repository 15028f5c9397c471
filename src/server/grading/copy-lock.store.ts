import { sql } from 'kysely'
import { LOCK_MINUTES } from '#domain/copy-status.ts'
import type { Database, Executor, Trx } from '#server/db/database.ts'

/** The database's clock as it is now: `now()` is when the transaction began, which may have waited long for a row. */
const clock = sql<Date>`clock_timestamp()`
const expiry = sql<Date>`clock_timestamp() + make_interval(mins => ${LOCK_MINUTES})`

export const findLock = (db: Executor, copyId: string) =>
  db
    .selectFrom('grading_copylock as l')
    .innerJoin('auth_user as u', 'u.id', 'l.owner_id')
    .where('l.copy_id', '=', copyId)
    .select([
      'l.owner_id',
      'l.token',
      'l.locked_at',
      'l.expires_at',
      'u.first_name',
      'u.last_name',
      'u.username',
      sql<boolean>`l.expires_at <= ${clock}`.as('expired'),
    ])
    .executeTakeFirst()

export async function insertLock(trx: Trx, copyId: string, ownerId: string) {
  const lock = await trx
    .insertInto('grading_copylock')
    .values({ copy_id: copyId, owner_id: ownerId, locked_at: clock, expires_at: expiry })
    .returning(['token', 'locked_at', 'expires_at'])
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('exams_copy')
    .set({ status: 'LOCKED', locked_by_id: ownerId, locked_at: lock.locked_at })
    .where('id', '=', copyId)
    .execute()
  return lock
}

/** Keeps `locked_at`: since when the copy is open. */
export const replaceToken = (trx: Trx, copyId: string) =>
  trx
    .updateTable('grading_copylock')
    .set({ token: sql`gen_random_uuid()`, expires_at: expiry })
    .where('copy_id', '=', copyId)
    .returning(['token', 'expires_at'])
    .executeTakeFirstOrThrow()

export const extendLock = (trx: Trx, copyId: string) =>
  trx
    .updateTable('grading_copylock')
    .set({ expires_at: expiry })
    .where('copy_id', '=', copyId)
    .returning(['token', 'expires_at'])
    .executeTakeFirstOrThrow()

export const deleteLock = (trx: Trx, copyId: string) =>
  trx.deleteFrom('grading_copylock').where('copy_id', '=', copyId).execute()

export const assignTo = (trx: Trx, copyId: string, correctorId: string) =>
  trx.updateTable('exams_copy').set({ assigned_corrector_id: correctorId }).where('id', '=', copyId).execute()

export const setReady = (trx: Trx, copyId: string) =>
  trx
    .updateTable('exams_copy')
    .set({ status: 'READY', locked_by_id: null, locked_at: null })
    .where('id', '=', copyId)
    .execute()

export async function listExpired(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('grading_copylock')
    .where('expires_at', '<=', clock)
    .orderBy('expires_at')
    .select('copy_id')
    .execute()
  return rows.map(({ copy_id }) => copy_id)
}
