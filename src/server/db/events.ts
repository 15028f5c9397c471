import { sql } from 'kysely'
import pg from 'pg'
import type { Executor } from './database.ts'

const CHANNEL = 'korrigo'
const RECONNECT_MS = 1000

/** Something changed that open screens show: a scan progressed, or the counts of an exam moved. Ids only, never data. */
export interface ExamEvent {
  type: 'scan' | 'exam'
  examId: string
  scanId?: string
  /** The change of the stapler it tells of, by which who made it knows it again. */
  cause?: string
}

/** Inside a transaction the event leaves when it commits, and not at all if it does not. */
export async function announce(db: Executor, event: ExamEvent): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(event)})`.execute(db)
}

export interface EventHub {
  subscribe(examId: string, listener: (event: ExamEvent) => void): () => void
  close(): Promise<void>
}

/** Hears the announcements of every process through one connection of its own, reopened when it breaks. */
export async function openEventHub(connectionString: string): Promise<EventHub> {
  const listeners = new Map<string, Set<(event: ExamEvent) => void>>()
  let closed = false
  let client: pg.Client | null = null

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString, application_name: 'korrigo', keepAlive: true })
    next.on('notification', ({ payload }) => {
      const event = JSON.parse(payload ?? '{}') as ExamEvent
      for (const listener of listeners.get(event.examId) ?? []) listener(event)
    })
    next.on('error', () => undefined)
    await next.connect()
    await next.query(`listen ${CHANNEL}`)
    client = next
    // Only now: a connection that never came about ends too, and would be mended twice.
    next.once('end', () => reconnect())
  }
  const reconnect = (): void => {
    if (!closed) setTimeout(() => connect().catch(reconnect), RECONNECT_MS).unref()
  }
  await connect()

  return {
    subscribe(examId, listener) {
      const group = listeners.get(examId) ?? new Set()
      listeners.set(examId, group.add(listener))
      return () => {
        group.delete(listener)
        if (group.size === 0) listeners.delete(examId)
      }
    },
    async close() {
      closed = true
      await client?.end()
    },
  }
}
