import { Badge, Button, Container, Group, Progress, ScrollArea, Skeleton, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { LinkAnchor } from '#web/ui/links.tsx'
import { countOf, formatCount, formatDay } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { examsQuery } from './exams.queries.ts'
import { NewExamDialog } from './new-exam-dialog.tsx'

export function ExamsPage() {
  const [creating, setCreating] = useState(false)
  const exams = useQuery(examsQuery)
  const create = () => setCreating(true)
  useHotkeys([{ keys: 'n', label: 'Nouvel examen', run: create }])
  return (
    <Container size="lg" py="lg">
      <PageHeader
        title="Examens"
        facts={exams.data && exams.data.length > 0 && countOf(exams.data.length, 'examen')}
      >
        {exams.data?.length !== 0 && (
          <Button leftSection={<IconPlus size={16} />} onClick={create}>
            Nouvel examen
          </Button>
        )}
      </PageHeader>
      <ProblemAlert error={exams.error} onRetry={() => void exams.refetch()} />
      {exams.isPending && <Skeleton height={180} />}
      {exams.data?.length === 0 && (
        <EmptyState
          title="Aucun examen"
          hint="Créez un examen, puis saisissez son barème, importez les élèves et déposez les copies numérisées."
        >
          <Button leftSection={<IconPlus size={16} />} onClick={create}>
            Nouvel examen
          </Button>
        </EmptyState>
      )}
      {exams.data !== undefined && exams.data.length > 0 && (
        <ScrollArea>
          <Table highlightOnHover miw={640}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Examen</Table.Th>
                <Table.Th>Matière</Table.Th>
                <Table.Th>Date</Table.Th>
                <Table.Th w={260}>Copies corrigées</Table.Th>
                <Table.Th>Résultats</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {exams.data.map((exam) => (
                <Table.Tr key={exam.id}>
                  <Table.Td>
                    <LinkAnchor to="/examens/$examId/preparation" params={{ examId: exam.id }} fw={600}>
                      {exam.name}
                    </LinkAnchor>
                  </Table.Td>
                  <Table.Td>{exam.subject ?? <Text c="dimmed">—</Text>}</Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatDay(exam.date)}</Table.Td>
                  <Table.Td>
                    <MarkedCopies copies={exam.copies} graded={exam.graded} />
                  </Table.Td>
                  <Table.Td>
                    {exam.resultsReleasedAt !== null && <Badge color="green">publiés</Badge>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      <NewExamDialog opened={creating} onClose={() => setCreating(false)} />
    </Container>
  )
}

function MarkedCopies({ copies, graded }: { copies: number; graded: number }) {
  if (copies === 0) return <Text c="dimmed">aucune copie</Text>
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress
        value={(100 * graded) / copies}
        color={graded === copies ? 'green' : 'ink'}
        size={6}
        w={110}
        aria-label="Part des copies corrigées"
      />
      <span>
        {formatCount(graded)} sur {formatCount(copies)}
      </span>
    </Group>
  )
}
