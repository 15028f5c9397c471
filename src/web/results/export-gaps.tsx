import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Results } from '#contract/results.ts'
import { LinkAnchor } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import classes from './results-page.module.css'

type ExportGap = Results['gaps'][number]

const TITLES: Record<ExportGap['code'], (count: number) => string> = {
  not_identified: (count) => countOf(count, 'copie sans nom', 'copies sans nom'),
  not_graded: (count) => countOf(count, 'copie non corrigée', 'copies non corrigées'),
  absent: (count) => countOf(count, 'élève sans copie', 'élèves sans copie'),
}

/** Pronote files a mark under its subject; without one the column is left empty. */
export function MissingSubject({ examId }: { examId: string }) {
  return (
    <Alert color="amber" mb="sm" icon={<IconAlertTriangle size={18} />}>
      La colonne MATIERE du fichier Pronote sera vide{'\u00A0'}: la matière de l’examen n’est pas indiquée.{' '}
      <LinkAnchor to="/examens/$examId/preparation" params={{ examId }} underline="always">
        L’indiquer dans les réglages
      </LinkAnchor>
    </Alert>
  )
}

/** What the Pronote file will not hold, said before it is made. */
export function ExportGaps({ gaps }: { gaps: readonly ExportGap[] }) {
  if (gaps.length === 0) return null
  const codes = Object.keys(TITLES) as ExportGap['code'][]
  const groups = codes
    .map((code) => ({ code, labels: gaps.filter((gap) => gap.code === code).map((gap) => gap.label) }))
    .filter(({ labels }) => labels.length > 0)
  return (
    <Alert
      color="amber"
      mb="sm"
      icon={<IconAlertTriangle size={18} />}
      title={`Ne figureront pas dans le fichier Pronote\u00A0: ${groups.map(({ code, labels }) => TITLES[code](labels.length)).join(', ')}`}
    >
      <details>
        <summary>Voir la liste</summary>
        <ul className={classes.gaps}>
          {groups.flatMap(({ code, labels }) =>
            labels.map((label) => <li key={`${code} ${label}`}>{label}</li>),
          )}
        </ul>
      </details>
    </Alert>
  )
}
