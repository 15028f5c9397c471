import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const MIGRATIONS = fileURLToPath(new URL('../../../migrations/', import.meta.url))
/** Any fixed number: it only has to be the same in every process of Korrigo. */
const ADVISORY_LOCK = 4_011_979

/**
 * Brings the database up to the newest migration; files run in order of their number, each in one transaction.
 * Safe to call from several processes at once. Throws if a file that already ran was changed since, or if the server is older than 15.
 */
export async function migrate(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: 'korrigo-migrate' })
  await client.connect()
  try {
    await refuseOldServer(client)
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK])
    await client.query(
      'create table if not exists korrigo_migration (name text primary key, sha256 text not null, ran_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from korrigo_migration',
    )
    const ran = new Map(rows.map((row) => [row.name, row.sha256]))
    for (const name of (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).sort()) {
      const sql = await readFile(MIGRATIONS + name, 'utf8')
      const sha256 = createHash('sha256').update(sql).digest('hex')
      const before = ran.get(name)
      if (before === sha256) continue
      if (before !== undefined)
        throw new Error(`Migration ${name} was changed after it ran on this database.`)
      await runInTransaction(client, name, sql, sha256)
    }
  } finally {
    // Ending the connection also gives the advisory lock back.
    await client.end()
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
  const version = Number(rows[0]?.server_version_num)
  if (version < 150_000)
    throw new Error(`Korrigo needs PostgreSQL 15 or newer; this server is ${Math.floor(version / 10_000)}.`)
}

async function runInTransaction(client: pg.Client, name: string, sql: string, sha256: string): Promise<void> {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into korrigo_migration (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
