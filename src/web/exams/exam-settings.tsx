import { Button, Group, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import { type Exam, updateExam } from '#contract/exams.ts'
import { bodyOf } from '#web/api.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useZodForm } from '#web/ui/zod-form.ts'
import { ExamFields, type ExamFieldValues } from './exam-fields.tsx'
import { type ExamChange, useUpdateExam } from './exams.queries.ts'

const fieldsOf = ({
  name,
  date,
  uploadMode,
  pagesPerBooklet,
  subject,
  coefficient,
}: Exam): ExamFieldValues => ({
  name,
  date,
  uploadMode,
  pagesPerBooklet,
  subject,
  coefficient,
})

/** Only what differs is sent: what another admin changed meanwhile stays theirs. */
function changeOf(exam: Exam, values: ExamFieldValues): ExamChange {
  const before = fieldsOf(exam)
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => before[name as keyof ExamFieldValues] !== value),
  )
}

export function ExamSettings({ exam }: { exam: Exam }) {
  const update = useUpdateExam(exam.id)
  const form = useZodForm(bodyOf(updateExam).required(), fieldsOf(exam))
  const [seen, setSeen] = useState(exam)
  if (seen !== exam) {
    // Another admin's change shows in the fields nobody has touched here.
    const [before, now] = [fieldsOf(seen), fieldsOf(exam)]
    setSeen(exam)
    form.setValues((values) => ({
      ...values,
      ...Object.fromEntries(
        Object.entries(now).filter(([name]) => {
          const field = name as keyof ExamFieldValues
          return values[field] === before[field]
        }),
      ),
    }))
  }
  const changed = Object.keys(changeOf(exam, form.values)).length > 0
  return (
    <form
      aria-labelledby="settings-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const values = form.check()
        if (values === undefined) return
        update.mutate(changeOf(exam, values), {
          onSuccess: (saved) => {
            form.setValues(fieldsOf(saved))
            notifyDone('Réglages de l’examen enregistrés.')
          },
          onError: form.refuse,
        })
      }}
    >
      <Group justify="space-between" mb={8}>
        <Title order={2} id="settings-title">
          Réglages
        </Title>
        <Button type="submit" variant="default" disabled={!changed} loading={update.isPending}>
          Enregistrer
        </Button>
      </Group>
      <Stack gap="sm">
        <ExamFields
          values={form.values}
          errors={form.errors}
          onChange={form.set}
          cutSettled={exam.counts.scans > 0}
        />
        <ProblemAlert error={update.error} />
      </Stack>
    </form>
  )
}
