import { type Desk, getDesk, lockCopy, renewLock } from '#contract/grading.ts'
import { call, isProblem } from '#web/api.ts'
import { DeskSession } from './desk-session.ts'
import type { Hold } from './desk-store.ts'
import { takeTokenOfReload } from './lock-token.ts'

/** Opens a copy: takes the lock when it can be taken, says why not otherwise. Throws ApiProblem when it cannot be seen. */
export async function openDesk(copyId: string, actor: { id: string; role: string }): Promise<DeskSession> {
  const params = { copyId }
  const desk = await call(getDesk, { params })
  const barrier = barrierOf(desk, actor.role)
  if (barrier !== null) return new DeskSession(actor.id, desk, barrier, null)
  try {
    const token = await takeLock(copyId)
    // Another tab of mine may have saved between the reading and the lock.
    const current = desk.lock === null ? desk : await call(getDesk, { params })
    const session = new DeskSession(actor.id, current, { kind: 'mine' }, token)
    await session.recover()
    return session
  } catch (error) {
    if (!isProblem(error, 'copy_locked_by_other')) throw error
    const seen = await call(getDesk, { params }).catch(() => {
      // It was nobody's and is theirs now: all there is to say is who was quicker.
      throw error
    })
    const hold = barrierOf(seen, actor.role) ?? { kind: 'held', holder: 'Quelqu’un', since: '' }
    return new DeskSession(actor.id, seen, hold, null)
  }
}

function barrierOf(desk: Desk, role: string): Hold | null {
  if (desk.status === 'GRADED') return { kind: 'graded' }
  if (role !== 'corrector') return { kind: 'looking' }
  if (desk.status === 'STAGING') return { kind: 'notReady' }
  if (desk.lock === null || desk.lock.mine) return null
  return { kind: 'held', holder: desk.lock.holder, since: desk.lock.since }
}

async function takeLock(copyId: string): Promise<string> {
  const before = takeTokenOfReload(copyId)
  if (before !== null) {
    try {
      return (await call(renewLock, { params: { copyId }, lockToken: before })).token
    } catch {
      // Taken over or expired meanwhile: an ordinary opening tells.
    }
  }
  return (await call(lockCopy, { params: { copyId } })).token
}
