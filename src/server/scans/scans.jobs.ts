import type { JobDefinition } from '#server/jobs/jobs.ts'
import { makeImagesQueue, readNumbersQueue, splitScanQueue } from './scans.queues.ts'

/** Cuts a deposited scan into pages, then proposes copies. One at a time per worker: it keeps every core busy. */
export const splitScanJob: JobDefinition<{ scanId: string }> = {
  ...splitScanQueue,
  concurrency: 1,
  load: async () => (await import('./split-scan-job.ts')).runSplitScan,
}

/** Makes the display images of a scan that is split, behind all other work. */
export const makeImagesJob: JobDefinition<{ scanId: string }> = {
  ...makeImagesQueue,
  concurrency: 1,
  load: async () => (await import('./make-images-job.ts')).runMakeImages,
}

/** Reads the numbers that pupils wrote on their sheets. */
export const readNumbersJob: JobDefinition<{ examId: string }> = {
  ...readNumbersQueue,
  concurrency: 1,
  load: async () => (await import('./read-numbers-job.ts')).runReadNumbers,
}
