import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { createTestDatabase } from './postgres.ts'

async function ask(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe.each([15, 18] as const)('createTestDatabase on PostgreSQL %i', (version) => {
  test('is that version, with the migrations run', async () => {
    const database = await createTestDatabase({ version })
    const [server] = await ask(
      database.connectionString,
      `select current_setting('server_version_num')::int / 10000 v`,
    )
    expect(server).toEqual({ v: version })
    const [ran] = await ask(
      database.connectionString,
      `select to_regclass('korrigo_migration') is not null as ran`,
    )
    expect(ran).toEqual({ ran: true })
    await database.drop()
    await expect(ask(database.connectionString, 'select 1')).rejects.toMatchObject({ code: '3D000' })
  })

  test('keeps what one test writes from the next', async () => {
    const [one, two] = await Promise.all([
      createTestDatabase({ version, migrated: false }),
      createTestDatabase({ version, migrated: false }),
    ])
    await ask(one.connectionString, 'create table mine (n int)')
    await expect(ask(two.connectionString, 'select * from mine')).rejects.toMatchObject({ code: '42P01' })
    await Promise.all([one.drop(), two.drop()])
  })
})
