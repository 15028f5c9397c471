import { Button } from '@mantine/core'
import { EmptyState } from '#web/ui/empty-state.tsx'

export function NobodyListed({
  archived,
  narrowed,
  onWiden,
  onImport,
}: {
  archived: boolean
  narrowed: boolean
  onWiden: () => void
  onImport: () => void
}) {
  if (narrowed) {
    return (
      <EmptyState title="Aucun élève ne correspond">
        <Button variant="default" onClick={onWiden}>
          Montrer tous les élèves
        </Button>
      </EmptyState>
    )
  }
  if (archived) {
    return (
      <EmptyState
        title="Aucun élève archivé"
        hint="Les élèves qui quittent l’établissement se rangent ici, un par un ou par classe. Leurs copies et leurs notes restent."
      />
    )
  }
  return (
    <EmptyState
      title="Aucun élève"
      hint="Importez la liste de l’établissement, exportée de Pronote ou d’un tableur. Les examens y prendront leurs élèves, par classe ou un par un."
    >
      <Button onClick={onImport}>Importer une liste</Button>
    </EmptyState>
  )
}
