import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#contract/auth.ts'
import type { Database, Executor } from '#server/db/database.ts'
import { displayName } from './display-name.ts'

/** A session ends after this long without a request. */
const IDLE_HOURS = 12

export interface OpenSession {
  actor: Actor
  csrfToken: string
  /** Set when this request has put the end of the session off: the cookie must follow. */
  extendedTo: Date | null
}

export interface Sessions {
  find(token: string): Promise<OpenSession | null>
  open(userId: string): Promise<{ token: string; expiresAt: Date; csrfToken: string }>
  close(token: string): Promise<void>
  closeAllBut(db: Executor, userId: string, token: string | undefined): Promise<void>
}

/** The database holds only the hash of a token: whoever reads it cannot pass for somebody. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
const hoursFromNow = (hours: number): Date => new Date(Date.now() + hours * 3_600_000)

export function openSessions(db: Database): Sessions {
  return {
    async find(token) {
      const row = await db
        .selectFrom('auth_session as s')
        .innerJoin('auth_user as u', 'u.id', 's.user_id')
        .innerJoin('auth_user_groups as ug', 'ug.user_id', 'u.id')
        .innerJoin('auth_group as g', 'g.id', 'ug.group_id')
        .where('s.token_hash', '=', hashOf(token))
        .where('s.expires_at', '>', sql<Date>`now()`)
        .where('u.is_active', '=', true)
        .select([
          'u.id',
          'u.username',
          'u.first_name',
          'u.last_name',
          'g.name as role',
          's.csrf_token',
          's.expires_at',
        ])
        // One role per person today; the most powerful first should there be two.
        .orderBy('g.id')
        .executeTakeFirst()
      if (row === undefined) return null
      const extendedTo = row.expires_at < hoursFromNow(IDLE_HOURS - 1) ? await extend(db, token) : null
      const { id, username, role } = row
      return {
        actor: { id, username, role, displayName: displayName(row) },
        csrfToken: row.csrf_token,
        extendedTo,
      }
    },
    async open(userId) {
      const token = randomBytes(32).toString('base64url')
      const csrfToken = randomBytes(24).toString('base64url')
      const expiresAt = hoursFromNow(IDLE_HOURS)
      await db.deleteFrom('auth_session').where('expires_at', '<', sql<Date>`now()`).execute()
      await db
        .insertInto('auth_session')
        .values({ token_hash: hashOf(token), user_id: userId, csrf_token: csrfToken, expires_at: expiresAt })
        .execute()
      await db.updateTable('auth_user').set({ last_login: new Date() }).where('id', '=', userId).execute()
      return { token, expiresAt, csrfToken }
    },
    async close(token) {
      await db.deleteFrom('auth_session').where('token_hash', '=', hashOf(token)).execute()
    },
    async closeAllBut(executor, userId, token) {
      let query = executor.deleteFrom('auth_session').where('user_id', '=', userId)
      if (token !== undefined) query = query.where('token_hash', '!=', hashOf(token))
      await query.execute()
    },
  }
}

/** At most once an hour, so that reading a page does not write a row each time. */
async function extend(db: Database, token: string): Promise<Date> {
  const expiresAt = hoursFromNow(IDLE_HOURS)
  await db
    .updateTable('auth_session')
    .set({ expires_at: expiresAt })
    .where('token_hash', '=', hashOf(token))
    .execute()
  return expiresAt
}
