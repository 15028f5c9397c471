import { VisuallyHidden } from '@mantine/core'
import type { Candidate } from '#contract/identification.ts'
import type { HeaderField } from '#domain/header-fields.ts'
import { verdictOf } from './confidence.ts'
import classes from './identification.module.css'

/** As they are written on paper, and in that order. */
const FIELD_LABELS: Record<HeaderField, string> = {
  fullName: 'Nom et prénom',
  lastName: 'Nom',
  firstName: 'Prénom',
  birthDate: 'Né(e) le',
  className: 'Classe',
}
const ORDER = Object.keys(FIELD_LABELS)

const VERDICTS = {
  agrees: { sign: '✓', says: 'concorde' },
  doubtful: { sign: '≈', says: 'incertain' },
  differs: { sign: '✗', says: 'diffère' },
} as const

/** Why a student is a candidate: each field that was read, and whether it agrees. */
export function FieldMarks({ fields }: { fields: Candidate['fields'] }) {
  const inOrder = fields.toSorted((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field))
  return (
    <span className={classes.marks}>
      {inOrder.map(({ field, agreement }) => {
        const verdict = verdictOf(agreement)
        const { sign, says } = VERDICTS[verdict]
        return (
          <span
            key={field}
            className={classes.mark}
            data-verdict={verdict}
            title={`${FIELD_LABELS[field]}\u00A0: ${says}`}
          >
            <span aria-hidden>{sign}</span> {FIELD_LABELS[field]}
            <VisuallyHidden> {says}</VisuallyHidden>
          </span>
        )
      })}
    </span>
  )
}
