import type { z } from 'zod'
import { getSession, type Session } from '#contract/auth.ts'
import { CSRF_HEADER, type Endpoint, LOCK_HEADER } from '#contract/endpoint.ts'
import type { Problem } from '#contract/problem.ts'

type Shape = z.ZodType | undefined
type Part<Name extends string, S> = S extends z.ZodType
  ? Record<string, never> extends z.input<S>
    ? { [K in Name]?: z.input<S> }
    : { [K in Name]: z.input<S> }
  : { [K in Name]?: never }
type Address<Params extends Shape, Query extends Shape> = Part<'params', Params> & Part<'query', Query>
type Options = { lockToken?: string; signal?: AbortSignal; keepalive?: boolean }
type Answer<Response extends Shape> = Response extends z.ZodType ? z.output<Response> : undefined
/** The argument may be left out when nothing in it is required. */
type Given<Wanted> = Record<string, never> extends Wanted ? [given?: Wanted] : [given: Wanted]

/** A refusal of the server, or (`network`) no answer at all. The message is French and can be shown as it is. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.problem = problem
  }
  get code(): string {
    return this.problem.code
  }
}

/** Is this the refusal with that code? */
export const isProblem = (error: unknown, code: string): error is ApiProblem =>
  error instanceof ApiProblem && error.code === code

const problemOf = (code: string, status: number, title: string, detail: string): ApiProblem =>
  new ApiProblem({ type: 'about:blank', title, status, code, detail })

const networkProblem = (): ApiProblem =>
  problemOf('network', 0, 'Serveur injoignable', 'Korrigo ne répond pas. Vérifiez le réseau, puis réessayez.')

let csrfToken: string | null = null
let actorId: string | null = null
/** Every answer of `/api/session` brings the token that later changes must carry. */
export const rememberSession = (session: Session): void => {
  csrfToken = session.csrfToken
  actorId = session.actor?.id ?? null
}

let signedOut: () => void = () => undefined
/** What to do when the server says that the session has ended; one listener. */
export const onSignedOut = (listener: () => void): void => {
  signedOut = listener
}

/** The address of an endpoint, for `<img>`, downloads and EventSource. */
export function urlOf<Params extends Shape, Query extends Shape>(
  endpoint: Endpoint<Params, Query, Shape, Shape>,
  ...[given]: Given<Address<Params, Query>>
): string {
  const { params = {}, query = {} } = (given ?? {}) as {
    params?: Record<string, unknown>
    query?: Record<string, unknown>
  }
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? path : `${path}?${search}`
}

/** The schema of what an endpoint is sent; forms check themselves with it. */
export function bodyOf<Body extends z.ZodType>(endpoint: { path: string; body?: Body | undefined }): Body {
  if (endpoint.body === undefined) throw new Error(`${endpoint.path} takes no body`)
  return endpoint.body
}

/**
 * Calls an endpoint of the contract and returns its answer (undefined for 204).
 * Throws ApiProblem on refusal and when the network fails; an AbortError passes through.
 */
export async function call<
  Params extends Shape,
  Query extends Shape,
  Body extends Shape,
  Response extends Shape,
>(
  endpoint: Endpoint<Params, Query, Body, Response>,
  ...[given]: Given<Address<Params, Query> & Part<'body', Body> & Options>
): Promise<Answer<Response>> {
  const { body, lockToken, signal, keepalive } = (given ?? {}) as Options & { body?: unknown }
  const url = urlOf(endpoint, ...([given] as unknown as Given<Address<Params, Query>>))
  const send = () =>
    fetch(url, {
      method: endpoint.method,
      headers: headersOf(endpoint.method, body !== undefined, lockToken),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      ...(keepalive === undefined ? {} : { keepalive }),
    })
  try {
    return (await readAnswer(await reach(send))) as Answer<Response>
  } catch (error) {
    // Another tab logged in again: the cookie is new and only our token is old.
    if (!isProblem(error, 'csrf_refused') || !(await renewCsrfToken())) throw error
    return (await readAnswer(await reach(send))) as Answer<Response>
  }
}

interface UploadOptions {
  files: readonly File[]
  /** Share sent, 0..1. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** Sends files as the multipart field `file`, repeated. Same answers and refusals as `call`. */
export function upload<Params extends Shape, Query extends Shape, Response extends Shape>(
  endpoint: Endpoint<Params, Query, Shape, Response>,
  given: Address<Params, Query> & UploadOptions,
): Promise<Answer<Response>> {
  const form = new FormData()
  for (const file of given.files) form.append('file', file, file.name)
  const url = urlOf(endpoint, ...([given] as unknown as Given<Address<Params, Query>>))
  return new Promise((resolve, reject) => {
    // XMLHttpRequest because fetch tells nothing of how much was sent.
    const request = new XMLHttpRequest()
    request.open(endpoint.method, url)
    for (const [name, value] of Object.entries(headersOf(endpoint.method, false))) {
      request.setRequestHeader(name, value)
    }
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) given.onProgress?.(event.loaded / event.total)
    }
    request.onerror = () => reject(networkProblem())
    request.onabort = () => reject(new DOMException('Envoi annulé', 'AbortError'))
    request.onload = () => {
      // 0 is a lost connection; Response refuses it, and refuses a body on 204.
      if (request.status === 0) return reject(networkProblem())
      const body = request.status === 204 ? null : request.responseText
      const headers = { 'content-type': request.getResponseHeader('content-type') ?? '' }
      readAnswer(new Response(body, { status: request.status, headers })).then(
        (answer) => resolve(answer as Answer<Response>),
        reject,
      )
    }
    given.signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function headersOf(method: string, hasBody: boolean, lockToken?: string): Record<string, string> {
  return {
    accept: 'application/json',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(method === 'GET' || csrfToken === null ? {} : { [CSRF_HEADER]: csrfToken }),
    ...(lockToken === undefined ? {} : { [LOCK_HEADER]: lockToken }),
  }
}

async function reach(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw networkProblem()
  }
}

async function readAnswer(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = type.includes('json') ? await response.json().catch(() => undefined) : undefined
  if (response.ok) return body
  const problem = isProblemBody(body)
    ? new ApiProblem(body)
    : response.status >= 502
      ? networkProblem()
      : unreadable(response)
  if (problem.code === 'not_authenticated') signedOut()
  throw problem
}

const unreadable = (response: Response): ApiProblem =>
  problemOf(
    'unreadable_answer',
    response.status,
    'Réponse illisible',
    `Le serveur a répondu «\u00A0${response.status}\u00A0» sans explication. Réessayez.`,
  )

const isProblemBody = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body

/** True when the same person is still logged in under a new token: then, and only then, may a change be sent again. */
async function renewCsrfToken(): Promise<boolean> {
  const before = { csrfToken, actorId }
  const session = await call(getSession)
  if (session.actor?.id !== before.actorId || session.csrfToken === before.csrfToken) return false
  rememberSession(session)
  return true
}
