import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API } from '#contract/api.ts'
import { CSRF_HEADER, type Endpoint } from '#contract/endpoint.ts'
import { PROBLEMS } from '#contract/problem.ts'
import { CALLERS, openStage, type Stage, TRACES, type Who } from './access-stage.ts'
import { type Request, type Row, TABLE } from './access-table.ts'
import type { Answer, Caller } from './app.ts'

const keyOf = ({ method, path }: Endpoint): string => `${method} ${path}`
const DOCUMENTATION = ['/api/openapi.json', '/api/docs'].map(
  (path): Endpoint => ({ method: 'GET', path, access: 'public', summary: '', tag: '' }),
)
const ENDPOINTS = [...DOCUMENTATION, ...API].map((endpoint) => ({ key: keyOf(endpoint), endpoint }))
const getEndpoint = (key: string): Endpoint => {
  const found = ENDPOINTS.find((each) => each.key === key)
  if (found === undefined) throw new Error(`No route ${key}`)
  return found.endpoint
}
const CHANGES = ENDPOINTS.filter(({ endpoint }) => endpoint.method !== 'GET')

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  // A stream is read over a real connection.
  await stage.korrigo.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => stage.close())

const rowOf = (key: string): Row => {
  const row = TABLE[key]
  if (row === undefined) throw new Error(`No row for ${key}`)
  return row
}

/** Calls with what the row asks for. A stream that opens counts as answered. */
async function send(
  caller: Caller,
  endpoint: Endpoint,
  request: Request = {},
): Promise<Pick<Answer<unknown>, 'status' | 'headers' | 'bytes' | 'code' | 'problem'>> {
  if (endpoint.produces !== 'text/event-stream') return caller.call(endpoint, request as never)
  const address = endpoint.path.replace(':examId', (request.params as { examId: string }).examId)
  const response = await fetch(stage.korrigo.app.listeningOrigin + address, { headers: caller.headers })
  const code = response.ok ? null : ((await response.json()) as { code: string }).code
  if (response.ok) await response.body?.cancel()
  return { status: response.status, headers: {}, bytes: Buffer.alloc(0), code, problem: null }
}

function expectDeclaredProblem(answer: Awaited<ReturnType<typeof send>>): void {
  if (answer.status < 400) return
  expect(Object.keys(PROBLEMS)).toContain(answer.code)
  if (answer.problem !== null) expect(answer.problem.status).toBe(answer.status)
}

const expectNoTrace = ({ headers, bytes }: Awaited<ReturnType<typeof send>>): void => {
  expect(JSON.stringify(headers)).not.toMatch(TRACES)
  for (const encoding of ['utf8', 'latin1', 'utf16le'] as const)
    expect(bytes.toString(encoding)).not.toMatch(TRACES)
}

