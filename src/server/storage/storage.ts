import type { Readable } from 'node:stream'

/**
 * Where files are kept: a local folder today, an S3-compatible store with the same interface tomorrow.
 * A key is a relative path of safe characters (`scans/ab12….pdf`). A file is whole or absent: writes are atomic.
 */
export interface Storage {
  /** Writes a file, replacing the one of that key. */
  put(key: string, content: Buffer | Uint8Array | Readable): Promise<void>
  /** Moves a file of the work folder into the store. `remakeable`: it may be lost in a power cut, so the disk is not waited for. */
  adopt(key: string, localPath: string, options?: { remakeable: boolean }): Promise<void>
  /** Throws `StoredFileMissing`. */
  read(key: string): Promise<Buffer>
  stream(key: string): Readable
  exists(key: string): Promise<boolean>
  /** Removes a file, or a folder with everything in it. */
  remove(key: string): Promise<void>
  /** A local file with the content, for a child process to read. Never written to. */
  localPath(key: string): Promise<string>
}

export class StoredFileMissing extends Error {
  override name = 'StoredFileMissing'
}

const SAFE_KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/i

/** Keys are made by us, never by users; this refuses the mistake that would let one climb out of the store. */
export function assertSafeKey(key: string): void {
  if (!SAFE_KEY.test(key) || key.includes('..')) throw new Error(`Unsafe storage key: ${key}`)
}
