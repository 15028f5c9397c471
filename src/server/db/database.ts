import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './schema.ts'

export type Database = Kysely<Tables>
export type Trx = Transaction<Tables>
/** Where a query may run: the pool, or an open transaction. */
export type Executor = Database | Trx

const OID = { int8: 20, date: 1082, numeric: 1700 } as const

/** Dates stay ISO strings (no time zone can shift a birthday); counts and points become numbers. */
const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === OID.date) return (value: string) => value
    if (oid === OID.int8 || oid === OID.numeric) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

export function openDatabase(connectionString: string, { max = 20 }: { max?: number } = {}): Database {
  const pool = new pg.Pool({ connectionString, max, types: typeParsers, application_name: 'korrigo' })
  // Without a listener, a server that restarts would bring this process down; the next query simply takes a new connection.
  pool.on('error', () => undefined)
  // The same for connections in use; what was asked on them fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Value for a jsonb column. node-postgres would write a JavaScript array as a PostgreSQL array. */
export const json = (value: unknown): string => JSON.stringify(value)

/** The constraint that refused a write, when that is what `error` says. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof pg.DatabaseError) || error.code?.startsWith('23') !== true) return null
  return error.constraint ?? null
}

/** A text holds a sign PostgreSQL has no place for, such as U+0000: whoever sent it is at fault, not we. */
export const isUnwritableText = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '22021' || error.code === '22P05')

/** The server is gone, going or coming; the same question may be answered in a moment. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // 57P01 to 57P03: shutting down, crashed, starting up.
  if ('code' in error && /^(ECONN|EPIPE|57P0|08)/.test(String(error.code))) return true
  return /^(Connection terminated|Client has encountered a connection error)/.test(error.message)
}
