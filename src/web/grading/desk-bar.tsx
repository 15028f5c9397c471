import { Button, Text, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useActor } from '#web/session.queries.ts'
import { InTopBar } from '#web/ui/top-bar-slot.tsx'
import classes from './desk.module.css'
import { useCanMark, useDeskSession, useDeskState } from './desk-context.tsx'
import type { SaveState } from './save-queue.ts'

/** What copy this is, whether it is saved, and the way out; in the top bar, so that the paper has the height. */
export function DeskBar({ onGiveBack, isFinishing }: { onGiveBack: () => void; isFinishing: boolean }) {
  const canMark = useCanMark()
  const desk = useDeskState((state) => state.desk)
  const isAdmin = useActor().role === 'admin'
  return (
    <InTopBar>
      <div className={classes.bar}>
        <Link
          to={isAdmin ? '/examens/$examId/correction' : '/corrections/$examId'}
          params={{ examId: desk.exam.id }}
          className={classes.back}
        >
          <IconArrowLeft size={16} aria-hidden />
          <span className={classes.examName}>{desk.exam.name}</span>
        </Link>
        <h1 className={classes.copyName}>
          Copie {desk.anonymousId}
          {desk.studentName !== undefined && ` · ${desk.studentName}`}
        </h1>
        <SaveWord />
        {canMark && (
          <Tooltip label="Ferme la copie sans la terminer. Tout ce qui est fait reste.">
            <Button size="compact-sm" variant="default" disabled={isFinishing} onClick={onGiveBack}>
              Rendre
            </Button>
          </Tooltip>
        )}
      </div>
    </InTopBar>
  )
}

const WORDS: Record<SaveState, string> = {
  saved: 'Enregistré',
  pending: 'Enregistrement…',
  saving: 'Enregistrement…',
  offline: 'Hors ligne, enregistré sur ce poste',
  refused: 'Non enregistré',
  stopped: 'Non enregistré',
}

/** One quiet word, always here. */
function SaveWord() {
  const session = useDeskSession()
  const canMark = useCanMark()
  const saving = useDeskState((state) => state.saving)
  if (!canMark)
    return (
      <Text size="xs" c="dimmed" className={classes.saveWord}>
        Lecture seule
      </Text>
    )
  const word =
    saving === 'offline' && !session.isLocalStorageWorking
      ? 'Hors ligne, rien n’est enregistré'
      : WORDS[saving]
  const isWorrying = saving === 'offline' || saving === 'refused' || saving === 'stopped'
  return (
    <Text size="xs" role="status" c={isWorrying ? 'var(--k-amber)' : 'dimmed'} className={classes.saveWord}>
      {word}
    </Text>
  )
}
