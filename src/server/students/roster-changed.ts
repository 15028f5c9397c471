import type { Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { listExamsOf } from './roster.store.ts'

/**
 * Every change of the roster of an exam passes here, in its transaction: somebody put on it or taken off it, or somebody on it who is
 * now written otherwise. What was proposed for the roster as it was holds no longer.
 */
export async function rosterChanged(trx: Trx, examIds: Iterable<string>): Promise<void> {
  for (const examId of examIds) await announce(trx, { type: 'exam', examId })
}

/** The same for students who are now written otherwise: it concerns each exam that expects one of them. */
export async function studentsChanged(trx: Trx, studentIds: number[]): Promise<void> {
  await rosterChanged(trx, await listExamsOf(trx, studentIds))
}
