import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

/** Held until released, or until the process dies in whatever way. */
export type FileLock = { release(): void }

const sqliteBusy = 5

/** Keeps the handles reachable: a collected handle would give its lock back. */
const held = new Set<DatabaseSync>()

/**
 * Takes a lock on the file at `path` (made when absent), or returns undefined when another holder,
 * in this process or another, stands in the way. Node has no lock of its own that the kernel gives back
 * after a kill -9; the locks SQLite takes on an empty database file are such locks.
 */
export function tryFileLock(path: string, mode: 'shared' | 'exclusive'): FileLock | undefined {
  const file = new DatabaseSync(path)
  try {
    if (mode === 'exclusive') file.exec('begin exclusive')
    else file.exec('begin; select * from sqlite_schema')
  } catch (error) {
    file.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return undefined
    throw error
  }
  held.add(file)
  return {
    release() {
      if (held.delete(file)) file.close()
    },
  }
}

/** Waits until the exclusive lock is had; throws after `timeoutMs`. */
export async function waitForFileLock(path: string, timeoutMs: number): Promise<FileLock> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const lock = tryFileLock(path, 'exclusive')
    if (lock) return lock
    if (Date.now() > deadline) throw new Error(`Le verrou ${path} est pris depuis trop longtemps.`)
    await sleep(20)
  }
}
