import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '#server/http/domain-error.ts'
import { scratchPath } from '#server/work-dir.ts'
import { type FileKind, fileKindOf, HEAD_BYTES } from './file-kind.ts'

export interface IncomingFile {
  name: string
  kind: FileKind
  /** In the work folder; to be adopted by the store or discarded. */
  path: string
  sha256: string
  byteSize: number
}

export interface ReceiveOptions {
  workDir: string
  maxBytes: number
}

/**
 * Streams an upload to the work folder, hashing as it goes: memory stays flat whatever the size.
 * Throws `upload_too_large`, `upload_empty`, `upload_not_a_scan`, `upload_interrupted`; nothing is left behind then. A file that is
 * refused is read to its end all the same, so that the next one of the same request can follow.
 */
export async function receiveFile(
  source: Readable & { truncated?: boolean },
  name: string,
  { workDir, maxBytes }: ReceiveOptions,
): Promise<IncomingFile> {
  const path = scratchPath(workDir, 'upload')
  const hash = createHash('sha256')
  let byteSize = 0
  let head = Buffer.alloc(0)
  const isHopeless = () => byteSize > maxBytes || (head.length === HEAD_BYTES && fileKindOf(head) === null)
  const inspect = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      byteSize += chunk.length
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)])
      // What will be refused is not written.
      if (isHopeless()) done()
      else done(null, chunk)
    },
  })
  try {
    // On the disk before we say we have it: an acknowledged scan outlives a power cut.
    await pipeline(source, inspect, createWriteStream(path, { flush: true }))
    const kind = fileKindOf(head)
    if (byteSize === 0) throw new DomainError('upload_empty', { file: name })
    if (kind === null) throw new DomainError('upload_not_a_scan', { file: name })
    if (source.truncated === true || byteSize > maxBytes)
      throw new DomainError('upload_too_large', { file: name, limitMb: megabytes(maxBytes) })
    return { name, kind, path, sha256: hash.digest('hex'), byteSize }
  } catch (error) {
    await rm(path, { force: true })
    if (error instanceof DomainError || isDiskError(error)) throw error
    throw new DomainError('upload_interrupted', { file: name }, { cause: error })
  }
}

/** The same for a file of this machine, which stays where it is. */
export const receiveLocalFile = (path: string, options: ReceiveOptions): Promise<IncomingFile> =>
  receiveFile(createReadStream(path, { end: options.maxBytes }), basename(path), options)

/** Takes away a received file that nobody adopts. */
export const discardFile = (file: IncomingFile): Promise<void> => rm(file.path, { force: true })

export const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)

/** A full disk is ours to report as a fault, not the sender's. */
const isDiskError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EACCES', 'EROFS', 'EIO', 'ENOENT', 'EISDIR'].includes(String(error.code))
