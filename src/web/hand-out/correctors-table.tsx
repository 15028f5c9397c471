import { Table } from '@mantine/core'
import type { HandOut } from '#contract/hand-out.ts'

/** How many copies each corrector has. */
export function CorrectorsTable({ handOut: { correctors, copies } }: { handOut: HandOut }) {
  // Counted from the copies, so that it follows an assignment the server has not confirmed yet.
  const held = new Map<string | null, number>()
  for (const { assignedCorrectorId } of copies) {
    held.set(assignedCorrectorId, (held.get(assignedCorrectorId) ?? 0) + 1)
  }
  return (
    <Table maw={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Correcteur</Table.Th>
          <Table.Th ta="right">Copies</Table.Th>
          <Table.Th ta="right">Ouvertes</Table.Th>
          <Table.Th ta="right">Corrigées</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {correctors.map((corrector) => (
          <Table.Tr key={corrector.id}>
            <Table.Td>{corrector.displayName}</Table.Td>
            <Table.Td ta="right">{held.get(corrector.id) ?? 0}</Table.Td>
            <Table.Td ta="right">{corrector.locked}</Table.Td>
            <Table.Td ta="right">{corrector.graded}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
