import type { Actor } from '#contract/auth.ts'
import type { Lock } from '#contract/grading.ts'
import { recordCopyEvent, SYSTEM_ACTOR_ID } from '#server/audit/audit.ts'
import { displayName } from '#server/auth/display-name.ts'
import type { Database, Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './copy-lock.store.ts'
import { isFree, mayMark } from './grading.policy.ts'
import { type CopyRow, holdCopy, marksExam } from './grading.store.ts'

/**
 * READY → LOCKED for 30 minutes; a copy that was handed out to nobody becomes the actor's. A lock the same person holds
 * elsewhere passes to the caller under a new token.
 * Throws `not_found` for a copy that is not the actor's, `copy_locked_by_other`, `copy_wrong_state`.
 */
export function lockCopy(db: Database, actor: Actor, copyId: string): Promise<Lock> {
  return db.transaction().execute(async (trx) => {
    let copy = await holdCopy(trx, copyId)
    if (copy === undefined) throw new DomainError('not_found')
    const marks = await marksExam(trx, copy.exam_id, actor.id)
    const lock = await store.findLock(trx, copyId)
    const heldByColleague = marks && lock !== undefined && !lock.expired && lock.owner_id !== actor.id
    // A copy that was nobody's a moment ago: who was slower is told who has it.
    if (!mayMark(actor, copy, marks) && !heldByColleague) throw new DomainError('not_found')
    if (lock?.expired) {
      // The periodic sweep comes once a minute; nobody waits for it.
      await expireLock(trx, copy, lock.owner_id)
      copy = { ...copy, status: 'READY' }
    } else if (lock?.owner_id === actor.id) {
      const taken = await store.replaceToken(trx, copyId)
      await recordCopyEvent(trx, [{ copyId, action: 'LOCK_TAKEN_OVER', actorId: actor.id }])
      return toLock(taken)
    } else if (lock !== undefined) {
      throw new DomainError('copy_locked_by_other', {
        holder: displayName(lock),
        since: hourOf(lock.locked_at),
      })
    }
    if (copy.status !== 'READY')
      throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'READY' })
    if (isFree(copy)) {
      await store.assignTo(trx, copyId, actor.id)
      const metadata = { previous_corrector_id: null, corrector_id: actor.id }
      await recordCopyEvent(trx, [{ copyId, action: 'ASSIGN', actorId: actor.id, metadata }])
    }
    const made = await store.insertLock(trx, copyId, actor.id)
    await recordCopyEvent(trx, [{ copyId, action: 'LOCK', actorId: actor.id }])
    await announce(trx, { type: 'exam', examId: copy.exam_id })
    return toLock(made)
  })
}

/** The heartbeat of an open desk. Throws `lock_lost`. */
export function renewLock(db: Database, actor: Actor, copyId: string, token: string): Promise<Lock> {
  return db.transaction().execute(async (trx) => {
    await holdLockedCopy(trx, actor, copyId, token)
    return toLock(await store.extendLock(trx, copyId))
  })
}

/** LOCKED → READY; what was saved stays. Throws `lock_lost`. */
export function unlockCopy(db: Database, actor: Actor, copyId: string, token: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const copy = await holdLockedCopy(trx, actor, copyId, token)
    await freeCopy(trx, copy, { action: 'UNLOCK', actorId: actor.id })
  })
}

/** An admin frees a copy that somebody left open. Throws `copy_wrong_state` unless it is LOCKED. */
export function releaseLock(db: Database, actor: Actor, copyId: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const copy = await holdCopy(trx, copyId)
    if (copy === undefined) throw new DomainError('not_found')
    if (copy.status !== 'LOCKED')
      throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'LOCKED' })
    await freeCopy(trx, copy, {
      action: 'LOCK_RELEASED',
      actorId: actor.id,
      metadata: { owner_id: copy.locked_by_id },
    })
  })
}

/** Frees every copy whose lock has run out. One transaction each: a copy that somebody is busy with delays no other. */
export async function sweepLocks(db: Database): Promise<number> {
  let swept = 0
  for (const copyId of await store.listExpired(db)) {
    await db.transaction().execute(async (trx) => {
      const copy = await holdCopy(trx, copyId)
      // Looked at again now that the copy is held: a new lock may have taken the place of the expired one.
      const lock = await store.findLock(trx, copyId)
      if (copy === undefined || !lock?.expired) return
      await expireLock(trx, copy, lock.owner_id)
      swept++
    })
  }
  return swept
}

/**
 * The copy, held until the transaction ends, when the actor has it open under that token and the lock still lives.
 * Throws `not_found` for a copy that is not the actor's, otherwise `lock_lost`. Every change to an open copy begins with this.
 */
export async function holdLockedCopy(
  trx: Trx,
  actor: Actor,
  copyId: string,
  token: string,
): Promise<CopyRow> {
  const copy = await holdCopy(trx, copyId)
  // Opening a copy makes it the corrector's own, so here it is theirs or it is none of their business.
  if (copy === undefined || !mayMark(actor, copy, false)) throw new DomainError('not_found')
  const lock = await store.findLock(trx, copyId)
  const holds = lock !== undefined && lock.owner_id === actor.id && lock.token === token && !lock.expired
  if (copy.status !== 'LOCKED' || !holds) throw new DomainError('lock_lost')
  return copy
}

const expireLock = (trx: Trx, copy: CopyRow, ownerId: string): Promise<void> =>
  freeCopy(trx, copy, {
    action: 'LOCK_EXPIRED',
    actorId: SYSTEM_ACTOR_ID,
    metadata: { owner_id: ownerId },
  })

async function freeCopy(
  trx: Trx,
  copy: CopyRow,
  event: { action: string; actorId: string; metadata?: Record<string, unknown> },
): Promise<void> {
  await store.deleteLock(trx, copy.id)
  await store.setReady(trx, copy.id)
  await recordCopyEvent(trx, [{ copyId: copy.id, ...event }])
  await announce(trx, { type: 'exam', examId: copy.exam_id })
}

const toLock = (row: { token: string; expires_at: Date }): Lock => ({
  token: row.token,
  expiresAt: row.expires_at.toISOString(),
})

/** « 14 h 05 », in the school's own time zone, that of the server. */
const hourOf = (at: Date): string =>
  `${String(at.getHours()).padStart(2, '0')}\u00a0h\u00a0${String(at.getMinutes()).padStart(2, '0')}`
