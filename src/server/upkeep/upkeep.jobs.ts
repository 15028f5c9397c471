import type { JobDefinition } from '#server/jobs/jobs.ts'
import { removeForgottenFilesQueue } from './upkeep.queues.ts'

/** Removes from the store what a deletion left there. Sent with the deletion; hourly for what could not be removed then. */
export const removeForgottenFilesJob: JobDefinition<Record<string, never>> = {
  ...removeForgottenFilesQueue,
  concurrency: 1,
  schedule: '17 * * * *',
  load: async () => (await import('./forgotten-files.ts')).removeForgottenFiles,
}
