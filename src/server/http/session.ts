import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '#contract/auth.ts'
import { CSRF_HEADER } from '#contract/endpoint.ts'
import type { Sessions } from '#server/auth/sessions.ts'
import { DomainError } from './domain-error.ts'

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null
    csrfToken: string | null
  }
}

const COOKIE = 'korrigo_session'
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Reads the session cookie of every request of the API, and refuses changes that do not come from our own page. */
export async function registerSession(app: FastifyInstance, sessions: Sessions): Promise<void> {
  await app.register(cookie)
  app.decorateRequest('actor', null)
  app.decorateRequest('csrfToken', null)
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return
    const token = request.cookies[COOKIE]
    const session = token === undefined ? null : await sessions.find(token)
    if (token !== undefined && session?.extendedTo)
      setSessionCookie(request, reply, token, session.extendedTo)
    request.actor = session?.actor ?? null
    request.csrfToken = session?.csrfToken ?? null
    if (!SAFE_METHODS.has(request.method)) refuseForgery(request)
  })
}

/** A browser says where a request comes from; where it does not, the token that only our page can read must match. */
function refuseForgery(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw new DomainError('csrf_refused')
  if (request.actor !== null && request.headers[CSRF_HEADER] !== request.csrfToken)
    throw new DomainError('csrf_refused')
}

export const sessionToken = (request: FastifyRequest): string | undefined => request.cookies[COOKIE]

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  expiresAt: Date,
): void {
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    // Plain http on the school's network must work; behind a TLS proxy the cookie is secure.
    secure: request.protocol === 'https',
    expires: expiresAt,
  })
}

export const clearSessionCookie = (reply: FastifyReply): void => {
  reply.clearCookie(COOKIE, { path: '/' })
}
