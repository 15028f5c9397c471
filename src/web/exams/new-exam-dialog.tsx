import { Button, Group, Modal, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { createExam } from '#contract/exams.ts'
import { bodyOf } from '#web/api.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
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
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const body = form.check()
        if (body === undefined) return
        create.mutate(body, {
          onSuccess: ({ id }) =>
            void navigate({ to: '/examens/$examId/preparation', params: { examId: id } }),
          onError: form.refuse,
        })
      }}
    >
      <Stack gap="sm">
        <ExamFields values={form.values} errors={form.errors} onChange={form.set} />
        <ProblemAlert error={create.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" loading={create.isPending}>
            Créer l’examen
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
