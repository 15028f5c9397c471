import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findPostmaster, stopPostmaster } from '#server/db/embedded-postmaster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of this run's clusters, one folder per major version, made when first asked for. */
    testClusters: string
  }
}

const prefix = 'korrigo-tests-'

/** vitest's globalSetup: a folder for the clusters of this run, taken away with its servers at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const name of readdirSync(tmpdir()))
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length).split('-')[0])))
      await remove(join(tmpdir(), name))
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // PostgreSQL 15 walks the path of its data, as the account it runs under.
  chmodSync(folder, 0o755)
  project.provide('testClusters', folder)
  return () => remove(folder)
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

async function remove(folder: string): Promise<void> {
  for (const version of readdirSync(folder)) {
    const paths = { data: join(folder, version, 'cluster'), log: join(folder, version, 'server.log') }
    const postmaster = findPostmaster(paths)
    if (postmaster) await stopPostmaster(postmaster, paths)
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
