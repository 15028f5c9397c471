import { Alert } from '@mantine/core'
import { useExam } from '#web/exam.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { useStapling } from './stapler.queries.ts'
import { StaplerDesk } from './stapler-desk.tsx'

export function StaplerPage() {
  const examId = useExamId()
  const exam = useExam(examId)
  const stapling = useStapling(examId)
  const splitting = exam.counts.scansRunning > 0
  const isEmpty = stapling.stapler.copies.length === 0 && stapling.stapler.bin.length === 0

  return (
    <>
      {splitting && (
        <Alert color="amber" mb="sm">
          Le découpage est en cours&nbsp;: d’autres copies vont arriver ici.
        </Alert>
      )}
      {isEmpty ? (
        <EmptyState
          title="Aucune copie à agrafer"
          hint={
            splitting
              ? 'Les copies apparaîtront ici dès la fin du découpage.'
              : 'Déposez les scans de l’épreuve\u00A0: Korrigo les découpe et propose les copies ici.'
          }
        >
          <LinkButton to="/examens/$examId/numerisation" params={{ examId }}>
            Aller à la numérisation
          </LinkButton>
        </EmptyState>
      ) : (
        <StaplerDesk key={examId} exam={exam} {...stapling} />
      )}
    </>
  )
}
