import { sql } from 'kysely'
import type { Trx } from '#server/db/database.ts'

export const listStates = (trx: Trx, examId: string) =>
  trx.selectFrom('exams_copy').where('exam_id', '=', examId).select(['id', 'status']).execute()

/** False when it was so already. */
export async function setLifted(trx: Trx, examId: string, lifted: boolean): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('exams_exam')
    .set({ anonymity_lifted_at: lifted ? sql<Date>`clock_timestamp()` : null })
    .where('id', '=', examId)
    .where('anonymity_lifted_at', lifted ? 'is' : 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
