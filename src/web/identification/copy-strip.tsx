import { SegmentedControl } from '@mantine/core'
import { memo, useEffect, useRef } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import { type Need, needOf, QUEUE_FILTERS, type QueueFilter } from './copy-queue.ts'
import classes from './identification.module.css'

interface CopyStripProps {
  copies: readonly IdentificationCopy[]
  currentId: string
  copyNumber: (copyId: string) => number
  filter: QueueFilter
  /** How many pass each filter. */
  counts: Record<QueueFilter, number>
  onFilter: (filter: QueueFilter) => void
  onChoose: (copyId: string) => void
}

const FILTER_WORDS: Record<QueueFilter, string> = {
  all: 'Toutes',
  unnamed: 'Sans nom',
  doubtful: 'À vérifier',
}

const SIGNS: Record<Need | 'named', { sign: string; says: string }> = {
  named: { sign: '✓', says: '' },
  look: { sign: '○', says: 'sans nom, un élève est proposé comme sûr' },
  choose: { sign: '?', says: 'sans nom, à vérifier' },
  search: { sign: '–', says: 'sans nom, personne n’est proposé' },
  wait: { sign: '…', says: 'sans nom, pas encore lue' },
}

/** Every copy as one small key: its number in the scan, and what is left to do with it. */
export const CopyStrip = memo(function CopyStrip(props: CopyStripProps) {
  const { copies, currentId, copyNumber, onChoose } = props
  const current = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current copy is what moves the strip
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [currentId])
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Copies montrées"
        className={classes.filter}
        data={QUEUE_FILTERS.map((value) => ({
          value,
          label: `${FILTER_WORDS[value]} ${props.counts[value]}`,
        }))}
        value={props.filter}
        onChange={(value) => props.onFilter(value as QueueFilter)}
      />
      <nav className={classes.strip} aria-label="Copies de l’examen">
        {copies.map((copy) => {
          const state = copy.student === null ? needOf(copy) : 'named'
          const { sign, says } = SIGNS[state]
          const name = copy.student === null ? says : `${copy.student.lastName} ${copy.student.firstName}`
          const isCurrent = copy.id === currentId
          const number = copyNumber(copy.id)
          return (
            <button
              key={copy.id}
              ref={isCurrent ? current : undefined}
              type="button"
              className={classes.chip}
              data-state={state}
              aria-current={isCurrent || undefined}
              aria-label={`Copie ${number}, ${name}`}
              title={`Copie ${number}\u00A0: ${name}`}
              // Pressing would take the focus out of the search field.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(copy.id)}
            >
              {number}
              <span aria-hidden>{sign}</span>
            </button>
          )
        })}
      </nav>
    </>
  )
})
