import type { Actor } from '#contract/auth.ts'
import { foldName } from '#domain/names.ts'
import { recordAudit } from '#server/audit/audit.ts'
import { insertUser } from '#server/auth/auth.store.ts'
import { hashPassword, makePassword } from '#server/auth/passwords.ts'
import type { Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { assertExamExists } from '#server/exams/exams.ts'
import { linkAccount, takenUsernames } from './student-accounts.store.ts'
import * as store from './students.store.ts'

export interface StudentAccount {
  lastName: string
  firstName: string
  className: string
  username: string
  password: string
}

/** Opens an account for each student of the roster who has none. Passwords exist in clear only in this answer. */
export async function createStudentAccounts(
  deps: Deps,
  actor: Actor,
  examId: string,
): Promise<StudentAccount[]> {
  await assertExamExists(deps.db, examId)
  const without = (await store.listRoster(deps.db, examId)).filter((row) => row.user_id === null)
  // Hashing is slow on purpose: done before the transaction, so that no lock is held meanwhile.
  const passwords = await Promise.all(
    without.map(async () => {
      const password = makePassword()
      return { password, passwordHash: await hashPassword(password) }
    }),
  )
  return deps.db.transaction().execute(async (trx) => {
    await store.lockStudents(trx)
    const still = new Set(
      (await store.listRoster(trx, examId)).filter((row) => row.user_id === null).map((row) => row.id),
    )
    const usernames = await chooseUsernames(trx, without)
    const accounts: StudentAccount[] = []
    for (const [i, row] of without.entries()) {
      const secret = passwords[i]
      const username = usernames[i]
      if (!still.has(row.id) || secret === undefined || username === undefined) continue
      const { last_name: lastName, first_name: firstName, class_name: className } = row
      const userId = await insertUser(trx, {
        username,
        passwordHash: secret.passwordHash,
        firstName,
        lastName,
        email: row.email ?? '',
        role: 'student',
      })
      await linkAccount(trx, row.id, userId)
      accounts.push({ lastName, firstName, className, username, password: secret.password })
    }
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'create_student_accounts',
      examId,
      metadata: { accounts: accounts.length },
    })
    return accounts
  })
}

/** Leaves room for a number within the 150 letters of the column. */
const LONGEST_USERNAME = 140

/** prenom.nom, then prenom.nom2, prenom.nom3… */
async function chooseUsernames(trx: Trx, students: store.StudentRow[]): Promise<string[]> {
  const wanted = students.map((row) =>
    `${foldName(row.first_name)}.${foldName(row.last_name)}`.replaceAll(' ', '-').slice(0, LONGEST_USERNAME),
  )
  const variants = (name: string) => [name, ...Array.from({ length: 50 }, (_, i) => `${name}${i + 2}`)]
  const taken = await takenUsernames(trx, [...new Set(wanted.flatMap(variants))])
  return wanted.map((name) => {
    const free = variants(name).find((variant) => !taken.has(variant))
    if (free === undefined) throw new Error(`More than fifty accounts named ${name}`)
    taken.add(free)
    return free
  })
}
