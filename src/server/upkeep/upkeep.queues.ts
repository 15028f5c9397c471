import type { JobQueue } from '#server/jobs/jobs.ts'

// Apart from the job, which loads the work: what notes files for removal stands beside it.

export const removeForgottenFilesQueue: JobQueue<Record<string, never>> = {
  name: 'upkeep.remove-forgotten-files',
}
