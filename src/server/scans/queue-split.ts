import type { Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { splitScanQueue } from './scans.queues.ts'
import { findDueTime } from './scans.store.ts'

/** Queues the split of a scan, or what is left of it, before those that may wait longer. */
export async function queueSplit({ jobs }: Pick<Deps, 'jobs'>, trx: Trx, scanId: string): Promise<void> {
  await jobs.send(trx, splitScanQueue, { scanId }, { dueAt: await findDueTime(trx, scanId) })
}
