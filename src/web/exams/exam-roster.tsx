import { Button, Group, Modal, Skeleton, Text, TextInput, Title } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Exam } from '#contract/exams.ts'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { matchesSearch } from '#web/ui/search-text.ts'
import { rosterQuery, useTryRoster } from './roster.queries.ts'
import { RosterImportDialog } from './roster-import-dialog.tsx'
import { RosterTable } from './roster-table.tsx'
import { StudentAccounts } from './student-accounts.tsx'

/** The students expected: list, import with a trial first, accounts. */
export function ExamRoster({ exam }: { exam: Exam }) {
  const roster = useQuery(rosterQuery(exam.id))
  const trial = useTryRoster(exam.id)
  const [replacing, setReplacing] = useState(false)
  const [search, setSearch] = useState('')
  const students = roster.data ?? []
  const shown = students.filter((student) =>
    matchesSearch(search, `${student.lastName} ${student.firstName} ${student.className}`),
  )
  const withoutAccount = students.filter(({ hasAccount }) => !hasAccount).length
  const drop = (
    <FileDrop
      label="Liste des élèves, exportée de Pronote ou d’un tableur (CSV). Rien n’est écrit avant votre accord."
      button="Choisir le fichier"
      accept=".csv,.txt,text/csv,text/plain"
      busy={trial.isPending}
      onFiles={([file]) => {
        if (file !== undefined) trial.mutate(file, { onSuccess: () => setReplacing(false) })
      }}
    />
  )
  return (
    <section aria-labelledby="roster-title">
      <Group justify="space-between" mb={8} gap="xs">
        <Title order={2} id="roster-title">
          Élèves{' '}
          {students.length > 0 && (
            <Text span c="dimmed" fw={400} size="sm">
              {countOf(students.length, 'élève')}
            </Text>
          )}
        </Title>
        {students.length > 0 && (
          <Group gap="xs">
            <StudentAccounts exam={exam} withoutAccount={withoutAccount} />
            <Button variant="default" onClick={() => setReplacing(true)}>
              Importer une liste
            </Button>
          </Group>
        )}
      </Group>
      <ProblemAlert error={roster.error} onRetry={() => void roster.refetch()} />
      {!replacing && <ProblemAlert error={trial.error} />}
      {roster.isPending && <Skeleton height={120} />}
      {roster.data?.length === 0 && drop}
      {students.length > 0 && (
        <>
          <TextInput
            aria-label="Chercher un élève"
            placeholder="Chercher un élève ou une classe"
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            mb={8}
          />
          {shown.length === 0 ? (
            <Text c="dimmed">Aucun élève ne correspond.</Text>
          ) : (
            <RosterTable students={shown} />
          )}
        </>
      )}
      <Modal opened={replacing} onClose={() => setReplacing(false)} title="Importer une liste" size="lg">
        <Text mb="sm">
          Les élèves de la liste s’ajoutent à ceux de l’examen{'\u202F'}; ceux qui y sont déjà sont mis à
          jour.
        </Text>
        {drop}
        <ProblemAlert error={trial.error} />
      </Modal>
      {trial.data !== undefined && trial.variables !== undefined && (
        <RosterImportDialog
          examId={exam.id}
          file={trial.variables}
          trial={trial.data}
          onClose={trial.reset}
        />
      )}
    </section>
  )
}
