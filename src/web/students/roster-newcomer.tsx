import { Button, Group, Stack, Text } from '@mantine/core'
import { SchoolStudent, type Student } from '#contract/students.ts'
import { isProblem } from '#web/api.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useAddToRoster, useCreateRosterStudent } from './roster.queries.ts'
import { StudentFields, useStudentForm } from './student-form.tsx'
import { useRestoreStudents } from './students.queries.ts'

/** Somebody the school's list lacks; if it does not, they are put on the roster as they are known. */
export function RosterNewcomer({
  examId,
  roster,
  onDone,
}: {
  examId: string
  roster: readonly Student[]
  onDone: () => void
}) {
  const create = useCreateRosterStudent(examId)
  const add = useAddToRoster(examId)
  const restore = useRestoreStudents()
  const form = useStudentForm()
  const done = ({ lastName, firstName }: Student) => {
    notifyDone(`${lastName} ${firstName} est sur la liste.`)
    onDone()
  }
  const known = isProblem(create.error, 'student_exists')
    ? SchoolStudent.safeParse(create.error.problem.current).data
    : undefined
  const addKnown = async (student: SchoolStudent) => {
    if (student.archivedAt !== null) await restore.mutateAsync([student.id])
    add.mutate({ studentIds: [student.id] }, { onSuccess: () => done(student) })
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const body = form.check()
        if (body !== undefined) create.mutate(body, { onSuccess: done, onError: form.refuse })
      }}
    >
      <Stack gap="sm">
        <StudentFields form={form} />
        <ProblemAlert error={create.error} />
        {known !== undefined && (
          <Group justify="flex-end">
            {roster.some(({ id }) => id === known.id) ? (
              <Text>Cet élève est déjà sur la liste de l’examen.</Text>
            ) : (
              <Button
                variant="default"
                loading={add.isPending || restore.isPending}
                onClick={() => void addKnown(known).catch(() => undefined)}
              >
                {known.archivedAt === null
                  ? 'Mettre cet élève sur la liste'
                  : 'Le rétablir et le mettre sur la liste'}
              </Button>
            )}
          </Group>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Créer et mettre sur la liste
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
