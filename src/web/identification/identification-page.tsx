import { useExamId } from '#web/route-params.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { useIdentification } from './identification.queries.ts'
import { IdentificationDesk } from './identification-desk.tsx'

export function IdentificationPage() {
  const examId = useExamId()
  const { copies, students } = useIdentification(examId)
  if (copies.length === 0) {
    return (
      <EmptyState
        title="Aucune copie à identifier"
        hint="Les copies arrivent ici dès que les scans sont découpés."
      >
        <LinkButton to="/examens/$examId/numerisation" params={{ examId }}>
          Aller à la numérisation
        </LinkButton>
      </EmptyState>
    )
  }
  if (students.length === 0) {
    return (
      <EmptyState
        title="La liste des élèves est vide"
        hint="Importez la liste des élèves attendus à l’examen pour pouvoir donner un nom aux copies."
      >
        <LinkButton to="/examens/$examId/preparation" params={{ examId }}>
          Importer la liste des élèves
        </LinkButton>
      </EmptyState>
    )
  }
  return <IdentificationDesk key={examId} examId={examId} copies={copies} students={students} />
}
