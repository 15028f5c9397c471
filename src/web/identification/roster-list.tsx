import { useEffect, useRef } from 'react'
import classes from './identification.module.css'
import { birthDayOf, type Candidate } from './roster-search.ts'

interface RosterListProps {
  id: string
  candidates: readonly Candidate[]
  rank: number
  /** The student of the copy on screen, if any. */
  ownerId: number | null
  /** The student whom the file name speaks of, if any: the first of the list. */
  proposedId: number | null
  copyNumber: (copyId: string) => number
  onHover: (rank: number) => void
  onChoose: (candidate: Candidate) => void
}

export const optionId = (listId: string, candidate: Candidate): string => `${listId}-${candidate.student.id}`

/** The candidates below the search field, which keeps the focus. */
export function RosterList({
  id,
  candidates,
  rank,
  ownerId,
  proposedId,
  copyNumber,
  onHover,
  onChoose,
}: RosterListProps) {
  const active = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: moving through the list is what scrolls it
  useEffect(() => {
    active.current?.scrollIntoView({ block: 'nearest' })
  }, [rank])
  return (
    <div id={id} role="listbox" aria-label="Élèves" className={classes.roster}>
      {candidates.map((candidate, index) => {
        const { student, takenBy } = candidate
        const isActive = index === rank
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above holds the focus and names the active option
          <div
            key={student.id}
            ref={isActive ? active : undefined}
            id={optionId(id, candidate)}
            role="option"
            aria-selected={isActive}
            className={classes.option}
            data-taken={takenBy !== null || undefined}
            onMouseMove={() => onHover(index)}
            // Pressing would take the focus out of the search field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(candidate)}
          >
            <span className={classes.optionName}>
              <strong>{student.lastName}</strong> {student.firstName}
              {student.id === proposedId && (
                <span className={classes.optionReason}>d’après le nom du fichier</span>
              )}
            </span>
            <span className={classes.optionFacts}>
              {takenBy !== null
                ? `a la copie ${copyNumber(takenBy.id)}`
                : student.id === ownerId
                  ? 'cette copie'
                  : `${birthDayOf(student.birthDate)} · ${student.className}`}
            </span>
          </div>
        )
      })}
    </div>
  )
}
