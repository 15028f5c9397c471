import type { Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import type { JobQueue } from '#server/jobs/jobs.ts'

// Apart from the jobs, which load the work: that work queues itself again, and the next step.

export const splitScanQueue: JobQueue<{ scanId: string }> = { name: 'scan.split' }
export const makeImagesQueue: JobQueue<{ scanId: string }> = { name: 'scan.images' }
export const readNumbersQueue: JobQueue<{ examId: string }> = { name: 'scan.numbers' }

/** Has the numbers read of pages not looked at yet, once the transaction commits. */
export const queueNumbers = ({ jobs }: Pick<Deps, 'jobs'>, trx: Trx, examId: string): Promise<void> =>
  jobs.send(trx, readNumbersQueue, { examId }, { mergedAs: examId })
