import type { JobDefinition } from '#server/jobs/jobs.ts'

/** Removes from the store what the deletion of an exam left there. Sent with the deletion; hourly for what could not be removed then. */
export const removeForgottenFilesJob: JobDefinition<Record<string, never>> = {
  name: 'upkeep.remove-forgotten-files',
  concurrency: 1,
  schedule: '17 * * * *',
  load: async () => (await import('./forgotten-files.ts')).removeForgottenFiles,
}
