import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Storage } from './storage/storage.ts'

/** What every feature stands on, in the api, the worker and the command line alike. */
export interface Deps {
  config: Config
  db: Database
  storage: Storage
  jobs: Jobs
}
