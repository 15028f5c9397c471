import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'

type Version = 15 | 18

export type TestDatabase = {
  connectionString: string
  /** Also cuts connections that are still open. */
  drop(): Promise<void>
}

const migrationsDir = join(import.meta.dirname, '../migrations')
const clusters = new Map<Version, Promise<EmbeddedPostgres>>()
/** Any number; one process at a time makes the template. */
const templateLock = 7_015_018

/**
 * A database of its own for a test, on a real server of that major version that the whole run shares:
 * a copy of a template on which the migrations ran once, or with `migrated: false` an empty one.
 */
export async function createTestDatabase(
  options: { version?: Version; migrated?: boolean } = {},
): Promise<TestDatabase> {
  const { version = 18, migrated = true } = options
  const server = await cluster(version)
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(server, async (admin) => {
    const template = migrated ? await migratedTemplate(server, admin) : 'template0'
    await admin.query(`create database ${name} template ${template}`)
  })
  return {
    connectionString: address(server, name),
    drop: () => asAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`)),
  }
}

function cluster(version: Version): Promise<EmbeddedPostgres> {
  const known = clusters.get(version)
  if (known) return known
  const folder = join(inject('testClusters'), String(version))
  const started = startEmbeddedPostgres({
    dataDir: folder,
    secretsDir: join(folder, 'secrets'),
    version,
    // A test's data need not outlive the machine.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB' },
  })
  clusters.set(version, started)
  return started
}

async function migratedTemplate(server: EmbeddedPostgres, admin: pg.Client): Promise<string> {
  const name = `migrated_${migrationsHash()}`
  const exists = async () =>
    (await admin.query('select 1 from pg_database where datname = $1', [name])).rowCount === 1
  if (await exists()) return name
  await admin.query('select pg_advisory_lock($1)', [templateLock])
  try {
    if (await exists()) return name
    // Renamed when whole: a run that fails in the middle leaves no template that looks finished.
    const unfinished = `${name}_${randomBytes(4).toString('hex')}`
    await admin.query(`create database ${unfinished} template template0`)
    await migrate(address(server, unfinished))
    await admin.query(`alter database ${unfinished} rename to ${name}`)
    return name
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [templateLock])
  }
}

function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(migrationsDir).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(migrationsDir, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

function address(server: EmbeddedPostgres, database: string): string {
  const url = new URL(server.connectionString)
  url.pathname = database
  return url.href
}

async function asAdmin<T>(server: EmbeddedPostgres, act: (admin: pg.Client) => Promise<T>): Promise<void> {
  const admin = new pg.Client({ connectionString: address(server, 'postgres') })
  await admin.connect()
  try {
    await act(admin)
  } finally {
    await admin.end()
  }
}
