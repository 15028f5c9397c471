import type { JobDefinition } from '#server/jobs/jobs.ts'
import { identifyQueue } from './identification.queues.ts'

/** Reads the headers of an exam that were not read yet, and proposes a student for every copy. */
export const identifyJob: JobDefinition<{ examId: string }> = {
  ...identifyQueue,
  concurrency: 1,
  load: async () => (await import('./identify-exam.ts')).runIdentify,
}
