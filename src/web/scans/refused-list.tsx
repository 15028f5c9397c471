import { Button, CloseButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { countOf } from '#web/ui/number-format.ts'
import classes from './scans.module.css'
import type { Refusal } from './transfer.ts'

interface RefusedListProps {
  refusals: readonly Refusal[]
  onDismiss: (id: string) => void
  onDismissAll: () => void
}

/** What was not taken and why, until somebody has read it. */
export function RefusedList({ refusals, onDismiss, onDismissAll }: RefusedListProps) {
  return (
    <section className={classes.refused} aria-label="Fichiers refusés">
      <div className={classes.refusedHead}>
        <strong role="status">{countOf(refusals.length, 'fichier refusé', 'fichiers refusés')}</strong>
        {refusals.length > 1 && (
          <Button size="compact-sm" variant="subtle" onClick={onDismissAll}>
            Effacer ces messages
          </Button>
        )}
      </div>
      <ul className={classes.refusedFiles}>
        {refusals.map(({ id, fileName, title, detail }) => (
          <li key={id} className={classes.refusedFile}>
            <IconX size={16} aria-hidden />
            <strong>{title}</strong>
            {/* The sentence names the file. */}
            <p className={classes.why}>{detail}</p>
            <CloseButton
              size="sm"
              aria-label={`Retirer ${fileName} de la liste`}
              onClick={() => onDismiss(id)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
