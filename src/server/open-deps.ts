import { enableCompileCache } from 'node:module'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import type { Deps } from './deps.ts'
import { JOB_DEFINITIONS } from './jobs/definitions.ts'
import { openJobs } from './jobs/jobs.ts'
import { openLocalStorage } from './storage/local-storage.ts'
import { openWorkDir } from './work-dir.ts'

/** Opens what every process of Korrigo stands on. `works`: this process runs jobs, not only sends them. */
export async function openDeps(
  config: Config,
  connectionString: string,
  { works }: { works: boolean },
): Promise<{ deps: Deps; close: () => Promise<void> }> {
  await openWorkDir(config.workDir)
  // For the child processes above all, which load the readers of PDFs and images anew.
  enableCompileCache(config.compileCacheDir)
  const db = openDatabase(connectionString)
  const jobs = await openJobs(connectionString, {
    works,
    definitions: JOB_DEFINITIONS,
    onError: (error) => console.error(`korrigo: jobs: ${error.message}`),
  })
  const storage = openLocalStorage(config.filesDir)
  return {
    deps: { config, db, storage, jobs },
    close: async () => {
      await jobs.stop()
      await db.destroy()
    },
  }
}
