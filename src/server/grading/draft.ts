import type { Actor } from '#contract/auth.ts'
import { DeskView, type Draft, type Marking } from '#contract/grading.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import type { Database, Executor } from '#server/db/database.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { holdLockedCopy } from './copy-lock.ts'
import * as store from './draft.store.ts'
import { type CopyRow, getExam, listPages } from './grading.store.ts'
import { readMarking, writeChange } from './marking.store.ts'
import { compareMarkings } from './marking-change.ts'
import { eventsOf } from './marking-events.ts'
import { refuseRepeatedIds, refuseUnfit } from './marking-faults.ts'

export interface DraftSave {
  baseVersion: number
  clientId: string
  marking: Marking
  view: DeskView
}

/**
 * Where the actor's desk stands. The marking is read from the tables, not from the draft: a copy that changes hands goes on from
 * what is on it. Only the view is the actor's own.
 */
export async function readDraft(db: Executor, actor: Actor, copy: CopyRow): Promise<Draft> {
  const row = await store.findDraft(db, copy.id, actor.id)
  const view = DeskView.safeParse(row?.payload.view)
  return {
    version: await store.findVersion(db, copy.id),
    marking: await readMarking(db, copy),
    view: view.success ? view.data : DeskView.parse({}),
  }
}

/**
 * Stores the whole state of the desk, and in the same transaction the difference to what was there before: annotations, marks,
 * remarks, appreciation, and a line of the journal for each. Sending the same save twice is one save.
 * Throws `lock_lost`, `draft_conflict` with the current draft, `mark_invalid`, `question_unknown`, `annotation_invalid`.
 */
export function saveDraft(
  db: Database,
  actor: Actor,
  { copyId, token }: { copyId: string; token: string },
  save: DraftSave,
): Promise<{ version: number; savedAt: string }> {
  const payload = withCleanText<store.DraftPayload>({ ...save.marking, view: save.view })
  const { view: _, ...marking } = payload
  return db.transaction().execute(async (trx) => {
    const copy = await holdLockedCopy(trx, actor, copyId, token)
    const draft = await store.findDraft(trx, copyId, actor.id)
    const version = await store.findVersion(trx, copyId)
    if (version !== save.baseVersion) {
      // The answer to this very save was lost, and the page sent it again.
      const isRepeat =
        draft?.client_id === save.clientId && draft.version === version && version === save.baseVersion + 1
      if (isRepeat && (await store.draftEquals(trx, copyId, actor.id, payload)))
        return { version, savedAt: draft.updated_at.toISOString() }
      throw new DomainError('draft_conflict', {}, { current: await readDraft(trx, actor, copy) })
    }
    await writeMarking(trx, actor, copy, marking)
    const written = await store.writeDraft(trx, {
      copyId,
      ownerId: actor.id,
      payload,
      lockToken: token,
      clientId: save.clientId,
      version: version + 1,
    })
    return { version: written.version, savedAt: written.updated_at.toISOString() }
  })
}

async function writeMarking(
  trx: Parameters<typeof writeChange>[0],
  actor: Actor,
  copy: CopyRow,
  marking: Marking,
): Promise<void> {
  refuseRepeatedIds(marking)
  const change = compareMarkings(await readMarking(trx, copy), marking)
  const [exam, pages] = [await getExam(trx, copy.exam_id), await listPages(trx, copy.id)]
  refuseUnfit(change, { structure: exam.grading_structure, pageCount: pages.length })
  const place = { copyId: copy.id, authorId: actor.id, marks: marking.marks }
  if (!(await writeChange(trx, place, change)))
    throw new DomainError('annotation_invalid', { reason: 'son numéro est déjà pris.' })
  await recordCopyEvent(
    trx,
    eventsOf(change).map((event) => ({ copyId: copy.id, actorId: actor.id, ...event })),
  )
}

/**
 * PostgreSQL keeps neither NUL nor half of a surrogate pair (a character cut in two by a length limit). Losing such a
 * character is better than refusing the save of a whole desk.
 */
function withCleanText<T>(value: T): T {
  const text = JSON.stringify(value)
  if (!/\\u0000|\\ud[89a-f]/.test(text)) return value
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '') : part,
  )
}
