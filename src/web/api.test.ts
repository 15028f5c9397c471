import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { getSession, listUsers, logOut, updateUser } from '#contract/auth.ts'
import { describeProblem, type ProblemCode } from '#contract/problem.ts'
import { getPageImage } from '#contract/scans.ts'
import { call, isProblem, onSignedOut, rememberSession, urlOf } from './api.ts'

const ACTOR = {
  id: '00000000-0000-4000-8000-000000000001',
  username: 'maelle',
  displayName: 'Maëlle Kerbrat',
  role: 'admin' as const,
}
const OTHER = { ...ACTOR, id: '00000000-0000-4000-8000-000000000002' }
const session = (actor: typeof ACTOR, csrfToken: string) => ({
  actor,
  csrfToken,
  setupRequired: false,
  demoAccounts: [],
})

/** The server as the client sees it: what it answers to each request. */
let answer: (request: Request) => Response | Promise<Response>
const reach = globalThis.fetch

function refusal(code: ProblemCode): Response {
  const { status, title, detail } = describeProblem(code)
  return Response.json(
    { type: 'about:blank', title, status, code, detail },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )
}

beforeAll(() => {
  // A browser completes addresses from its own; Node has none.
  globalThis.fetch = async (path, init) =>
    answer(new Request(new URL(String(path), 'http://korrigo.test'), init))
})
afterAll(() => {
  globalThis.fetch = reach
})
beforeEach(() => rememberSession(session(ACTOR, 'first')))

describe('the typed client', () => {
  it('says in French that nobody answers', async () => {
    answer = () => {
      throw new TypeError('fetch failed')
    }
    const error = await call(getSession).catch((thrown: unknown) => thrown)
    expect(isProblem(error, 'network')).toBe(true)
    expect(String(error)).toContain('Korrigo ne répond pas')
  })

  it('lets an abort through as an abort', async () => {
    answer = (request) =>
      new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      })
    const stop = new AbortController()
    const pending = call(getSession, { signal: stop.signal })
    stop.abort()
    await expect(pending).rejects.toHaveProperty('name', 'AbortError')
  })

  it('tells of the end of the session, but not of a wrong password', async () => {
    const signedOut = vi.fn()
    onSignedOut(signedOut)
    answer = () => refusal('wrong_credentials')
    await expect(call(getSession)).rejects.toHaveProperty('code', 'wrong_credentials')
    expect(signedOut).not.toHaveBeenCalled()
    answer = () => refusal('not_authenticated')
    await expect(call(getSession)).rejects.toHaveProperty('code', 'not_authenticated')
    expect(signedOut).toHaveBeenCalledOnce()
  })

  it('does not send a change again under somebody else’s session', async () => {
    const changes: unknown[] = []
    answer = (request) => {
      if (request.method === 'GET') return Response.json(session(OTHER, 'second'))
      changes.push(request.headers.get('x-csrf-token'))
      return refusal('csrf_refused')
    }
    await expect(call(logOut)).rejects.toHaveProperty('code', 'csrf_refused')
    expect(changes).toEqual(['first'])
  })

  it('sends a change again, once, when only its token was old', async () => {
    const changes: unknown[] = []
    answer = (request) => {
      if (request.method === 'GET') return Response.json(session(ACTOR, 'second'))
      changes.push(request.headers.get('x-csrf-token'))
      return changes.length === 1 ? refusal('csrf_refused') : new Response(null, { status: 204 })
    }
    await expect(call(logOut)).resolves.toBeUndefined()
    expect(changes).toEqual(['first', 'second'])
  })

  it('sends the body, the address and the query that the contract names', async () => {
    const seen: unknown[] = []
    answer = async (request) => {
      const { pathname, search } = new URL(request.url)
      seen.push([
        request.method,
        pathname + search,
        request.headers.get('content-type'),
        await request.text(),
      ])
      return Response.json({ users: [] })
    }
    await call(listUsers, { query: { role: 'corrector', search: 'le goff' } })
    await call(updateUser, { params: { userId: ACTOR.id }, body: { isActive: false } })
    expect(seen).toEqual([
      ['GET', '/api/users?role=corrector&search=le+goff', null, ''],
      ['PATCH', `/api/users/${ACTOR.id}`, 'application/json', '{"isActive":false}'],
    ])
  })

  it('writes addresses that cannot be led astray', () => {
    expect(urlOf(getPageImage, { params: { pageId: 'a/../b' }, query: { size: 'thumb' } })).toBe(
      '/api/pages/a%2F..%2Fb/image?size=thumb',
    )
  })
})
