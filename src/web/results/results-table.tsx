import { Anchor, Table } from '@mantine/core'
import { getFinalPdf, type ResultLine } from '#contract/results.ts'
import { urlOf } from '#web/api.ts'
import { CopyStatusWord } from '#web/copy-status-word.tsx'
import { Figure } from '#web/ui/figure.tsx'
import { formatPoints } from '#web/ui/number-format.ts'

const byName = new Intl.Collator('fr')

/** Students by name, then the copies nobody's yet. */
const inOrder = (lines: readonly ResultLine[]): ResultLine[] =>
  lines.toSorted((a, b) => {
    if (a.student === null || b.student === null)
      return (a.student === null ? 1 : 0) - (b.student === null ? 1 : 0)
    return (
      byName.compare(a.student.lastName, b.student.lastName) ||
      byName.compare(a.student.firstName, b.student.firstName)
    )
  })

export function ResultsTable({ lines, totalMax }: { lines: readonly ResultLine[]; totalMax: number }) {
  const isOn20 = totalMax === 20
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Élève</Table.Th>
          <Table.Th>Classe</Table.Th>
          <Table.Th>Anonymat</Table.Th>
          <Table.Th>Correcteur</Table.Th>
          <Table.Th ta="right">Note / {formatPoints(totalMax)}</Table.Th>
          {!isOn20 && <Table.Th ta="right">Sur 20</Table.Th>}
          <Table.Th>État</Table.Th>
          <Table.Th>PDF final</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {inOrder(lines).map(({ copyId, student, anonymousId, corrector, total, outOf20, status }) => (
          <Table.Tr key={copyId}>
            <Table.Td>
              {student === null ? (
                <span style={{ color: 'var(--k-amber)' }}>Sans nom</span>
              ) : (
                `${student.lastName.toLocaleUpperCase('fr')} ${student.firstName}`
              )}
            </Table.Td>
            <Table.Td>{student?.className}</Table.Td>
            <Table.Td>{anonymousId}</Table.Td>
            <Table.Td>{corrector}</Table.Td>
            <Table.Td ta="right">{total !== null && <Figure value={total} />}</Table.Td>
            {!isOn20 && <Table.Td ta="right">{outOf20 !== null && <Figure value={outOf20} />}</Table.Td>}
            <Table.Td>
              <CopyStatusWord status={status} />
            </Table.Td>
            <Table.Td>
              {status === 'GRADED' && (
                <Anchor
                  size="sm"
                  href={urlOf(getFinalPdf, { params: { copyId } })}
                  target="_blank"
                  aria-label={`Ouvrir le PDF final de la copie ${anonymousId}`}
                >
                  Ouvrir
                </Anchor>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
