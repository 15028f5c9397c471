import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { LinkAnchor } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import type { Refusal } from './use-bulk-naming.ts'

interface RefusedNamesProps {
  examId: string
  refusals: readonly Refusal[]
  error: unknown
  numbers: ReadonlyMap<string, number>
  onClose: () => void
}

/** What a bulk act left as it was, each with its reason and the way to it. */
export function RefusedNames({ examId, refusals, error, numbers, onClose }: RefusedNamesProps) {
  if (refusals.length === 0) return <ProblemAlert error={error} />
  return (
    <Alert
      color="amber"
      role="alert"
      mb="sm"
      icon={<IconAlertTriangle size={18} />}
      title={countOf(refusals.length, 'copie laissée comme elle est', 'copies laissées comme elles sont')}
      withCloseButton
      closeButtonLabel="Fermer"
      onClose={onClose}
    >
      <ul style={{ margin: 0, paddingLeft: 18, maxHeight: 160, overflowY: 'auto' }}>
        {refusals.map(({ copyId, detail }) => (
          <li key={copyId}>
            <LinkAnchor to="/examens/$examId/identification" params={{ examId }} search={{ copie: copyId }}>
              Copie {numbers.get(copyId) ?? '?'}
            </LinkAnchor>
            {'\u00A0'}: {detail}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
