import type { JobQueue } from '#server/jobs/jobs.ts'

// Apart from the jobs, which load the work: that work queues itself again, and the next step.

export const splitScanQueue: JobQueue<{ scanId: string }> = { name: 'scan.split' }
export const makeImagesQueue: JobQueue<{ scanId: string }> = { name: 'scan.images' }
