import { Progress, Skeleton, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf, formatDay } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { myExamsQuery } from './grading.queries.ts'
import classes from './lists.module.css'

/** The exams I mark, and how far I am. */
export function MyExamsPage() {
  const exams = useQuery(myExamsQuery)
  const lines = exams.data?.exams ?? []
  const begun = lines.find((exam) => exam.graded < exam.copies)
  return (
    <div className={classes.page}>
      <PageHeader title="Mes corrections">
        {begun !== undefined && (
          <LinkButton to="/corrections/$examId" params={{ examId: begun.id }}>
            Continuer
          </LinkButton>
        )}
      </PageHeader>
      <ProblemAlert error={exams.error} onRetry={() => void exams.refetch()} />
      {exams.isPending && <Skeleton height={160} />}
      {exams.isSuccess && lines.length === 0 && (
        <EmptyState
          title="Aucun examen à corriger"
          hint="Les examens apparaissent ici dès que l’administration vous confie des copies."
        />
      )}
      {lines.length > 0 && (
        <Table aria-label="Examens à corriger" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Examen</Table.Th>
              <Table.Th>Matière</Table.Th>
              <Table.Th>Date</Table.Th>
              <Table.Th>Copies corrigées</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((exam) => (
              <Table.Tr key={exam.id} className={classes.line}>
                <Table.Td>
                  <Link to="/corrections/$examId" params={{ examId: exam.id }} className={classes.lineLink}>
                    {exam.name}
                  </Link>
                </Table.Td>
                <Table.Td>{exam.subject}</Table.Td>
                <Table.Td>{formatDay(exam.date)}</Table.Td>
                <Table.Td>
                  <div className={classes.progress}>
                    <Progress
                      value={exam.copies === 0 ? 0 : (100 * exam.graded) / exam.copies}
                      color="green"
                      aria-label={`Copies corrigées de ${exam.name}`}
                    />
                    <Text size="sm">
                      {exam.copies === 0
                        ? 'aucune copie pour vous'
                        : `${exam.graded} sur ${countOf(exam.copies, 'copie')}`}
                    </Text>
                  </div>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  )
}
