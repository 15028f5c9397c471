import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as contract from '#contract/auth.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { route } from '#server/http/route.ts'
import { clearSessionCookie, sessionToken, setSessionCookie } from '#server/http/session.ts'
import * as auth from './auth.ts'
import type { Sessions } from './sessions.ts'

/** Tries at a password, per address and account, or at the setup code, per address, in a minute. */
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

  const limiterOf = (keyOf: (request: FastifyRequest) => string) => {
    const count = app.createRateLimit({ ...TRIES, keyGenerator: keyOf })
    return async (request: FastifyRequest) => {
      const state = await count(request)
      if (!state.isAllowed && state.isExceeded) throw new DomainError('too_many_requests')
    }
  }
  const limitPasswords = limiterOf(({ ip, actor, body }) => {
    const username = actor?.username ?? (body as { username: string }).username
    return `${ip} ${username.toLowerCase()}`
  })
  // Not by account: whoever guesses the code may call the account anything.
  const limitSetup = limiterOf(({ ip }) => ip)

  route(app, contract.getSession, ({ actor, request }) =>
    auth.describeSession(deps, actor, request.csrfToken),
  )

  route(app, contract.logIn, async (call) => {
    await limitPasswords(call.request)
    return begin(call, await auth.authenticate(db, call.body.username, call.body.password))
  })

  route(app, contract.logOut, async ({ request, reply }) => {
    const token = sessionToken(request)
    if (token !== undefined) await sessions.close(token)
    clearSessionCookie(reply)
    return undefined
  })

  route(app, contract.createFirstAdmin, async (call) => {
    await limitSetup(call.request)
    const { code, ...account } = call.body
    return begin(call, await auth.createFirstAdmin(deps, code, account))
  })

  route(app, contract.changePassword, async ({ actor, body, request }) => {
    await limitPasswords(request)
    await auth.changeOwnPassword(db, actor, body.current, body.next, (trx) =>
      sessions.closeAllBut(trx, actor.id, sessionToken(request)),
    )
    return undefined
  })

  route(app, contract.listUsers, async ({ query }) => ({ users: await auth.listUsers(db, query) }))
  route(app, contract.createUser, ({ actor, body }) => auth.createAccount(db, actor.id, body))
  route(app, contract.updateUser, ({ actor, params, body }) =>
    auth.updateUser(db, actor, params.userId, body),
  )
}
