import { useExamId } from '#web/route-params.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { HeaderLayoutDesk } from './header-layout-desk.tsx'
import { useIdentification } from './identification.queries.ts'

/** Where the fields of the header stand, said once for the exam when the machine does not find them. */
export function HeaderLayoutPage() {
  const examId = useExamId()
  const { copies } = useIdentification(examId)
  const samples = copies.flatMap(({ headerPageId }, index) =>
    headerPageId === null ? [] : [{ pageId: headerPageId, number: index + 1 }],
  )
  if (samples.length === 0) {
    return (
      <EmptyState
        title="Aucune copie où tracer les champs"
        hint="Les copies arrivent ici dès que les scans sont découpés."
      >
        <LinkButton to="/examens/$examId/numerisation" params={{ examId }}>
          Aller à la numérisation
        </LinkButton>
      </EmptyState>
    )
  }
  return <HeaderLayoutDesk key={examId} examId={examId} samples={samples} />
}
