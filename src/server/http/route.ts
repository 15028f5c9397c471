import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import { type Access, type Endpoint, LOCK_HEADER } from '#contract/endpoint.ts'
import { Problem } from '#contract/problem.ts'
import { DomainError } from './domain-error.ts'

type Shape = z.ZodType | undefined
type Output<T> = [T] extends [z.ZodType] ? z.output<T> : undefined
type Answer<T> = [T] extends [z.ZodType] ? z.input<T> : undefined | FastifyReply

/** What a handler is given: everything already authenticated, authorised by role and validated. */
export interface Call<P = unknown, Q = unknown, B = unknown, A = Access> {
  actor: A extends 'public' ? Actor | null : Actor
  params: Output<P>
  query: Output<Q>
  body: Output<B>
  /** The lock token of the request when the endpoint `needsLock`, otherwise ''. */
  lockToken: string
  request: FastifyRequest
  reply: FastifyReply
}

const LockToken = z.uuid()

/** Registers one endpoint of the contract: session and role first, then the schemas, then the handler. */
export function route<P extends Shape, Q extends Shape, B extends Shape, R extends Shape, A extends Access>(
  app: FastifyInstance,
  endpoint: Endpoint<P, Q, B, R, A>,
  handler: (call: Call<P, Q, B, A>) => Promise<Answer<R>>,
): void {
  const { method, path, access, status = 200 } = endpoint
  app.route({
    method,
    url: path,
    schema: {
      summary: endpoint.summary,
      tags: [endpoint.tag],
      description: describeAccess(access),
      ...(access === 'public' ? {} : { security: [{ session: [] }] }),
      ...(endpoint.params && { params: endpoint.params }),
      ...(endpoint.query && { querystring: endpoint.query }),
      ...(endpoint.body && { body: endpoint.body }),
      ...(endpoint.consumes && { consumes: [endpoint.consumes] }),
      ...(endpoint.produces && { produces: [endpoint.produces] }),
      response: {
        ...(endpoint.response ? { [status]: endpoint.response } : {}),
        ...(status === 204 ? { 204: z.undefined().describe('Done') } : {}),
        default: Problem,
      },
    },
    // Before parsing and validation: a stranger learns nothing of the shape of a request, and uploads nothing.
    onRequest: async (request) => allow(access, request.actor),
    handler: async (request, reply) => {
      const call = {
        actor: request.actor,
        params: request.params,
        query: request.query,
        body: request.body,
        lockToken: endpoint.needsLock ? readLockToken(request) : '',
        request,
        reply,
      } as Call<P, Q, B, A>
      const answer = await handler(call)
      if (reply.sent || answer === reply) return reply
      return reply.code(status).send(answer)
    },
  })
}

function allow(access: Access, actor: Actor | null): void {
  if (access === 'public') return
  if (actor === null) throw new DomainError('not_authenticated')
  if (access !== 'signedIn' && !access.includes(actor.role)) throw new DomainError('forbidden')
}

function readLockToken(request: FastifyRequest): string {
  const token = LockToken.safeParse(request.headers[LOCK_HEADER])
  if (!token.success) throw new DomainError('lock_lost')
  return token.data
}

const describeAccess = (access: Access): string =>
  typeof access === 'string' ? `Access: ${access}` : `Access: ${access.join(', ')}`
