import type { Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import type { JobQueue } from '#server/jobs/jobs.ts'

export const identifyQueue: JobQueue<{ examId: string }> = { name: 'identification.identify' }

/** Has the proposals of an exam made anew once the transaction commits; headers already read are not read again. */
export const queueIdentification = ({ jobs }: Pick<Deps, 'jobs'>, trx: Trx, examId: string): Promise<void> =>
  jobs.send(trx, identifyQueue, { examId }, { mergedAs: examId })
