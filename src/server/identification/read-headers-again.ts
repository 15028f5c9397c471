import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { queueIdentification } from './identification.queues.ts'
import { findExamName } from './identification.store.ts'
import { forgetReadings } from './readings.store.ts'

/**
 * Has headers read again in the background: those of the copies named, or of all copies of the exam that have no student. Gives how
 * many were read before and wait now. Throws `not_found`.
 */
export async function readHeadersAgain(
  deps: Pick<Deps, 'db' | 'jobs'>,
  examId: string,
  copyIds?: string[],
): Promise<number> {
  return deps.db.transaction().execute(async (trx) => {
    if ((await findExamName(trx, examId)) === undefined) throw new DomainError('not_found')
    const forgotten = await forgetReadings(trx, examId, copyIds)
    await announce(trx, { type: 'exam', examId })
    await queueIdentification(deps, trx, examId)
    return forgotten
  })
}
