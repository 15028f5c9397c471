import type { Deps } from '#server/deps.ts'
import { queueSplit } from './queue-split.ts'
import { isScanFree } from './scan-lock.ts'
import * as store from './scans.store.ts'

/**
 * Puts the scans that nobody works on back into the queue: those whose worker died need not wait until its heartbeat is missed,
 * and those whose job ran out of tries are not left waiting for ever. A living worker still holds the lock. A second job of the
 * same scan, should it come, finds it done.
 */
export async function requeueUnfinishedScans(deps: Deps): Promise<void> {
  for (const { id } of await store.listUnfinished(deps.db)) {
    await deps.db.transaction().execute(async (trx) => {
      if (await isScanFree(trx, id)) await queueSplit(deps, trx, id)
    })
  }
}
