import { renewLock } from '#contract/grading.ts'
import { HEARTBEAT_SECONDS } from '#domain/copy-status.ts'
import { call, isProblem } from '#web/api.ts'
import { announceOpened, onOpenedElsewhere } from './desk-channel.ts'
import { keepTokenForReload } from './lock-token.ts'

/** Keeps the lock of an open copy alive and says when it is lost. The answer ends the watch. */
export function watchLock(copyId: string, lockToken: string, onLost: () => void): () => void {
  let isOver = false
  const beat = async (): Promise<void> => {
    try {
      await call(renewLock, { params: { copyId }, lockToken })
    } catch (error) {
      // Without network the lock may well be alive: only the server's word counts.
      if (isProblem(error, 'lock_lost') && !isOver) onLost()
    }
  }
  // After a sleep of the machine the lock may be gone: better known at once than at the next mark.
  const beatWhenSeen = (): void => {
    if (document.visibilityState === 'visible') void beat()
  }
  const keepToken = (): void => keepTokenForReload(copyId, lockToken)

  const heartbeat = setInterval(() => void beat(), HEARTBEAT_SECONDS * 1000)
  document.addEventListener('visibilitychange', beatWhenSeen)
  addEventListener('pagehide', keepToken)
  const stopListening = onOpenedElsewhere(copyId, () => void beat())
  announceOpened(copyId)

  return () => {
    isOver = true
    clearInterval(heartbeat)
    document.removeEventListener('visibilitychange', beatWhenSeen)
    removeEventListener('pagehide', keepToken)
    stopListening()
  }
}
