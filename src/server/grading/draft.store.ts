import { sql } from 'kysely'
import type { DeskView, Marking } from '#contract/grading.ts'
import { type Executor, json, type Trx } from '#server/db/database.ts'

/** The whole state of a desk, as the corrector's page sent it. */
export type DraftPayload = Marking & { view: DeskView }

export const findDraft = (db: Executor, copyId: string, ownerId: string) =>
  db
    .selectFrom('grading_draftstate')
    .where('copy_id', '=', copyId)
    .where('owner_id', '=', ownerId)
    .select(['version', 'payload', 'client_id', 'updated_at'])
    .executeTakeFirst()

/**
 * The newest version of anybody's draft of the copy, 0 when nobody has saved. Versions count per copy, not per person: work left
 * unsent on one's computer is then seen to be older than what a colleague has saved since.
 */
export async function findVersion(db: Executor, copyId: string): Promise<number> {
  const { version } = await db
    .selectFrom('grading_draftstate')
    .where('copy_id', '=', copyId)
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirstOrThrow()
  return version ?? 0
}

/** Whether the stored draft says exactly that; jsonb does not care for the order of keys. */
export async function draftEquals(
  db: Executor,
  copyId: string,
  ownerId: string,
  payload: DraftPayload,
): Promise<boolean> {
  const row = await db
    .selectFrom('grading_draftstate')
    .where('copy_id', '=', copyId)
    .where('owner_id', '=', ownerId)
    .where('payload', '=', sql<Record<string, unknown>>`${json(payload)}::jsonb`)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

export function writeDraft(
  trx: Trx,
  draft: {
    copyId: string
    ownerId: string
    payload: DraftPayload
    lockToken: string
    clientId: string
    version: number
  },
) {
  const values = {
    payload: json(draft.payload),
    lock_token: draft.lockToken,
    client_id: draft.clientId,
    version: draft.version,
    updated_at: sql<Date>`clock_timestamp()`,
  }
  return trx
    .insertInto('grading_draftstate')
    .values({ copy_id: draft.copyId, owner_id: draft.ownerId, ...values })
    .onConflict((conflict) => conflict.columns(['copy_id', 'owner_id']).doUpdateSet(values))
    .returning(['version', 'updated_at'])
    .executeTakeFirstOrThrow()
}
