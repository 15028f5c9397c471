import type { z } from 'zod'

export const ROLES = ['admin', 'corrector', 'student'] as const
export type Role = (typeof ROLES)[number]

/** Who may call: anybody, anybody logged in, or the holders of one of these roles. There is no default. */
export type Access = 'public' | 'signedIn' | readonly Role[]

type Shape = z.ZodType | undefined

/** One route of the API, known by both sides: the server registers it, the page calls it, the documentation shows it. */
export interface Endpoint<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Response extends Shape = Shape,
  A extends Access = Access,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify form, e.g. `/api/copies/:copyId`. */
  path: string
  access: A
  summary: string
  tag: string
  params?: Params
  query?: Query
  body?: Body
  /** Absent for 204 and for endpoints that answer bytes (`produces`). */
  response?: Response
  /** Media type of an answer that is not JSON. */
  produces?: string
  /** Media type of a request that is not JSON. */
  consumes?: 'multipart/form-data'
  /** True when the request must carry the lock token of the copy in `x-lock-token`. */
  needsLock?: true
  status?: 200 | 201 | 202 | 204
}

/** Keeps the precise types of a definition. */
export const endpoint = <
  const Params extends Shape = undefined,
  const Query extends Shape = undefined,
  const Body extends Shape = undefined,
  const Response extends Shape = undefined,
  const A extends Access = Access,
>(
  definition: Endpoint<Params, Query, Body, Response, A>,
): Endpoint<Params, Query, Body, Response, A> => definition

export const CSRF_HEADER = 'x-csrf-token'
export const LOCK_HEADER = 'x-lock-token'
