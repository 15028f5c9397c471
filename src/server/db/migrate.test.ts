import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#test/postgres.ts'
import { migrate } from './migrate.ts'

const FILES = readdirSync(join(import.meta.dirname, '../../../migrations')).sort()

describe.each([15, 18] as const)('migrating on PostgreSQL %i', (version) => {
  let database: TestDatabase
  let client: pg.Client
  beforeEach(async () => {
    database = await createTestDatabase({ version, migrated: false })
    client = new pg.Client({ connectionString: database.connectionString })
    await client.connect()
  })
  afterEach(async () => {
    await client.end()
    await database.drop()
  })

  const ran = async () =>
    (await client.query('select name, ran_at from korrigo_migration order by name')).rows
  const run = () => migrate(database.connectionString)

  test('a file that was changed after it ran is refused, and nothing runs', async () => {
    await run()
    const last = FILES.at(-1)
    await client.query('delete from korrigo_migration where name = $1', [last])
    await client.query(`update korrigo_migration set sha256 = 'other' where name = $1`, [FILES[0]])
    await expect(run()).rejects.toThrow(`Migration ${FILES[0]} was changed after it ran on this database.`)
    expect((await ran()).map(({ name }) => name)).toEqual(FILES.slice(0, -1))
  })

  test('a file that fails leaves nothing of itself, and the same run succeeds once the cause is gone', async () => {
    // Stands where the second migration wants to create its table; the first has already run by then.
    await client.query('create table students_student ()')
    await expect(run()).rejects.toThrow('Migration 0002_students.sql failed')
    expect((await ran()).map(({ name }) => name)).toEqual([FILES[0]])
    await client.query('drop table students_student')
    await run()
    expect((await ran()).map(({ name }) => name)).toEqual(FILES)
  })

  test('a second run changes nothing', async () => {
    await run()
    const before = await ran()
    await run()
    expect(await ran()).toEqual(before)
    expect(before.map(({ name }) => name)).toEqual(FILES)
  })

  test('three at once: each file runs once, and all three succeed', async () => {
    await Promise.all([run(), run(), run()])
    expect((await ran()).map(({ name }) => name)).toEqual(FILES)
    const { rows } = await client.query('select count(*)::int as roles from auth_group')
    expect(rows).toEqual([{ roles: 3 }])
  })
})
