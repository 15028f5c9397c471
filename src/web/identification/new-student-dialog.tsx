import { Group, Modal, TextInput } from '@mantine/core'
import { createRosterStudent, type Student } from '#contract/students.ts'
import { bodyOf } from '#web/api.ts'
import { DialogForm } from '#web/ui/dialog-form.tsx'
import { Keys } from '#web/ui/keys.tsx'
import { useZodForm } from '#web/ui/zod-form.ts'
import { useCreateRosterStudent } from './identification.queries.ts'
import type { StudentDraft } from './student-draft.ts'

interface NewStudentDialogProps {
  examId: string
  /** Null while the dialog is closed. */
  draft: StudentDraft | null
  copyNumber: number
  onClose: () => void
  onCreated: (student: Student) => void
}

/** Somebody the school's list lacks: written down once, on the roster at once, and the copy is theirs. */
export function NewStudentDialog({ draft, onClose, ...props }: NewStudentDialogProps) {
  return (
    <Modal opened={draft !== null} onClose={onClose} title="Pas sur la liste" returnFocus>
      {draft !== null && <NewStudentForm draft={draft} onClose={onClose} {...props} />}
    </Modal>
  )
}

function NewStudentForm({
  examId,
  draft,
  copyNumber,
  onClose,
  onCreated,
}: NewStudentDialogProps & { draft: StudentDraft }) {
  const create = useCreateRosterStudent(examId)
  const form = useZodForm(bodyOf(createRosterStudent), { ...draft, email: null })
  return (
    <DialogForm
      form={form}
      mutation={create}
      submitLabel={
        <>
          Créer l’élève et nommer la copie&nbsp;
          <Keys keys="Enter" />
        </>
      }
      onClose={onClose}
      onDone={onCreated}
    >
      <p style={{ margin: 0 }}>
        L’élève rejoint la liste de l’examen, et la copie {copyNumber} prend son nom.
      </p>
      <Group grow align="flex-start" gap="sm">
        <TextInput label="Nom" data-autofocus autoComplete="off" {...form.text('lastName')} />
        <TextInput label="Prénom" autoComplete="off" {...form.text('firstName')} />
      </Group>
      <Group grow align="flex-start" gap="sm">
        <TextInput label="Né(e) le" type="date" {...form.text('birthDate')} />
        <TextInput label="Classe" autoComplete="off" {...form.text('className')} />
      </Group>
    </DialogForm>
  )
}
