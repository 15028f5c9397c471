import { sql } from 'kysely'
import type { Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'

const keyOf = (scanId: string) => sql`hashtextextended(${scanId}, 0)`

/** Two workers may hold the same job for a moment when the first one missed its heartbeat; the lock of a dead one is free at once. */
export async function withScanLock(deps: Deps, scanId: string, run: () => Promise<void>): Promise<void> {
  await deps.db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${keyOf(scanId)})`.execute(connection)
    try {
      await run()
    } finally {
      await sql`select pg_advisory_unlock(${keyOf(scanId)})`.execute(connection)
    }
  })
}

/** Whether no worker has the scan in hand. */
export async function isScanFree(trx: Trx, scanId: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(${keyOf(scanId)}) as free
  `.execute(trx)
  return rows[0]?.free === true
}
