import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { SchoolStudent } from '#contract/students.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { StudentFields, useStudentForm } from './student-form.tsx'
import { useCreateStudent, useEditStudent } from './students.queries.ts'
import { useArchive } from './use-archive.ts'

const nameOf = ({ lastName, firstName }: SchoolStudent): string => `${lastName} ${firstName}`

export function NewStudentDialog({
  opened,
  className,
  onClose,
}: {
  opened: boolean
  className: string
  onClose: () => void
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Nouvel élève" size="lg">
      <NewStudentForm className={className} onClose={onClose} />
    </Modal>
  )
}

function NewStudentForm({ className, onClose }: { className: string; onClose: () => void }) {
  const create = useCreateStudent()
  const form = useStudentForm({ className })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const body = form.check()
        if (body === undefined) return
        create.mutate(body, {
          onSuccess: (student) => {
            notifyDone(
              student.isHomonym
                ? `${nameOf(student)} est créé. Un autre élève porte ce nom\u00A0: leurs dates de naissance les distinguent.`
                : `${nameOf(student)} est créé.`,
            )
            onClose()
          },
          onError: form.refuse,
        })
      }}
    >
      <Stack gap="sm">
        <StudentFields form={form} />
        <ProblemAlert error={create.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" loading={create.isPending}>
            Créer l’élève
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** `student` null: closed. */
export function EditStudentDialog({
  student,
  onClose,
}: {
  student: SchoolStudent | null
  onClose: () => void
}) {
  return (
    <Modal
      opened={student !== null}
      onClose={onClose}
      title={student === null ? '' : nameOf(student)}
      size="lg"
    >
      {student !== null && <EditStudentForm student={student} onClose={onClose} />}
    </Modal>
  )
}

function EditStudentForm({ student, onClose }: { student: SchoolStudent; onClose: () => void }) {
  const edit = useEditStudent(student.id)
  const { archive, restore } = useArchive()
  const { lastName, firstName, birthDate, className, email } = student
  const form = useStudentForm({ lastName, firstName, birthDate, className, email })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const body = form.check()
        if (body === undefined) return
        edit.mutate(body, {
          onSuccess: (saved) => {
            notifyDone(`${nameOf(saved)} est enregistré.`)
            onClose()
          },
          onError: form.refuse,
        })
      }}
    >
      <Stack gap="sm">
        <StudentFields form={form} />
        <Text size="xs" c="dimmed">
          Les listes des examens suivent. Un PDF final déjà construit garde le nom qu’il porte.
        </Text>
        <ProblemAlert error={edit.error} />
        <Group justify="space-between" gap="xs">
          <Button
            variant="subtle"
            onClick={() => {
              if (student.archivedAt === null) archive({ studentIds: [student.id] })
              else restore([student.id])
              onClose()
            }}
          >
            {student.archivedAt === null ? 'Archiver' : 'Rétablir'}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Annuler
            </Button>
            <Button type="submit" loading={edit.isPending}>
              Enregistrer
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
