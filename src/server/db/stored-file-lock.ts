import { sql } from 'kysely'
import type { Trx } from './database.ts'

/**
 * Held until the transaction ends by whoever puts a file under a hash into the store or takes it out: the same bytes may belong to
 * several rows, and the last row going must not take the file from one that is just coming.
 */
export async function holdStoredFile(trx: Trx, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`stored file ${key}`}, 0))`.execute(trx)
}
