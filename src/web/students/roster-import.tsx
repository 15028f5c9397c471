import { Text } from '@mantine/core'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useTryRoster } from './roster.queries.ts'
import { RosterImportDialog } from './roster-import-dialog.tsx'

/** A file of students, tried first. Without an exam it is for the school alone. */
export function RosterImport({
  examId,
  hint,
  onDone,
}: {
  examId: string | null
  hint: string
  onDone?: () => void
}) {
  const trial = useTryRoster(examId)
  return (
    <>
      <Text mb="sm">{hint}</Text>
      <FileDrop
        label="Liste exportée de Pronote ou d’un tableur (CSV). Rien n’est écrit avant votre accord."
        button="Choisir le fichier"
        accept=".csv,.txt,text/csv,text/plain"
        busy={trial.isPending}
        onFiles={([file]) => {
          if (file !== undefined) trial.mutate(file)
        }}
      />
      <ProblemAlert error={trial.error} />
      {trial.data !== undefined && trial.variables !== undefined && (
        <RosterImportDialog
          examId={examId}
          file={trial.variables}
          trial={trial.data}
          onClose={trial.reset}
          onDone={onDone}
        />
      )}
    </>
  )
}
