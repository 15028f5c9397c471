import type { JobDefinition } from '#server/jobs/jobs.ts'

/** Frees the copies whose corrector went away without closing them. */
export const sweepLocksJob: JobDefinition<Record<string, never>> = {
  name: 'grading.sweep-locks',
  concurrency: 1,
  schedule: '* * * * *',
  load: async () => {
    const { sweepLocks } = await import('./copy-lock.ts')
    return async ({ db }) => {
      await sweepLocks(db)
    }
  },
}
