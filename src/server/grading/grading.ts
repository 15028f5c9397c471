import type { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import type { Desk, GradingEvent } from '#contract/grading.ts'
import { restoreBefore } from '#server/anonymity/lifting.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import { displayName } from '#server/auth/display-name.ts'
import type { Database } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { withoutExpired } from './copy-list.ts'
import { findLock } from './copy-lock.store.ts'
import { readDraft } from './draft.ts'
import { isFree, maySeeDesk } from './grading.policy.ts'
import * as store from './grading.store.ts'
import { listPageLooks } from './page-look.ts'

/** A copy as its corrector sees it. Throws `not_found` for a copy that is not theirs, whether it exists or not. */
export async function getDesk(db: Database, actor: Actor, copyId: string): Promise<Desk> {
  const copy = await getVisibleCopy(db, actor, copyId)
  const [exam, pages, draft, lock, student] = await Promise.all([
    store.getExam(db, copy.exam_id),
    listPageLooks(db, copyId),
    readDraft(db, actor, copy),
    findLock(db, copyId),
    store.findShownStudent(db, copyId),
  ])
  const alive = lock === undefined || lock.expired ? null : lock
  return {
    id: copy.id,
    anonymousId: copy.anonymous_id,
    ...(student && { studentName: `${student.last_name} ${student.first_name}` }),
    status: withoutExpired(copy.status, alive !== null),
    exam: { id: exam.id, name: exam.name, gradingStructure: exam.grading_structure },
    pages: pages.map((page, index) => ({
      index,
      look: page.look,
      widthPx: page.width_px,
      heightPx: page.height_px,
      blank: page.blank,
    })),
    draft,
    lock: alive && {
      mine: alive.owner_id === actor.id,
      holder: displayName(alive),
      since: alive.locked_at.toISOString(),
      expiresAt: alive.expires_at.toISOString(),
    },
  }
}

export async function getVisibleCopy(db: Database, actor: Actor, copyId: string): Promise<store.CopyRow> {
  const copy = await store.findCopy(db, copyId)
  if (copy === undefined) throw new DomainError('not_found')
  const marksExam = isFree(copy) && (await store.marksExam(db, copy.exam_id, actor.id))
  if (!maySeeDesk(actor, copy, marksExam)) throw new DomainError('not_found')
  return copy
}

/**
 * GRADED → READY: the copy goes back to its corrector with all that is on it. The final PDF made before stays in
 * storage and in `grading_finalpdf`, and names are hidden again. Throws `exam_released` while students may be looking at it, `copy_wrong_state`.
 */
export function reopenCopy(db: Database, actor: Actor, copyId: string, reason: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const exam = await store.holdExamOf(trx, copyId, 'change')
    const copy = await store.holdCopy(trx, copyId)
    if (exam === undefined || copy === undefined) throw new DomainError('not_found')
    if (copy.status !== 'GRADED')
      throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'GRADED' })
    if (exam.results_released_at !== null) throw new DomainError('exam_released')
    await restoreBefore(trx, actor, exam.id, 'reopen')
    await trx
      .updateTable('exams_copy')
      .set({ status: 'READY', final_pdf: null, graded_at: null, locked_at: null })
      .where('id', '=', copyId)
      .execute()
    await recordCopyEvent(trx, [{ copyId, action: 'REOPEN', actorId: actor.id, metadata: { reason } }])
    await announce(trx, { type: 'exam', examId: exam.id })
  })
}

/** Journal of a copy, oldest first. */
export async function listCopyEvents(
  db: Database,
  copyId: string,
  limit: number,
): Promise<z.output<typeof GradingEvent>[]> {
  if ((await store.findCopy(db, copyId)) === undefined) throw new DomainError('not_found')
  const rows = await store.listEvents(db, copyId, limit)
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    actor: displayName(row),
    timestamp: row.timestamp.toISOString(),
    metadata: row.metadata,
  }))
}
