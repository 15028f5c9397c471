import { Drawer, Loader } from '@mantine/core'
import type { HandOut } from '#contract/hand-out.ts'
import { formatMoment } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { journalLines } from './copy-journal.ts'
import classes from './marking-progress.module.css'
import { useCopyJournal } from './results.queries.ts'

interface CopyJournalDrawerProps {
  examId: string
  /** Null when closed. */
  copy: HandOut['copies'][number] | null
  correctors: HandOut['correctors']
  onClose: () => void
}

/** What happened to a copy, newest first. */
export function CopyJournalDrawer({ examId, copy, correctors, onClose }: CopyJournalDrawerProps) {
  const { data, error, refetch } = useCopyJournal(examId, copy?.id ?? null)
  const names = new Map(correctors.map(({ id, displayName }) => [id, displayName]))
  const lines = data === undefined ? [] : journalLines(data.events, (id) => names.get(id)).toReversed()
  return (
    <Drawer
      opened={copy !== null}
      onClose={onClose}
      position="right"
      title={`Journal de la copie ${copy?.anonymousId ?? ''}`}
      closeButtonProps={{ 'aria-label': 'Fermer' }}
      transitionProps={{ duration: 120 }}
    >
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {data === undefined && error === null && <Loader size="sm" aria-label="Lecture du journal" />}
      <ol className={classes.journal}>
        {lines.map((line) => (
          <li key={line.id}>
            <time dateTime={line.to}>{formatMoment(line.to)}</time>
            <span>
              {line.text}
              {line.count > 1 && ` (${line.count}\u00A0fois)`}
            </span>
            <small>{line.actor}</small>
          </li>
        ))}
      </ol>
    </Drawer>
  )
}
