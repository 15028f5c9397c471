import { Progress, Skeleton, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { useExamId } from '#web/route-params.ts'
import { useDocumentTitle } from '#web/ui/document-title.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { CopyLineRow } from './copy-line-row.tsx'
import { myCopiesQuery } from './grading.queries.ts'
import classes from './lists.module.css'
import { nextCopyToMark } from './next-copy.ts'

/** My copies of one exam. */
export function MyCopiesPage() {
  const examId = useExamId()
  const navigate = useNavigate()
  const body = useRef<HTMLTableSectionElement>(null)
  const query = useQuery(myCopiesQuery(examId))
  useDocumentTitle(query.data?.exam.name)
  const copies = query.data?.copies ?? []
  const graded = copies.filter((copy) => copy.status === 'GRADED').length
  const next = nextCopyToMark(copies)

  const moveFocus = (step: 1 | -1) => {
    const links = [...(body.current?.querySelectorAll('a') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))]?.focus()
  }
  useHotkeys([
    { keys: 'ArrowDown', label: 'Copie suivante de la liste', run: () => moveFocus(1) },
    { keys: 'ArrowUp', label: 'Copie précédente de la liste', run: () => moveFocus(-1) },
    {
      keys: 'n',
      label: 'Corriger la suivante',
      enabled: next !== undefined,
      run: () => next !== undefined && void navigate({ to: '/copies/$copyId', params: { copyId: next.id } }),
    },
  ])

  // Only while the anonymity of the exam is lifted.
  const withNames = copies.some(({ studentName }) => studentName !== undefined)
  return (
    <div className={classes.page}>
      <PageHeader
        title={query.data?.exam.name ?? 'Mes copies'}
        facts={
          query.isSuccess && copies.length > 0
            ? `${countOf(graded, 'copie corrigée', 'copies corrigées')} sur ${copies.length}`
            : undefined
        }
      >
        {next !== undefined && (
          <LinkButton to="/copies/$copyId" params={{ copyId: next.id }}>
            {next.lockedByMe || next.marked > 0 ? 'Reprendre la copie en cours' : 'Corriger la suivante'}
          </LinkButton>
        )}
      </PageHeader>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton height={240} />}
      {query.isSuccess && copies.length === 0 && (
        <EmptyState
          title="Aucune copie pour vous dans cet examen"
          hint="Les copies apparaissent ici dès que l’administration les a validées."
        />
      )}
      {copies.length > 0 && (
        <>
          <Progress
            value={(100 * graded) / copies.length}
            color="green"
            mb="sm"
            aria-label="Copies corrigées"
          />
          {next === undefined && (
            <Text c="var(--k-green)" mb="sm">
              {graded === copies.length
                ? 'Toutes vos copies sont corrigées.'
                : 'Les copies qui restent sont ouvertes par quelqu’un d’autre ou pas encore prêtes.'}
            </Text>
          )}
          <Table aria-label="Mes copies" highlightOnHover verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Copie</Table.Th>
                {withNames && <Table.Th>Élève</Table.Th>}
                <Table.Th>État</Table.Th>
                <Table.Th ta="right">Pages</Table.Th>
                <Table.Th ta="right">Questions notées</Table.Th>
                <Table.Th ta="right">Total</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody ref={body}>
              {copies.map((copy) => (
                <CopyLineRow key={copy.id} copy={copy} withNames={withNames} />
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </div>
  )
}
