import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A new name in the work folder, for a file or folder that goes when this process has no more use for it. */
export const scratchPath = (workDir: string, purpose: string): string =>
  join(workDir, `${purpose}-${process.pid}-${randomUUID()}`)

/** Makes the work folder, and empties it of what dead processes left there: half an upload, the pages of a split. */
export async function openWorkDir(workDir: string): Promise<void> {
  await mkdir(workDir, { recursive: true })
  for (const name of await readdir(workDir)) {
    const owner = Number(/^[a-z]+-(\d+)-/.exec(name)?.[1])
    if (owner > 0 && !isRunning(owner)) await rm(join(workDir, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  if (existsSync('/proc/self')) return existsSync(`/proc/${pid}`)
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
