import { Button, Group, Select, Skeleton, Text, TextInput, Title } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Exam } from '#contract/exams.ts'
import type { Student } from '#contract/students.ts'
import { writtenBirthDate } from '#domain/birth-date.ts'
import { homonymKeys } from '#domain/names.ts'
import { notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { matchesSearch } from '#web/ui/search-text.ts'
import { AddToRosterDialog, type Way } from './add-to-roster-dialog.tsx'
import { rosterQuery, useAddToRoster, useRemoveFromRoster } from './roster.queries.ts'
import { RosterImport } from './roster-import.tsx'
import { RosterTable } from './roster-table.tsx'
import { StudentAccounts } from './student-accounts.tsx'
import styles from './students.module.css'
import { classesQuery } from './students.queries.ts'

/** The students expected: list, additions of every kind, accounts. */
export function ExamRoster({ exam }: { exam: Exam }) {
  const roster = useQuery(rosterQuery(exam.id))
  const inSchool = useQuery(classesQuery())
  const add = useAddToRoster(exam.id)
  const remove = useRemoveFromRoster(exam.id)
  const [adding, setAdding] = useState<Way | null>(null)
  const students = roster.data ?? []
  const withoutAccount = students.filter(({ hasAccount }) => !hasAccount).length
  const schoolIsEmpty = inSchool.data === undefined || inSchool.data.length === 0
  const takeOff = ({ id, lastName, firstName }: Student) =>
    remove.mutate([id], {
      onSuccess: () =>
        notifyUndo(`${lastName} ${firstName} n’est plus sur la liste.`, () =>
          add.mutate({ studentIds: [id] }),
        ),
    })
  return (
    <section aria-labelledby="roster-title">
      <Group justify="space-between" mb={8} gap="xs" mih={36}>
        <Title order={2} id="roster-title">
          Élèves{' '}
          {students.length > 0 && (
            <Text span c="dimmed" fw={400} size="sm">
              {countOf(students.length, 'élève')}
            </Text>
          )}
        </Title>
        {roster.data?.length === 0 && !schoolIsEmpty && (
          <Button onClick={() => setAdding('classes')}>Choisir des classes</Button>
        )}
        {students.length > 0 && (
          <Group gap="xs">
            <StudentAccounts exam={exam} withoutAccount={withoutAccount} />
            <Button variant="default" onClick={() => setAdding('classes')}>
              Ajouter des élèves
            </Button>
          </Group>
        )}
      </Group>
      <ProblemAlert error={roster.error} onRetry={() => void roster.refetch()} />
      {roster.isPending && <Skeleton height={120} />}
      {roster.data?.length === 0 && (
        <RosterImport
          examId={exam.id}
          hint={
            schoolIsEmpty
              ? 'Importez la liste des élèves attendus à cet examen.'
              : 'Choisissez des classes de l’établissement, ou importez la liste des élèves attendus.'
          }
        />
      )}
      {students.length > 0 && <Listed students={students} onRemove={takeOff} />}
      <AddToRosterDialog
        examId={exam.id}
        roster={students}
        way={adding}
        onWay={setAdding}
        onClose={() => setAdding(null)}
      />
    </section>
  )
}

const searchText = ({ lastName, firstName, className, birthDate }: Student): string =>
  `${lastName} ${firstName} ${className} ${writtenBirthDate(birthDate)}`

function Listed({
  students,
  onRemove,
}: {
  students: readonly Student[]
  onRemove: (student: Student) => void
}) {
  const [search, setSearch] = useState('')
  const [className, setClassName] = useState<string | null>(null)
  const homonyms = useMemo(() => homonymKeys(students), [students])
  const classes = [...new Set(students.map((student) => student.className))].filter((name) => name !== '')
  const order = new Intl.Collator('fr', { numeric: true })
  const shown = students.filter(
    (student) =>
      (className === null || student.className === className) && matchesSearch(search, searchText(student)),
  )
  return (
    <>
      <div className={styles.filters}>
        <TextInput
          className={styles.search}
          aria-label="Chercher un élève"
          placeholder="Chercher un élève ou une classe"
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {classes.length > 1 && (
          <Select
            aria-label="Classe"
            placeholder="Toutes les classes"
            clearable
            clearButtonProps={{ 'aria-label': 'Toutes les classes' }}
            data={classes.toSorted(order.compare)}
            value={className}
            onChange={setClassName}
          />
        )}
      </div>
      {shown.length === 0 ? (
        <Text c="dimmed">Aucun élève ne correspond.</Text>
      ) : (
        <RosterTable students={shown} homonyms={homonyms} onRemove={onRemove} />
      )}
    </>
  )
}
