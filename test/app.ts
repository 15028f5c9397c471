import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { logIn } from '#contract/auth.ts'
import { CSRF_HEADER, type Endpoint, LOCK_HEADER, type Role } from '#contract/endpoint.ts'
import { Problem } from '#contract/problem.ts'
import { buildApp } from '#server/app.ts'
import { createAccount } from '#server/auth/auth.ts'
import { loadConfig } from '#server/config.ts'
import { openEventHub } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { openDeps } from '#server/open-deps.ts'
import { createTestDatabase } from './postgres.ts'

export interface TestApp extends Deps {
  app: FastifyInstance
  connectionString: string
  /** Makes an account with that role and logs it in through the API. */
  newUser(role: Role, name?: { firstName: string; lastName: string }): Promise<TestUser>
  /** Somebody who is not logged in. */
  stranger: Caller
  close(): Promise<void>
}

/** A schema of a definition is optional in its type, though it is there or not for good. */
type Input<T> = [T] extends [undefined] ? undefined : z.input<Extract<T, z.ZodType>>
type Output<T> = [T] extends [undefined] ? undefined : z.output<Extract<T, z.ZodType>>

interface CallOptions<E extends Endpoint> {
  params?: Input<E['params']>
  query?: Input<E['query']>
  body?: Input<E['body']>
  lockToken?: string | undefined
  headers?: Record<string, string>
}

export interface Answer<T> {
  status: number
  headers: Record<string, unknown>
  bytes: Buffer
  /** The code of the problem, null when the answer is none. */
  code: string | null
  problem: Problem | null
  /** The JSON of the answer. Throws when it is a problem or no JSON at all. */
  readonly json: T
}

export interface Caller {
  /** Cookie and CSRF token, for requests made without `call`. */
  headers: Record<string, string>
  call<E extends Endpoint>(endpoint: E, options?: CallOptions<E>): Promise<Answer<Output<E['response']>>>
}

export interface TestUser extends Caller {
  id: string
  username: string
  displayName: string
  role: Role
}

const PASSWORD = 'mot-de-passe-d-essai'

/** The whole server on a database and a storage folder of its own; `env` sets more of its variables. Close it when done. */
export async function openTestApp(env: Record<string, string> = {}): Promise<TestApp> {
  const [database, dataDir] = await Promise.all([
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'korrigo-app-')),
  ])
  const { connectionString } = database
  const config = loadConfig(
    { ...env, KORRIGO_DATA: dataDir, DATABASE_URL: connectionString },
    join(dataDir, '.env'),
  )
  const [{ deps, close }, events] = await Promise.all([
    openDeps(config, connectionString, { works: false }),
    openEventHub(connectionString),
  ])
  const app = await buildApp(deps, events)
  await app.ready()
  let accounts = 0

  return {
    ...deps,
    app,
    connectionString,
    stranger: caller(app, {}),
    async newUser(role, name = { firstName: 'Camille', lastName: `Essai-${++accounts}` }) {
      const username = `${role}-${++accounts}`
      const { id, displayName } = await createAccount(deps.db, null, {
        ...name,
        username,
        password: PASSWORD,
        role,
      })
      return { id, username, displayName, role, ...caller(app, await openSession(app, username)) }
    },
    async close() {
      // Event streams never end by themselves.
      app.server.closeAllConnections()
      await app.close()
      await events.close()
      await close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function openSession(app: FastifyInstance, username: string): Promise<Record<string, string>> {
  const response = await app.inject({
    method: logIn.method,
    url: logIn.path,
    payload: { username, password: PASSWORD },
  })
  if (response.statusCode !== 200) throw new Error(`Cannot log in: ${response.body}`)
  const cookie = response.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return { cookie, [CSRF_HEADER]: response.json().csrfToken }
}

function caller(app: FastifyInstance, identity: Record<string, string>): Caller {
  return {
    headers: identity,
    async call(endpoint, { params = {}, query = {}, body, lockToken, headers = {} } = {}) {
      const response = await app.inject({
        method: endpoint.method,
        url: endpoint.path.replace(/:(\w+)/g, (_, name) =>
          encodeURIComponent(String((params as Record<string, unknown>)[name])),
        ),
        query: Object.fromEntries(
          Object.entries(query as object).map(([key, value]) => [key, String(value)]),
        ),
        headers: { ...identity, ...(lockToken !== undefined && { [LOCK_HEADER]: lockToken }), ...headers },
        ...(body !== undefined && { payload: body as object }),
      })
      const isProblem = String(response.headers['content-type']).startsWith('application/problem+json')
      const problem = isProblem ? Problem.parse(response.json()) : null
      return {
        status: response.statusCode,
        headers: response.headers,
        bytes: response.rawPayload,
        code: problem?.code ?? null,
        problem,
        get json() {
          if (problem !== null) throw new Error(`${endpoint.method} ${endpoint.path}: ${response.body}`)
          return response.json()
        },
      }
    },
  }
}
