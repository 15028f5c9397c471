import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#test/postgres.ts'

export type Row = Record<string, unknown>

export interface Sql {
  query(text: string, values?: unknown[]): Promise<Row[]>
  /** Gives the row as the database wrote it, defaults included. */
  insert(table: string, row: Row): Promise<Row>
  /** Changes the row with that id. */
  update(table: string, id: unknown, change: Row): Promise<void>
  /** All or nothing; deferred rules are checked at its end. */
  transact(act: () => Promise<unknown>): Promise<void>
  /** A second connection, for what two do at once. Ends with the tests of the file. */
  connect(): Promise<pg.Client>
}

/** The same tests on a freshly migrated PostgreSQL 15 and 18, each with a database of its own. Values are written as text, as SQL literals are. */
export function onBothVersions(define: (db: Sql) => void): void {
  describe.each([15, 18] as const)('on PostgreSQL %i', (version) => {
    const clients: pg.Client[] = []
    let database: TestDatabase
    const connect = async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString: database.connectionString })
      await client.connect()
      clients.push(client)
      return client
    }
    const query = async (text: string, values: unknown[] = []): Promise<Row[]> => {
      const [client] = clients
      if (client === undefined) throw new Error('Only inside a test')
      return (await client.query(text, values)).rows
    }

    beforeAll(async () => {
      database = await createTestDatabase({ version })
      await connect()
    })
    afterAll(async () => {
      for (const client of clients) await client.end()
      await database.drop()
    })

    define({
      query,
      async insert(table, row) {
        const names = Object.keys(row)
        const places = names.map((_, i) => `$${i + 1}`)
        const values = names.length === 0 ? 'default values' : `(${names}) values (${places})`
        const [written] = await query(`insert into ${table} ${values} returning *`, Object.values(row))
        return written ?? {}
      },
      async update(table, id, change) {
        const sets = Object.keys(change).map((name, i) => `${name} = $${i + 2}`)
        const rows = await query(`update ${table} set ${sets} where id = $1 returning id`, [
          id,
          ...Object.values(change),
        ])
        if (rows.length !== 1) throw new Error(`${table} has no row ${id}`)
      },
      async transact(act) {
        await query('begin')
        try {
          await act()
          await query('commit')
        } catch (error) {
          await query('rollback')
          throw error
        }
      },
      connect,
    })
  })
}

/** The rule of the database that refused: the constraint's name, or for a missing value the column's. Throws when nothing was refused. */
export async function refusal(act: Promise<unknown>): Promise<string> {
  try {
    await act
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    if (error.code === '23502') return `${error.column} is missing`
    return error.constraint ?? error.message
  }
  throw new Error('The database accepted it')
}
