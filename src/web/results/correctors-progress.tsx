import { Table } from '@mantine/core'
import type { HandOut } from '#contract/hand-out.ts'
import classes from './marking-progress.module.css'

/** How far each corrector is: a bar for the eye, figures for the rest. */
export function CorrectorsProgress({ correctors }: { correctors: HandOut['correctors'] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Correcteur</Table.Th>
          <Table.Th w="45%">Avancement</Table.Th>
          <Table.Th ta="right">Corrigées</Table.Th>
          <Table.Th ta="right">Ouvertes</Table.Th>
          <Table.Th ta="right">Restent</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {correctors.map(({ id, displayName, copies, graded, locked }) => (
          <Table.Tr key={id}>
            <Table.Td>{displayName}</Table.Td>
            <Table.Td>
              {copies > 0 && (
                <div className={classes.bar} aria-hidden>
                  <div className={classes.graded} style={{ width: `${(graded / copies) * 100}%` }} />
                  <div className={classes.locked} style={{ width: `${(locked / copies) * 100}%` }} />
                </div>
              )}
            </Table.Td>
            <Table.Td ta="right">
              {graded} / {copies}
            </Table.Td>
            <Table.Td ta="right">{locked}</Table.Td>
            <Table.Td ta="right">{copies - graded - locked}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
