import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatMark } from '#domain/scoring.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { formatDay } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import classes from './my-results.module.css'
import { myResultsQuery } from './my-results.queries.ts'

/** A student's released exams. */
export function MyResultsPage() {
  const query = useQuery(myResultsQuery)
  return (
    <div className={classes.page}>
      <PageHeader title="Mes résultats" />
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton height={120} />}
      {query.data?.results.length === 0 && (
        <EmptyState
          title="Pas encore de résultat"
          hint="Vos copies corrigées apparaîtront ici quand votre lycée publiera les résultats."
        />
      )}
      <ul className={classes.list}>
        {query.data?.results.map((result) => (
          <li key={result.copyId}>
            <Link to="/mes-resultats/$copyId" params={{ copyId: result.copyId }} className={classes.result}>
              <span>
                <span className={classes.examName}>{result.examName}</span>
                <span className={classes.facts}>
                  {[result.subject, formatDay(result.examDate)].filter(Boolean).join(' · ')}
                </span>
              </span>
              <span className={classes.mark}>
                {formatMark(result.outOf20)}
                <span className={classes.outOf}> / 20</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