test('the table has a row for every route, and the server has no other', () => {
  expect(Object.keys(TABLE).sort()).toEqual(ENDPOINTS.map(({ key }) => key).sort())
  const { paths = {} } = stage.korrigo.app.swagger() as { paths?: Record<string, object> }
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/{(\w+)}/g, ':$1')}`),
  )
  expect(documented.sort()).toEqual(API.map(keyOf).sort())
})

describe('each caller gets the status written in the table', () => {
  test.each(ENDPOINTS)('$key', async ({ key, endpoint }) => {
    const row = rowOf(key)
    const scene = await stage.newScene({ copy: row.copy })
    // Who logs out must not log the others' tests out.
    const callers = key === 'DELETE /api/session' ? await stage.newCallers() : scene.callers
    const got: number[] = []
    for (const who of CALLERS) {
      const answer = await send(callers[who], endpoint, row.ask?.(scene))
      got.push(answer.status)
      expectDeclaredProblem(answer)
      if (who.endsWith('corrector')) expectNoTrace(answer)
    }
    expect(got).toEqual(row.expected)
  })
})

test('the table gives each role what the contract declares', () => {
  const roles = { student: 1, corrector: 3, admin: 4 } as const
  for (const { key, endpoint } of ENDPOINTS) {
    const { expected } = rowOf(key)
    if (endpoint.access === 'public') continue
    expect(expected[0], key).toBe(401)
    for (const [role, at] of Object.entries(roles)) {
      const admitted = endpoint.access === 'signedIn' || endpoint.access.includes(role as keyof typeof roles)
      expect(expected[at] !== 403, `${key} as ${role}`).toBe(admitted)
    }
  }
})

describe('who may not call is told so before anything is read', () => {
  test.each(ENDPOINTS)('$key', async ({ key, endpoint }) => {
    const { callers } = await stage.newScene()
    const url = endpoint.path.replace(/:\w+/g, 'nimporte')
    for (const [i, who] of CALLERS.entries()) {
      const status = rowOf(key).expected[i]
      if (endpoint.access === 'public' || (status !== 401 && status !== 403)) continue
      const response = await stage.korrigo.app.inject({
        method: endpoint.method,
        url,
        query: { limit: 'beaucoup' },
        headers: { ...callers[who].headers, 'content-type': 'application/json' },
        ...(endpoint.method !== 'GET' && { payload: '{"garbage' }),
      })
      const code = status === 401 ? 'not_authenticated' : 'forbidden'
      expect({ who, status: response.statusCode, code: response.json().code }).toEqual({ who, status, code })
      expect(response.headers['content-type']).toContain('application/problem+json')
    }
  })
})

describe('a change that does not come from our page is refused', () => {
  /** Somebody whom the route would let in. */
  const admitted = (key: string): Who => {
    const { expected } = rowOf(key)
    const at = CALLERS.findLastIndex((_, i) => expected[i] !== 401 && expected[i] !== 403)
    return CALLERS[at] ?? 'admin'
  }

  test.each(CHANGES)('$key', async ({ key, endpoint }) => {
    const row = rowOf(key)
    const scene = await stage.newScene({ copy: row.copy })
    const request = row.ask?.(scene) ?? {}
    const caller = scene.callers[admitted(key)]
    const forged = [
      { [CSRF_HEADER]: '' },
      { [CSRF_HEADER]: scene.callers['another corrector'].headers[CSRF_HEADER] ?? '' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of forged) {
      const answer = await send(caller, endpoint, { ...request, headers: { ...request.headers, ...headers } })
      expect(answer).toMatchObject({ status: 403, code: 'csrf_refused' })
    }
    const { [CSRF_HEADER]: _, ...cookieOnly } = caller.headers
    const response = await stage.korrigo.app.inject({
      method: endpoint.method,
      url: endpoint.path.replace(/:\w+/g, 'nimporte'),
      headers: cookieOnly,
    })
    expect(response.json()).toMatchObject({ status: 403, code: 'csrf_refused' })
  })

  test('nor is somebody logged in, or made administrator, from elsewhere', async () => {
    for (const { key, endpoint } of CHANGES.filter(({ endpoint }) => endpoint.access === 'public')) {
      const scene = await stage.newScene()
      const request = { ...rowOf(key).ask?.(scene), headers: { 'sec-fetch-site': 'cross-site' } }
      const answer = await send(stage.korrigo.stranger, endpoint, request)
      expect(answer).toMatchObject({ status: 403, code: 'csrf_refused' })
    }
  })
})

describe('no corrector learns whose copy it is', () => {
  test.each(['READY', 'LOCKED', 'GRADED', 'released'] as const)('a copy that is %s', async (state) => {
    const released = state === 'released'
    const scene = await stage.newScene({ copy: released ? 'GRADED' : state, released })
    for (const { key, endpoint } of ENDPOINTS) {
      if (endpoint.method !== 'GET') continue
      const request = rowOf(key).ask?.(scene)
      for (const who of ['another corrector', 'corrector'] as const)
        expectNoTrace(await send(scene.callers[who], endpoint, request))
    }
    for (const size of ['thumb', 'desk'])
      for (const index of [0, 1, 2, 3, 4])
        expectNoTrace(
          await send(scene.callers.corrector, getEndpoint('GET /api/copies/:copyId/pages/:index/image'), {
            params: { copyId: scene.copyId, index },
            query: { size },
          }),
        )
  })

  test('an administrator does see the traces looked for', async () => {
    const scene = await stage.newScene({ copy: 'GRADED' })
    const seen = await send(scene.callers.admin, getEndpoint('GET /api/exams/:examId/results'), {
      params: { examId: scene.examId },
    })
    expect(seen.bytes.toString()).toMatch(TRACES)
  })
})

test('after the release the student sees their own copy, and nobody else’s', async () => {
  const scene = await stage.newScene({ copy: 'GRADED', released: true })
  const somebodyElse = await stage.korrigo.newUser('student')
  for (const key of ['GET /api/my/results/:copyId', 'GET /api/my/results/:copyId/final.pdf']) {
    const request = { params: { copyId: scene.copyId } }
    expect(await send(scene.callers.student, getEndpoint(key), request)).toMatchObject({ status: 200 })
    expect(await send(somebodyElse, getEndpoint(key), request)).toMatchObject({
      status: 404,
      code: 'not_found',
    })
  }
})
