import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '#server/http/domain-error.ts'
import { scratchPath } from '#server/work-dir.ts'

export interface IncomingFile {
  name: string
  /** In the work folder; to be adopted by the store or discarded. */
  path: string
  sha256: string
  byteSize: number
}

/** A PDF may begin with a few stray bytes; readers accept the mark within the first kilobyte. */
const PDF_MARK_WITHIN = 1024

/**
 * Streams an upload to the work folder, hashing as it goes: memory stays flat whatever the size.
 * Throws `upload_too_large`, `upload_not_pdf`, `upload_interrupted`; nothing is left behind then.
 */
export async function receiveFile(
  source: Readable & { truncated?: boolean },
  name: string,
  { workDir, maxBytes }: { workDir: string; maxBytes: number },
): Promise<IncomingFile> {
  const path = scratchPath(workDir, 'upload')
  const hash = createHash('sha256')
  let byteSize = 0
  let head = Buffer.alloc(0)
  const inspect = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      byteSize += chunk.length
      if (head.length < PDF_MARK_WITHIN)
        head = Buffer.concat([head, chunk.subarray(0, PDF_MARK_WITHIN - head.length)])
      const judged = head.length === PDF_MARK_WITHIN && !head.includes('%PDF-')
      done(judged ? new DomainError('upload_not_pdf', { file: name }) : null, chunk)
    },
  })
  try {
    // On the disk before we say we have it: an acknowledged scan outlives a power cut.
    await pipeline(source, inspect, createWriteStream(path, { flush: true }))
    if (source.truncated === true || byteSize > maxBytes) {
      throw new DomainError('upload_too_large', { file: name, limitMb: Math.round(maxBytes / 1024 / 1024) })
    }
    if (!head.includes('%PDF-')) throw new DomainError('upload_not_pdf', { file: name })
    return { name, path, sha256: hash.digest('hex'), byteSize }
  } catch (error) {
    await rm(path, { force: true })
    if (error instanceof DomainError || isDiskError(error)) throw error
    throw new DomainError('upload_interrupted', { file: name }, { cause: error })
  }
}

/** The same for a file of this machine, which stays where it is. */
export const receiveLocalFile = (
  path: string,
  options: { workDir: string; maxBytes: number },
): Promise<IncomingFile> =>
  receiveFile(createReadStream(path, { end: options.maxBytes }), basename(path), options)

/** A full disk is ours to report as a fault, not the sender's. */
const isDiskError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EACCES', 'EROFS', 'EIO', 'ENOENT', 'EISDIR'].includes(String(error.code))
