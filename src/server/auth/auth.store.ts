import { sql } from 'kysely'
import type { Role } from '#contract/endpoint.ts'
import type { Executor, Trx } from '#server/db/database.ts'

const users = (db: Executor) =>
  db
    .selectFrom('auth_user as u')
    .innerJoin('auth_user_groups as ug', 'ug.user_id', 'u.id')
    .innerJoin('auth_group as g', 'g.id', 'ug.group_id')
    .select([
      'u.id',
      'u.username',
      'u.password',
      'u.first_name',
      'u.last_name',
      'u.email',
      'u.is_active',
      'g.name as role',
    ])

export type UserRow = Awaited<ReturnType<typeof listByRole>>[number]

export const findByUsername = (db: Executor, username: string) =>
  users(db).where(sql`lower(u.username)`, '=', username.toLowerCase()).executeTakeFirst()

export const findById = (db: Executor, id: string) => users(db).where('u.id', '=', id).executeTakeFirst()

export function listByRole(
  db: Executor,
  { role, search, limit }: { role: Role; search: string; limit: number },
) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return users(db)
    .where('g.name', '=', role)
    .where(sql<boolean>`u.username || ' ' || u.first_name || ' ' || u.last_name ilike ${pattern}`)
    .orderBy('u.last_name')
    .orderBy('u.first_name')
    .orderBy('u.username')
    .limit(limit)
    .execute()
}

export async function adminExists(db: Executor): Promise<boolean> {
  const row = await db
    .selectFrom('auth_user_groups as ug')
    .innerJoin('auth_group as g', 'g.id', 'ug.group_id')
    .where('g.name', '=', 'admin')
    .select('ug.id')
    .executeTakeFirst()
  return row !== undefined
}

/** Lets readers through; whoever creates an account waits. */
export const lockUsers = (trx: Trx) => sql`lock table auth_user in share row exclusive mode`.execute(trx)

/** How many other admins could still log in if `userId` could not. Locks them, so that two admins cannot close each other's account at once. */
export async function countOtherActiveAdmins(db: Executor, userId: string): Promise<number> {
  const rows = await db
    .selectFrom('auth_user as u')
    .innerJoin('auth_user_groups as ug', 'ug.user_id', 'u.id')
    .innerJoin('auth_group as g', 'g.id', 'ug.group_id')
    .where('g.name', '=', 'admin')
    .where('u.is_active', '=', true)
    .select('u.id')
    .orderBy('u.id')
    .forUpdate('u')
    .execute()
  return rows.filter(({ id }) => id !== userId).length
}

export interface NewUser {
  username: string
  passwordHash: string
  firstName: string
  lastName: string
  email: string
  role: Role
}

export async function insertUser(db: Executor, user: NewUser): Promise<string> {
  const { id } = await db
    .insertInto('auth_user')
    .values({
      username: user.username,
      password: user.passwordHash,
      first_name: user.firstName,
      last_name: user.lastName,
      email: user.email,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('auth_user_groups')
    .columns(['user_id', 'group_id'])
    .expression((eb) =>
      eb
        .selectFrom('auth_group')
        .where('name', '=', user.role)
        .select([sql<string>`${id}::uuid`.as('user_id'), 'id']),
    )
    .execute()
  return id
}

export const setPassword = (db: Executor, id: string, passwordHash: string) =>
  db.updateTable('auth_user').set({ password: passwordHash }).where('id', '=', id).execute()

export const setActive = (db: Executor, id: string, isActive: boolean) =>
  db.updateTable('auth_user').set({ is_active: isActive }).where('id', '=', id).execute()
