import { NativeSelect, Table } from '@mantine/core'
import type { HandOut } from '#contract/hand-out.ts'
import { CopyStatusWord } from '#web/copy-status-word.tsx'
import { notifyProblem } from '#web/ui/notify.tsx'
import { useAssignCopy } from './hand-out.queries.ts'

interface CopiesTableProps {
  examId: string
  copies: HandOut['copies']
  correctors: HandOut['correctors']
}

/** Each copy with its corrector, who can be changed until the copy is opened. */
export function CopiesTable({ examId, copies, correctors }: CopiesTableProps) {
  const assign = useAssignCopy(examId)
  const give = (copyId: string, correctorId: string) => {
    // A promise: callbacks given to `mutate` are dropped as soon as the next assignment begins.
    assign.mutateAsync({ copyId, correctorId: correctorId === '' ? null : correctorId }).catch(notifyProblem)
  }
  const options = [
    { value: '', label: 'Personne' },
    ...correctors.map(({ id, displayName }) => ({ value: id, label: displayName })),
  ]
  return (
    <Table verticalSpacing={3} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Anonymat</Table.Th>
          <Table.Th>Élève</Table.Th>
          <Table.Th>État</Table.Th>
          <Table.Th>Correcteur</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {copies.map((copy) => (
          <Table.Tr key={copy.id}>
            <Table.Td>{copy.anonymousId}</Table.Td>
            <Table.Td>
              {copy.studentName ?? <span style={{ color: 'var(--k-amber)' }}>Sans nom</span>}
            </Table.Td>
            <Table.Td>
              <CopyStatusWord status={copy.status} />
            </Table.Td>
            <Table.Td w={280}>
              <NativeSelect
                size="xs"
                aria-label={`Correcteur de la copie ${copy.anonymousId}`}
                data={options}
                value={copy.assignedCorrectorId ?? ''}
                disabled={copy.status === 'LOCKED' || copy.status === 'GRADED'}
                onChange={(event) => give(copy.id, event.currentTarget.value)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
