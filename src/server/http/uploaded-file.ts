import type { FastifyRequest } from 'fastify'
import { DomainError } from './domain-error.ts'

/** Reads the one small file of a multipart request. Throws `upload_missing` or `upload_too_large`. */
export async function readUploadedFile(
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ name: string; bytes: Buffer }> {
  if (!request.isMultipart()) throw new DomainError('upload_missing')
  const part = await request.file({ limits: { fileSize: maxBytes, files: 1 }, throwFileSizeLimit: false })
  if (part === undefined) throw new DomainError('upload_missing')
  const bytes = await part.toBuffer()
  if (part.file.truncated) {
    throw new DomainError('upload_too_large', {
      file: part.filename,
      limitMb: Math.round(maxBytes / 1024 / 1024),
    })
  }
  return { name: part.filename, bytes }
}
