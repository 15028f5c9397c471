import type { Deps } from '#server/deps.ts'
import { isScanFree } from './scan-lock.ts'
import { splitScanJob } from './scans.jobs.ts'
import * as store from './scans.store.ts'

/**
 * Puts the scans whose worker died back into the queue, so that they need not wait until its heartbeat is missed.
 * A living worker still holds the lock. The job of the dead one, should it still come, finds the scan done.
 */
export async function requeueInterruptedScans(deps: Deps): Promise<void> {
  for (const { id } of await store.listSplitting(deps.db)) {
    await deps.db.transaction().execute(async (trx) => {
      if (await isScanFree(trx, id)) await deps.jobs.send(trx, splitScanJob, { scanId: id })
    })
  }
}
