import { Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useCopyId } from '#web/route-params.ts'
import { useActor } from '#web/session.queries.ts'
import { AWAY_FROM_CORNER } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import classes from './desk.module.css'
import { DeskProvider } from './desk-context.tsx'
import { DeskScreen } from './desk-screen.tsx'
import type { DeskSession } from './desk-session.ts'
import { gradingKeys } from './grading.queries.ts'
import { openDesk } from './open-desk.ts'

/** The marking desk of one copy. */
export function DeskPage() {
  const copyId = useCopyId()
  return <OpenDesk key={copyId} copyId={copyId} />
}

function OpenDesk({ copyId }: { copyId: string }) {
  const { id: actorId, role } = useActor()
  const client = useQueryClient()
  const [session, setSession] = useState<DeskSession | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` opens it once more.
  useEffect(() => {
    const waitingId = `waiting-${copyId}`
    let isGone = false
    let opened: DeskSession | null = null
    const leave = async (left: DeskSession) => {
      const { exam, anonymousId } = left.store.getState().desk
      if (!(await left.leave())) {
        notifications.show({
          id: waitingId,
          color: 'amber',
          title: 'Travail en attente',
          message: `Copie ${anonymousId}\u00A0: vos dernières modifications attendent sur ce poste. Rouvrez-la pour les envoyer.`,
          autoClose: false,
          ...AWAY_FROM_CORNER,
          closeButtonProps: { 'aria-label': 'Fermer' },
        })
      }
      void client.invalidateQueries({ queryKey: gradingKeys.myCopies(exam.id) })
    }
    setError(null)
    openDesk(copyId, { id: actorId, role }).then(
      (session) => {
        opened = session
        if (isGone) void leave(session)
        else {
          notifications.hide(waitingId)
          setSession(session)
        }
      },
      (refused) => {
        if (!isGone) setError(refused)
      },
    )
    return () => {
      isGone = true
      if (opened !== null) void leave(opened)
    }
  }, [copyId, actorId, role, attempt])

  if (error !== null) {
    return (
      <div className={classes.refused}>
        <ProblemAlert error={error} onRetry={() => setAttempt(attempt + 1)} />
      </div>
    )
  }
  if (session === null) {
    return (
      <div className={classes.opening} aria-busy="true">
        <Skeleton height="100%" />
      </div>
    )
  }
  return (
    <DeskProvider value={session}>
      <DeskScreen />
    </DeskProvider>
  )
}
