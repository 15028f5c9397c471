import { Button, Group, Modal } from '@mantine/core'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { Keys } from '#web/ui/keys.tsx'
import { birthDayOf } from './choices.ts'
import { headerAddress } from './header-image.ts'
import classes from './identification.module.css'

export interface NameConflict {
  student: Student
  /** The copy to be named, and the one that bears the name. */
  here: IdentificationCopy
  there: IdentificationCopy
}

interface NameConflictDialogProps {
  conflict: NameConflict | null
  copyNumber: (copyId: string) => number
  onTake: (conflict: NameConflict) => void
  onLeave: () => void
}

/** One student, two copies: both headers side by side, and whose name stands where. */
export function NameConflictDialog({ conflict, copyNumber, onTake, onLeave }: NameConflictDialogProps) {
  const name = conflict === null ? '' : `${conflict.student.lastName} ${conflict.student.firstName}`
  return (
    <Modal
      opened={conflict !== null}
      onClose={onLeave}
      size="min(1100px, 94vw)"
      title={`${name} a déjà une copie`}
      // The way back is the field of the desk, whose focus the dialog took.
      returnFocus
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 'd' || conflict === null) return
        event.preventDefault()
        onTake(conflict)
      }}
    >
      {conflict !== null && (
        <>
          <p className={classes.conflictFacts}>
            {name}, né(e) le {birthDayOf(conflict.student.birthDate)}, {conflict.student.className}. À qui est
            laquelle{'\u202F'}?
          </p>
          <div className={classes.conflict}>
            <ConflictSide copy={conflict.here} title={`Cette copie, la ${copyNumber(conflict.here.id)}`} />
            <ConflictSide copy={conflict.there} title={`Copie ${copyNumber(conflict.there.id)}`} />
          </div>
          <Group justify="flex-end" gap="xs" mt="md">
            <Button variant="default" onClick={() => onTake(conflict)}>
              Donner le nom à cette copie <Keys keys="d" />
            </Button>
            <Button data-autofocus onClick={onLeave}>
              Le laisser à la copie {copyNumber(conflict.there.id)} <Keys keys="Enter" />
            </Button>
          </Group>
        </>
      )}
    </Modal>
  )
}

function ConflictSide({ copy, title }: { copy: IdentificationCopy; title: string }) {
  const address = headerAddress(copy)
  return (
    <section aria-label={title}>
      <h3 className={classes.conflictTitle}>{title}</h3>
      <div className={classes.conflictHeader}>
        {address === null ? (
          <p>Cette copie n’a pas de page.</p>
        ) : (
          <img src={address} alt={`En-tête, ${title}`} />
        )}
      </div>
      <p className={classes.conflictFacts}>
        {copy.student === null ? (
          'Sans nom'
        ) : (
          <>
            Au nom de{' '}
            <strong>
              {copy.student.lastName} {copy.student.firstName}
            </strong>
            , né(e) le {birthDayOf(copy.student.birthDate)}
          </>
        )}
        {copy.reading !== null && copy.reading.detectedText !== '' && (
          <>
            <br />
            lu{'\u00A0'}: {copy.reading.detectedText}
          </>
        )}
      </p>
    </section>
  )
}
