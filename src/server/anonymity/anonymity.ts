import { isDeepStrictEqual } from 'node:util'
import type { Anonymity, AnonymityCopy, Painting } from '#contract/anonymity.ts'
import type { Actor } from '#contract/auth.ts'
import { inkRows } from '#domain/ink-rows.ts'
import { recordAudit, recordCopyEvent } from '#server/audit/audit.ts'
import type { Database } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './anonymity.store.ts'

/** What is hidden on every page of the exam. Throws `not_found`. */
export async function getAnonymity(db: Database, examId: string): Promise<Anonymity> {
  const exam = await store.findExam(db, examId)
  if (exam === undefined) throw new DomainError('not_found')
  const [copies, pages] = await Promise.all([store.listCopies(db, examId), store.listPages(db, examId)])
  const byCopy = Map.groupBy(pages, (page) => page.copy_id)
  return {
    headerMargin: exam.header_margin,
    copies: copies.map(
      (copy): AnonymityCopy => ({
        id: copy.id,
        anonymousId: copy.anonymous_id,
        status: copy.status,
        pages: (byCopy.get(copy.id) ?? []).map((page) => ({
          id: page.id,
          rotation: page.rotation,
          widthPx: page.width_px,
          heightPx: page.height_px,
          blank: page.blank,
          headerBox: page.header_box,
          band: page.band,
          zones: page.zones,
        })),
        inkRows:
          copy.fingerprint === null || copy.half === null || copy.rotation === null
            ? null
            : inkRows(copy.fingerprint, copy.half, copy.rotation),
      }),
    ),
  }
}

/** Throws `not_found`. */
export async function setHeaderMargin(
  db: Database,
  actor: Actor,
  examId: string,
  margin: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const exam = await store.holdExam(trx, examId)
    if (exam === undefined) throw new DomainError('not_found')
    if (exam.header_margin === margin) return
    await store.setHeaderMargin(trx, examId, margin)
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'set_header_margin',
      examId,
      metadata: { before: exam.header_margin, after: margin },
    })
    await announce(trx, { type: 'exam', examId })
  })
}

/**
 * Replaces what persons said is to be hidden on a page of a copy, whatever the state of the copy: a name may be seen at any time.
 * Throws `not_found`, `painting_changed` (with what is there) when it is not as the caller believed.
 */
export async function paintPage(
  db: Database,
  actor: Actor,
  pageId: string,
  { before, after }: { before: Painting; after: Painting },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const copy = await store.findCopyOfPage(trx, pageId)
    const now = copy && (await store.holdPainting(trx, pageId))
    if (copy === undefined || now === undefined) throw new DomainError('not_found')
    if (!isSame(now, before)) throw new DomainError('painting_changed', {}, { current: now })
    const kept = new Map(now.zones.map((zone) => [zone.id, zone]))
    const changed = after.zones.filter((zone) => !isDeepStrictEqual(kept.get(zone.id), zone))
    const staying = new Set(after.zones.filter((zone) => !changed.includes(zone)).map(({ id }) => id))
    await store.deleteZones(
      trx,
      now.zones.map(({ id }) => id).filter((id) => !staying.has(id)),
    )
    if (!(await store.insertZones(trx, pageId, changed, actor.id))) throw new DomainError('invalid_request')
    if (!isDeepStrictEqual(now.band, after.band)) await store.setBand(trx, pageId, after.band, actor.id)
    await recordCopyEvent(trx, [
      {
        copyId: copy.id,
        actorId: actor.id,
        action: 'PAINT',
        metadata: { page_id: pageId, before: now, after },
      },
    ])
    await announce(trx, { type: 'exam', examId: copy.exam_id })
  })
}

const isSame = (one: Painting, other: Painting): boolean =>
  isDeepStrictEqual(one.band, other.band) && isDeepStrictEqual(sorted(one.zones), sorted(other.zones))

const sorted = (zones: Painting['zones']) => zones.toSorted((a, b) => (a.id < b.id ? -1 : 1))
