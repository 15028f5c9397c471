import type { Config } from './config.ts'
import { JOB_DEFINITIONS } from './jobs/definitions.ts'
import { openDeps } from './open-deps.ts'
import { requeueUnfinishedScans } from './scans/requeue-scans.ts'

/** The worker: runs jobs until closed. */
export async function work(
  config: Config,
  connectionString: string,
): Promise<{ close: () => Promise<void> }> {
  const { deps, close } = await openDeps(config, connectionString, { works: true })
  await requeueUnfinishedScans(deps)
  await deps.jobs.work(deps, JOB_DEFINITIONS)
  return { close }
}
