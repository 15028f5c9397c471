import { Button, Group, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Student } from '#contract/students.ts'
import { countOf } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { BirthDay } from './birth-day.tsx'
import { useAddToRoster } from './roster.queries.ts'
import styles from './students.module.css'
import { foundStudentsQuery } from './students.queries.ts'

const SHOWN = 20

/** One student of the school after another, found by what is typed. */
export function StudentFinder({
  examId,
  roster,
  onNewcomer,
}: {
  examId: string
  roster: readonly Student[]
  onNewcomer: () => void
}) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 200)
  const found = useQuery(foundStudentsQuery(search, SHOWN))
  const add = useAddToRoster(examId)
  const expected = new Set(roster.map(({ id }) => id))
  const { students = [], total = 0 } = found.data ?? {}
  return (
    <Stack gap="sm">
      <TextInput
        aria-label="Chercher un élève de l’établissement"
        placeholder="Nom, prénom, classe, date de naissance, adresse e-mail"
        leftSection={<IconSearch size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />
      <section className={styles.results} aria-label="Élèves trouvés">
        {students.map((student) => (
          <div key={student.id} className={styles.choice}>
            <span>
              <span className={styles.name}>{student.lastName}</span> {student.firstName}
              <Text size="xs" c="dimmed">
                {student.className === '' ? 'sans classe' : student.className} ·{' '}
                <BirthDay isoDay={student.birthDate} homonym={student.isHomonym} />
              </Text>
            </span>
            {expected.has(student.id) ? (
              <Text size="sm" c="dimmed">
                sur la liste
              </Text>
            ) : (
              <Button
                variant="default"
                size="compact-sm"
                loading={add.isPending && add.variables.studentIds?.[0] === student.id}
                onClick={() => add.mutate({ studentIds: [student.id] })}
              >
                Ajouter
                <VisuallyHidden>
                  {'\u00A0'}
                  {student.lastName} {student.firstName}
                </VisuallyHidden>
              </Button>
            )}
          </div>
        ))}
        {found.data !== undefined && students.length === 0 && (
          <Text c="dimmed" p="sm">
            Aucun élève de l’établissement ne correspond.
          </Text>
        )}
      </section>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {total > students.length && `Les ${SHOWN} premiers de ${countOf(total, 'élève')}.`}
        </Text>
        <Button variant="subtle" onClick={onNewcomer}>
          Il n’y est pas{'\u00A0'}: nouvel élève
        </Button>
      </Group>
    </Stack>
  )
}
