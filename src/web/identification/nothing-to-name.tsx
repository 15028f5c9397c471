import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkButton } from '#web/ui/links.tsx'

/** What is missing before a copy can get a name, and the way there. */
export function NothingToName({ examId, what }: { examId: string; what: 'copies' | 'students' }) {
  if (what === 'copies')
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
