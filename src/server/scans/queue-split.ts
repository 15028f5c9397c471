import type { Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { splitScanQueue } from './scans.queues.ts'
import { findDueTime } from './scans.store.ts'

/** Queues the split of a scan, or what is left of it, before those that may wait longer; nothing when the scan is gone. */
export async function queueSplit({ jobs }: Pick<Deps, 'jobs'>, trx: Trx, scanId: string): Promise<void> {
  const dueAt = await findDueTime(trx, scanId)
  if (dueAt !== undefined) await jobs.send(trx, splitScanQueue, { scanId }, { dueAt })
}
