import { List, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Exam } from '#contract/exams.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useDeleteExam, useForgetExam } from './exams.queries.ts'

/** What would go for ever, in counts; empty for an exam that holds nothing yet. */
const lossesOf = ({ counts }: Exam): string[] => {
  const losses: [number, string][] = [
    [counts.scans, countOf(counts.scans, 'fichier numérisé', 'fichiers numérisés')],
    [
      counts.copies,
      `${countOf(counts.copies, 'copie')} avec leurs pages, annotations et notes, dont ${countOf(counts.graded, 'corrigée')}`,
    ],
    [counts.identified, countOf(counts.identified, 'identification')],
    [counts.questions, `le barème (${countOf(counts.questions, 'question')})`],
    [counts.students, `la liste des ${countOf(counts.students, 'élève')} attendus`],
  ]
  return losses.filter(([count]) => count > 0).map(([, words]) => words)
}

export function DeleteExamDialog({
  exam,
  opened,
  onClose,
}: {
  exam: Exam
  opened: boolean
  onClose: () => void
}) {
  const navigate = useNavigate()
  const remove = useDeleteExam(exam.id)
  const forget = useForgetExam()
  const losses = lossesOf(exam)
  const close = () => {
    remove.reset()
    onClose()
  }
  const leave = async () => {
    await navigate({ to: '/examens' })
    forget(exam.id)
    notifyDone(`Examen «\u00A0${exam.name}\u00A0» supprimé.`)
  }
  return (
    <ConfirmDialog
      opened={opened}
      onClose={close}
      title="Supprimer l’examen"
      confirmLabel="Supprimer définitivement"
      wordToType={{ label: `Pour confirmer, recopiez le nom\u00A0: ${exam.name}`, word: exam.name }}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(exam.name, { onSuccess: () => void leave() })}
    >
      {losses.length === 0 ? (
        <Text>Cet examen ne contient encore aucune copie.</Text>
      ) : (
        <>
          <Text mb={4}>Seront supprimés, sans retour possible{'\u00A0'}:</Text>
          <List size="sm">
            {losses.map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        </>
      )}
      <Text c="dimmed" size="xs" mt="xs">
        Les comptes des élèves et des correcteurs restent, ainsi que le journal des actions.
      </Text>
    </ConfirmDialog>
  )
}
