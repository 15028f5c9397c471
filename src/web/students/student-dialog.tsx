import { Button, Modal, Text } from '@mantine/core'
import type { SchoolStudent } from '#contract/students.ts'
import { DialogForm } from '#web/ui/dialog-form.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
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
    <DialogForm
      form={form}
      mutation={create}
      submitLabel="Créer l’élève"
      onClose={onClose}
      onDone={(student) => {
        notifyDone(
          student.isHomonym
            ? `${nameOf(student)} est créé. Un autre élève porte ce nom\u00A0: leurs dates de naissance les distinguent.`
            : `${nameOf(student)} est créé.`,
        )
        onClose()
      }}
    >
      <StudentFields form={form} />
    </DialogForm>
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
  const putAway = () => {
    if (student.archivedAt === null) archive({ studentIds: [student.id] })
    else restore([student.id])
    onClose()
  }
  return (
    <DialogForm
      form={form}
      mutation={edit}
      submitLabel="Enregistrer"
      aside={
        <Button variant="subtle" onClick={putAway}>
          {student.archivedAt === null ? 'Archiver' : 'Rétablir'}
        </Button>
      }
      onClose={onClose}
      onDone={(saved) => {
        notifyDone(`${nameOf(saved)} est enregistré.`)
        onClose()
      }}
    >
      <StudentFields form={form} />
      <Text size="xs" c="dimmed">
        Les listes des examens suivent. Un PDF final déjà construit garde le nom qu’il porte.
      </Text>
    </DialogForm>
  )
}
