import type { Actor, Session, User } from '#contract/auth.ts'
import type { Role } from '#contract/endpoint.ts'
import { recordAudit } from '#server/audit/audit.ts'
import { type Database, type Executor, type Trx, violatedConstraint } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './auth.store.ts'
import { readDemoAccounts } from './demo-accounts.ts'
import { displayName } from './display-name.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { forgetSetupCode, setupCodeMatches } from './setup-code.ts'

/** A hash of nothing anybody knows: a wrong user name takes as long to refuse as a wrong password. */
const decoy = hashPassword('korrigo-decoy')

export async function describeSession(
  deps: Deps,
  actor: Actor | null,
  csrfToken: string | null,
): Promise<Session> {
  return {
    actor,
    csrfToken,
    setupRequired: actor === null && !(await store.adminExists(deps.db)),
    demoAccounts: actor === null ? await readDemoAccounts(deps.config.secretsDir) : [],
  }
}

/** Throws `wrong_credentials` without saying which of the two is wrong. */
export async function authenticate(db: Database, username: string, password: string): Promise<Actor> {
  const user = await store.findByUsername(db, username)
  const matches = await passwordMatches(user?.password ?? (await decoy), password)
  if (user === undefined || !matches || !user.is_active) throw new DomainError('wrong_credentials')
  return { id: user.id, username: user.username, displayName: displayName(user), role: user.role }
}

export interface NewAccount {
  username: string
  password: string
  firstName: string
  lastName: string
  email?: string
  role: Role
}

/** Throws `setup_code_wrong`, or `setup_done` if somebody was faster. */
export async function createFirstAdmin(
  deps: Deps,
  code: string,
  account: Omit<NewAccount, 'role'>,
): Promise<Actor> {
  if (await store.adminExists(deps.db)) throw new DomainError('setup_done')
  if (!(await setupCodeMatches(deps.config.secretsDir, code))) throw new DomainError('setup_code_wrong')
  const passwordHash = await hashPassword(account.password)
  await deps.db.transaction().execute(async (trx) => {
    // Two browsers with the code at once: the second waits here, then finds the admin of the first.
    await store.lockUsers(trx)
    if (await store.adminExists(trx)) throw new DomainError('setup_done')
    await insertAccount(trx, null, { ...account, role: 'admin' }, passwordHash)
  })
  await forgetSetupCode(deps.config.secretsDir)
  return authenticate(deps.db, account.username, account.password)
}

/** Creates an account; `actorId` null when it creates itself (first admin, command line). Throws `username_taken`. */
export async function createAccount(
  db: Database,
  actorId: string | null,
  account: NewAccount,
): Promise<User> {
  const passwordHash = await hashPassword(account.password)
  return db.transaction().execute((trx) => insertAccount(trx, actorId, account, passwordHash))
}

async function insertAccount(
  trx: Trx,
  actorId: string | null,
  { username, firstName, lastName, email = '', role }: NewAccount,
  passwordHash: string,
): Promise<User> {
  const id = await store
    .insertUser(trx, { username, passwordHash, firstName, lastName, email, role })
    .catch(translateTaken)
  await recordAudit(trx, { actorId: actorId ?? id, action: 'create_user', metadata: { user_id: id, role } })
  return getUser(trx, id)
}

function translateTaken(error: unknown): never {
  if (violatedConstraint(error) === 'auth_user_username_key') throw new DomainError('username_taken')
  throw error
}

export async function listUsers(
  db: Database,
  query: { role: Role; search: string; limit: number },
): Promise<User[]> {
  return (await store.listByRole(db, query)).map(toUser)
}

/** Closing an account, or giving it a new password, ends its sessions. Throws `last_admin` rather than lock everybody out. */
export async function updateUser(
  db: Database,
  actor: Actor,
  userId: string,
  change: { isActive?: boolean | undefined; password?: string | undefined },
): Promise<User> {
  const passwordHash = change.password === undefined ? null : await hashPassword(change.password)
  return db.transaction().execute(async (trx) => {
    const user = await getUser(trx, userId)
    if (
      change.isActive === false &&
      user.role === 'admin' &&
      (await store.countOtherActiveAdmins(trx, userId)) === 0
    ) {
      throw new DomainError('last_admin')
    }
    if (change.isActive !== undefined) await store.setActive(trx, userId, change.isActive)
    if (passwordHash !== null) await store.setPassword(trx, userId, passwordHash)
    if (change.isActive === false || passwordHash !== null) {
      await trx.deleteFrom('auth_session').where('user_id', '=', userId).execute()
    }
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'update_user',
      metadata: { user_id: userId, is_active: change.isActive, password_changed: passwordHash !== null },
    })
    return getUser(trx, userId)
  })
}

/** `endOtherSessions` runs in the same transaction: a password that is out loses every door at once. Throws `wrong_password`. */
export async function changeOwnPassword(
  db: Database,
  actor: Actor,
  current: string,
  next: string,
  endOtherSessions: (trx: Trx) => Promise<void>,
): Promise<void> {
  const user = await store.findById(db, actor.id)
  if (user === undefined || !(await passwordMatches(user.password, current)))
    throw new DomainError('wrong_password')
  const passwordHash = await hashPassword(next)
  await db.transaction().execute(async (trx) => {
    await store.setPassword(trx, actor.id, passwordHash)
    await endOtherSessions(trx)
    await recordAudit(trx, { actorId: actor.id, action: 'change_password' })
  })
}

async function getUser(db: Executor, id: string): Promise<User> {
  const row = await store.findById(db, id)
  if (row === undefined) throw new DomainError('not_found')
  return toUser(row)
}

const toUser = (row: store.UserRow): User => ({
  id: row.id,
  username: row.username,
  firstName: row.first_name,
  lastName: row.last_name,
  displayName: displayName(row),
  email: row.email,
  role: row.role,
  isActive: row.is_active,
})
