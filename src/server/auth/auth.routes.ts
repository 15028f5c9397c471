import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/auth.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { route } from '#server/http/route.ts'
import { clearSessionCookie, sessionToken, setSessionCookie } from '#server/http/session.ts'
import * as auth from './auth.ts'
import type { Sessions } from './sessions.ts'

/** Tries at a password or the setup code, per address and account, in a minute. */
const TRIES = { max: 10, timeWindow: 60_000 }

export function registerAuth(app: FastifyInstance, deps: Deps, sessions: Sessions): void {
  const { db } = deps

  const begin = async (
    call: { request: Parameters<typeof setSessionCookie>[0]; reply: Parameters<typeof setSessionCookie>[1] },
    actor: contract.Actor,
  ) => {
    const { token, expiresAt, csrfToken } = await sessions.open(actor.id)
    setSessionCookie(call.request, call.reply, token, expiresAt)
    return auth.describeSession(deps, actor, csrfToken)
  }

  const limiter = app.createRateLimit({
    ...TRIES,
    keyGenerator: ({ ip, body }) =>
      `${ip} ${String((body as { username?: string } | null)?.username ?? '').toLowerCase()}`,
  })
  const limit = async (request: Parameters<typeof limiter>[0]) => {
    const state = await limiter(request)
    if (!state.isAllowed && state.isExceeded) throw new DomainError('too_many_requests')
  }

  route(app, contract.getSession, ({ actor, request }) =>
    auth.describeSession(deps, actor, request.csrfToken),
  )

  route(app, contract.logIn, async (call) => {
    await limit(call.request)
    return begin(call, await auth.authenticate(db, call.body.username, call.body.password))
  })

  route(app, contract.logOut, async ({ request, reply }) => {
    const token = sessionToken(request)
    if (token !== undefined) await sessions.close(token)
    clearSessionCookie(reply)
    return undefined
  })

  route(app, contract.createFirstAdmin, async (call) => {
    await limit(call.request)
    const { code, ...account } = call.body
    return begin(call, await auth.createFirstAdmin(deps, code, account))
  })

  route(app, contract.changePassword, async ({ actor, body, request }) => {
    await auth.changeOwnPassword(db, actor, body.current, body.next)
    await sessions.closeAllBut(actor.id, sessionToken(request))
    return undefined
  })

  route(app, contract.listUsers, async ({ query }) => ({ users: await auth.listUsers(db, query) }))
  route(app, contract.createUser, ({ actor, body }) => auth.createAccount(db, actor.id, body))
  route(app, contract.updateUser, ({ actor, params, body }) =>
    auth.updateUser(db, actor, params.userId, body),
  )
}
