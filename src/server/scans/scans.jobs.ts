import type { JobDefinition } from '#server/jobs/jobs.ts'

/** Cuts a deposited scan into pages, then proposes copies. One at a time per worker: it keeps a core busy. */
export const splitScanJob: JobDefinition<{ scanId: string }> = {
  name: 'scan.split',
  concurrency: 1,
  load: async () => (await import('./split-scan-job.ts')).runSplitScan,
}
