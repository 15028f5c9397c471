import { sql } from 'kysely'
import type { Executor } from '#server/db/database.ts'

export const linkAccount = (db: Executor, studentId: number, userId: string) =>
  db.updateTable('students_student').set({ user_id: userId }).where('id', '=', studentId).execute()

/** Which of these user names are taken, in lower case. */
export async function takenUsernames(db: Executor, usernames: string[]): Promise<Set<string>> {
  if (usernames.length === 0) return new Set()
  const rows = await db
    .selectFrom('auth_user')
    .where((eb) => eb(eb.fn<string>('lower', ['username']), 'in', usernames))
    .select('username')
    .execute()
  return new Set(rows.map(({ username }) => username.toLowerCase()))
}

/** The accounts of these students bear the names and addresses that their students do. */
export const updateAccountsOf = (db: Executor, studentIds: number[]) =>
  sql`
    update auth_user u
    set first_name = s.first_name, last_name = s.last_name, email = coalesce(s.email, '')
    from students_student s
    where s.user_id = u.id and s.id = any(${studentIds}::int[])
  `.execute(db)
