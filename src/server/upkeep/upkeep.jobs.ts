import type { JobDefinition } from '#server/jobs/jobs.ts'

/** Removes stored files that no row names any more: those of a deleted exam, and what a crash left behind. */
export const removeUnreferencedFilesJob: JobDefinition<Record<string, never>> = {
  name: 'upkeep.remove-unreferenced-files',
  concurrency: 1,
  schedule: '17 * * * *',
  load: async () => {
    const { removeUnreferencedFiles } = await import('./unreferenced-files.ts')
    return async ({ db, storage }) => {
      await removeUnreferencedFiles({ db, storage })
    }
  },
}
