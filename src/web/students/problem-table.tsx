import { Badge, ScrollArea, Table, Text } from '@mantine/core'
import type { RosterProblem } from '#contract/students.ts'
import { countOf } from '#web/ui/number-format.ts'
import { groupProblems, writeLines } from './problem-groups.ts'

/** A file in the wrong form has one problem a line; nobody reads more than these. */
const SHOWN = 300

export function ProblemTable({ problems }: { problems: readonly RosterProblem[] }) {
  const groups = groupProblems(problems)
  return (
    <>
      <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0, 'aria-label': 'Problèmes par ligne' }}>
        <Table stickyHeader verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={150}>Lignes</Table.Th>
              <Table.Th w={110}>Gravité</Table.Th>
              <Table.Th>Problème</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {groups.slice(0, SHOWN).map(({ severity, message, lines }) => (
              <Table.Tr key={`${severity} ${message}`}>
                <Table.Td>{writeLines(lines)}</Table.Td>
                <Table.Td>
                  <Badge color={severity === 'error' ? 'red' : 'amber'}>
                    {severity === 'error' ? 'refusée' : 'à vérifier'}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  {message}
                  {lines.length > 1 && (
                    <Text span c="dimmed">
                      {' '}
                      {countOf(lines.length, 'ligne')}.
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {groups.length > SHOWN && (
        <Text size="xs" c="dimmed">
          Et {countOf(groups.length - SHOWN, 'autre problème', 'autres problèmes')}, dans le fichier à
          télécharger.
        </Text>
      )}
    </>
  )
}
