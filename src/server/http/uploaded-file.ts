import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { DomainError } from './domain-error.ts'

/** A year group at once, one file a pupil, with room to spare. */
const MOST_FILES = 1000

/**
 * The files of a multipart request, one after the other as they arrive; each must be read before the next comes.
 * One beyond `maxBytes` ends early with `file.truncated`. Throws `upload_missing` when the request is of another kind,
 * `upload_too_many_files` after the last one allowed, `upload_interrupted` when it breaks off or is malformed.
 */
export async function* uploadedFiles(
  request: FastifyRequest,
  maxBytes: number,
): AsyncGenerator<MultipartFile, void> {
  if (!request.isMultipart()) throw new DomainError('upload_missing')
  try {
    yield* request.files({
      // Files and fields together have a limit of their own, which would come first.
      limits: { fileSize: maxBytes, files: MOST_FILES, parts: 2 * MOST_FILES },
      throwFileSizeLimit: false,
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'FST_FILES_LIMIT')
      throw new DomainError('upload_too_many_files', { limit: MOST_FILES })
    if (error instanceof DomainError) throw error
    // What the parser itself refuses carries a status; what it stumbles over does not.
    if (error instanceof Error && 'statusCode' in error) throw error
    throw new DomainError('upload_interrupted', { file: 'L’envoi' }, { cause: error })
  }
}

/** Reads the one small file of a multipart request. Throws as `uploadedFiles`, or `upload_too_large`. */
export async function readUploadedFile(
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ name: string; bytes: Buffer }> {
  for await (const part of uploadedFiles(request, maxBytes)) {
    const bytes = await part.toBuffer().catch((error: unknown) => {
      throw new DomainError('upload_interrupted', { file: part.filename }, { cause: error })
    })
    if (part.file.truncated) {
      throw new DomainError('upload_too_large', {
        file: part.filename,
        limitMb: Math.round(maxBytes / 1024 / 1024),
      })
    }
    return { name: part.filename, bytes }
  }
  throw new DomainError('upload_missing')
}
