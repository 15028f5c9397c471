import { useEffect, useRef } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import { birthDayOf, type Choice } from './choices.ts'
import { confidenceInWords, formatConfidence } from './confidence.ts'
import { FieldMarks } from './field-marks.tsx'
import classes from './identification.module.css'

interface ChoiceListProps {
  id: string
  choices: readonly Choice[]
  rank: number
  copy: IdentificationCopy | null
  homonyms: ReadonlySet<number>
  copyNumber: (copyId: string) => number
  onHover: (rank: number) => void
  onChoose: (choice: Choice) => void
}

export const optionId = (listId: string, choice: Choice): string => `${listId}-${choice.student.id}`

/** More are found by typing: a list of a thousand would be drawn anew at each copy. */
const MOST_SHOWN = 60

/** The students below the search field, which keeps the focus. */
export function ChoiceList({
  id,
  choices,
  rank,
  copy,
  homonyms,
  copyNumber,
  onHover,
  onChoose,
}: ChoiceListProps) {
  const active = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: moving through the list is what scrolls it
  useEffect(() => {
    active.current?.scrollIntoView({ block: 'nearest' })
  }, [rank, copy?.id])
  const hidden = choices.length - MOST_SHOWN
  return (
    <div className={classes.roster}>
      <div id={id} className={classes.options} role="listbox" aria-label="Élèves">
        {choices.slice(0, MOST_SHOWN).map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above holds the focus and names the active option
          <div
            key={choice.student.id}
            ref={index === rank ? active : undefined}
            id={optionId(id, choice)}
            role="option"
            aria-selected={index === rank}
            className={classes.option}
            data-taken={choice.takenBy !== null || undefined}
            data-candidate={choice.digit !== null || choice.read !== null || undefined}
            data-last={isLastCandidate(choices, index) || undefined}
            onMouseMove={() => onHover(index)}
            // Pressing would take the focus out of the search field.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(choice)}
          >
            <ChoiceRow
              choice={choice}
              copy={copy}
              isHomonym={homonyms.has(choice.student.id)}
              copyNumber={copyNumber}
            />
          </div>
        ))}
      </div>
      {hidden > 0 && (
        <p className={classes.more}>
          … et {hidden} autres{'\u00A0'}: tapez quelques lettres.
        </p>
      )}
    </div>
  )
}

/** Below it begins the rest of the roster. */
const isLastCandidate = (choices: readonly Choice[], index: number): boolean =>
  choices[index]?.digit !== null && choices[index + 1]?.digit === null

interface ChoiceRowProps {
  choice: Choice
  copy: IdentificationCopy | null
  isHomonym: boolean
  copyNumber: (copyId: string) => number
}

function ChoiceRow({
  choice: { student, takenBy, read, digit },
  copy,
  isHomonym,
  copyNumber,
}: ChoiceRowProps) {
  const isByFile = copy?.proposal?.origin === 'file' && copy.proposal.studentId === student.id
  return (
    <>
      {digit !== null && <kbd className={classes.digit}>{digit}</kbd>}
      <span className={classes.optionName}>
        <strong>{student.lastName}</strong> {student.firstName}
      </span>
      <span className={classes.optionSide}>
        {takenBy !== null ? (
          `a la copie ${copyNumber(takenBy.id)}`
        ) : student.id === copy?.student?.id ? (
          'cette copie'
        ) : read !== null ? (
          <>
            {confidenceInWords(read.confidence)} · <strong>{formatConfidence(read.confidence)}</strong>
          </>
        ) : (
          isByFile && 'd’après le nom du fichier'
        )}
      </span>
      <span className={classes.optionFacts} data-homonym={isHomonym || undefined}>
        {isHomonym && <span className={classes.homonym}>homonyme</span>}
        <span>{birthDayOf(student.birthDate)}</span> · {student.className}
      </span>
      {read !== null && <FieldMarks fields={read.fields} />}
    </>
  )
}
