import { sweepLocksJob } from '#server/grading/grading.jobs.ts'
import { identifyJob } from '#server/identification/identification.jobs.ts'
import { makeImagesJob, readNumbersJob, splitScanJob } from '#server/scans/scans.jobs.ts'
import { removeForgottenFilesJob } from '#server/upkeep/upkeep.jobs.ts'
import type { JobDefinition } from './jobs.ts'

/** Every kind of background work; a worker takes them all. */
export const JOB_DEFINITIONS: ReadonlyArray<JobDefinition<never>> = [
  splitScanJob,
  makeImagesJob,
  readNumbersJob,
  identifyJob,
  sweepLocksJob,
  removeForgottenFilesJob,
]
