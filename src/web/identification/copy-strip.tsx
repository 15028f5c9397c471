import { memo, useEffect, useRef } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import classes from './identification.module.css'

interface CopyStripProps {
  copies: readonly IdentificationCopy[]
  currentId: string
  onChoose: (copyId: string) => void
}

/** Every copy as one small key: its number, ticked once it has a name. */
export const CopyStrip = memo(function CopyStrip({ copies, currentId, onChoose }: CopyStripProps) {
  const current = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current copy is what moves the strip
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [currentId])
  return (
    <nav className={classes.strip} aria-label="Copies de l’examen">
      {copies.map((copy, index) => {
        const name = copy.student === null ? 'sans nom' : `${copy.student.lastName} ${copy.student.firstName}`
        const isCurrent = copy.id === currentId
        return (
          <button
            key={copy.id}
            ref={isCurrent ? current : undefined}
            type="button"
            className={classes.chip}
            data-named={copy.student !== null || undefined}
            aria-current={isCurrent || undefined}
            aria-label={`Copie ${index + 1}, ${name}`}
            title={`Copie ${index + 1}\u00A0: ${name}`}
            onClick={() => onChoose(copy.id)}
          >
            {index + 1}
            {copy.student !== null && <span aria-hidden>✓</span>}
          </button>
        )
      })}
    </nav>
  )
})
