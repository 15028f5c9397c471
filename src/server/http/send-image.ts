import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sends a JPEG that not everybody may see. The browser may keep it but asks each time before it shows it: in the staff room the next
 * person at the same browser has another role. Bytes that it has already are answered with 304.
 */
export function sendImage(request: FastifyRequest, reply: FastifyReply, jpeg: Buffer): FastifyReply {
  // Of the bytes alone: it says nothing that they do not.
  const etag = `"${createHash('sha256').update(jpeg).digest('base64url')}"`
  reply.headers({ etag, 'cache-control': 'private, no-cache' })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('image/jpeg').send(jpeg)
}
