import { Button, Group, Text } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useExam } from '#web/exam.queries.ts'
import { notifyProblem, notifyUndo } from '#web/ui/notify.tsx'
import { countOf, formatMoment } from '#web/ui/number-format.ts'
import { useSetLifted } from './results.queries.ts'

/** Whether the correctors see names, and the act that changes it. */
export function AnonymityLine({ examId, unmarked }: { examId: string; unmarked: number }) {
  const { anonymityLiftedAt } = useExam(examId)
  const setLifted = useSetLifted(examId)
  const isLifted = anonymityLiftedAt !== null

  const change = (lifted: boolean) =>
    setLifted.mutate(lifted, {
      onError: notifyProblem,
      onSuccess: () =>
        notifyUndo(
          lifted
            ? 'Anonymat levé\u00A0: les correcteurs voient les noms.'
            : 'Anonymat rétabli\u00A0: les correcteurs ne voient plus les noms.',
          () => setLifted.mutate(!lifted, { onError: notifyProblem }),
        ),
    })

  return (
    <Group gap="sm" mb="md">
      {isLifted ? (
        <IconEye size={18} aria-hidden color="var(--k-amber)" />
      ) : (
        <IconEyeOff size={18} aria-hidden color="var(--k-dim)" />
      )}
      <Text size="sm">
        {isLifted
          ? `Anonymat levé le ${formatMoment(anonymityLiftedAt)}\u00A0: les correcteurs voient les noms et les en-têtes.`
          : 'Les correcteurs ne voient aucun nom.'}
        {!isLifted &&
          unmarked > 0 &&
          ` L’anonymat pourra être levé quand toutes les copies seront corrigées (${countOf(unmarked, 'copie restante', 'copies restantes')}).`}
      </Text>
      {(isLifted || unmarked === 0) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={setLifted.isPending}
          onClick={() => change(!isLifted)}
        >
          {isLifted ? 'Rétablir l’anonymat' : 'Lever l’anonymat pour les correcteurs'}
        </Button>
      )}
    </Group>
  )
}
