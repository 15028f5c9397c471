import { ROLES, type Role } from '#contract/endpoint.ts'
import { describeProblem } from '#contract/problem.ts'
import { createAccount } from '#server/auth/auth.ts'
import { makePassword } from '#server/auth/passwords.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { linkAccount } from '#server/students/student-accounts.store.ts'
import { withDeps } from './with-deps.ts'

interface Options {
  role: string
  password?: string
  firstName: string
  lastName: string
  email: string
  student?: string
}

/** Prints the password when it was not given: it is nowhere else. */
export async function createUser(username: string, options: Options): Promise<void> {
  const role = ROLES.find((known): known is Role => known === options.role)
  if (role === undefined) throw new Error(`Rôle inconnu : ${options.role} (${ROLES.join(', ')})`)
  const studentId = options.student === undefined ? null : Number(options.student)
  if ((role === 'student') !== (studentId !== null))
    throw new Error('Un compte élève, et lui seul, demande --student NUMÉRO.')
  const password = options.password ?? makePassword()
  if (password.length < 10) throw new Error('Le mot de passe doit avoir au moins 10 caractères.')
  await withDeps(async ({ db }) => {
    const { firstName, lastName, email } = options
    const user = await createAccount(db, null, { username, password, firstName, lastName, email, role })
    if (studentId !== null) await linkAccount(db, studentId, user.id)
  }).catch((error: unknown) => {
    throw error instanceof DomainError ? new Error(describeProblem(error.code, error.facts).detail) : error
  })
  console.log(options.password === undefined ? `${username} ${password}` : username)
}
