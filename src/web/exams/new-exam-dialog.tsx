import { Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { createExam } from '#contract/exams.ts'
import { bodyOf } from '#web/api.ts'
import { DialogForm } from '#web/ui/dialog-form.tsx'
import { useZodForm } from '#web/ui/zod-form.ts'
import { ExamFields, type ExamFieldValues } from './exam-fields.tsx'
import { useCreateExam } from './exams.queries.ts'

export function NewExamDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Nouvel examen" size="lg">
      <NewExamForm onClose={onClose} />
    </Modal>
  )
}

/** Today in this machine's time zone, as an ISO day. */
const today = (): string => new Date().toLocaleDateString('sv-SE')

function NewExamForm({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const create = useCreateExam()
  const blank: ExamFieldValues = {
    name: '',
    date: today(),
    uploadMode: 'BATCH_A3',
    pagesPerBooklet: 4,
    subject: null,
    coefficient: 1,
  }
  const form = useZodForm(bodyOf(createExam), blank)
  return (
    <DialogForm
      form={form}
      mutation={create}
      submitLabel="Créer l’examen"
      onClose={onClose}
      onDone={({ id }) => void navigate({ to: '/examens/$examId/preparation', params: { examId: id } })}
    >
      <ExamFields values={form.values} errors={form.errors} onChange={form.set} />
    </DialogForm>
  )
}
