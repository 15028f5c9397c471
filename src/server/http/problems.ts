import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { describeProblem, type Problem, type ProblemCode } from '#contract/problem.ts'
import { isUnwritableText } from '#server/db/database.ts'
import { DomainError } from './domain-error.ts'

/** Every error of the API leaves as RFC 9457 problem+json; what is not in the vocabulary is ours, logged, and told without detail. */
export function sendProblem(
  error: FastifyError | DomainError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = problemOf(error)
  if (problem.status >= 500)
    request.log.error({ err: error instanceof Error && error.cause ? error.cause : error }, problem.code)
  reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem)
}

function problemOf(error: FastifyError | DomainError | Error): Problem {
  if (error instanceof DomainError) {
    const problem = problemWith(error.code, error.facts)
    return {
      ...problem,
      ...(error.current !== undefined && { current: error.current }),
      ...(error.refused !== undefined && { refused: error.refused }),
    }
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = Object.fromEntries(
      error.validation.map(({ instancePath, message }) => [
        instancePath.replace(/^\//, '').replaceAll('/', '.') || '(corps)',
        message ?? '',
      ]),
    )
    return { ...problemWith('invalid_request'), fields }
  }
  if (isUnwritableText(error)) return problemWith('invalid_request')
  if (!isResponseSerializationError(error) && 'statusCode' in error && error.statusCode !== undefined) {
    if (error.statusCode === 429) return problemWith('too_many_requests')
    if (error.statusCode === 413) return problemWith('upload_too_large', { file: 'La demande', limitMb: '?' })
    // Malformed JSON, wrong content type and the like: Fastify's own words are technical but exact.
    if (error.statusCode < 500)
      return { ...problemWith('invalid_request'), status: error.statusCode, detail: error.message }
  }
  return problemWith('internal_error')
}

function problemWith(code: ProblemCode, facts: Record<string, string | number> = {}): Problem {
  const { status, title, detail } = describeProblem(code, facts)
  return { type: `urn:korrigo:problem:${code}`, title, status, code, detail }
}
