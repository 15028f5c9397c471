import type { Results } from '#contract/results.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useSetReleased } from './results.queries.ts'

interface ReleaseDialogProps {
  examId: string
  results: Results
  opened: boolean
  onClose: () => void
}

/** The publication can be withdrawn, but not what pupils have already read: the dialog says who will see what. */
export function ReleaseDialog({ examId, results: { lines }, opened, onClose }: ReleaseDialogProps) {
  const setReleased = useSetReleased(examId)
  const visible = lines.filter((line) => line.status === 'GRADED' && line.student !== null).length
  const unmarked = lines.filter((line) => line.status !== 'GRADED').length
  const nameless = lines.filter((line) => line.status === 'GRADED' && line.student === null).length
  const confirm = () =>
    setReleased.mutate(true, {
      onSuccess: () => {
        onClose()
        notifyDone('Résultats publiés.')
      },
    })
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Publier les résultats"
      confirmLabel="Publier"
      danger={false}
      busy={setReleased.isPending}
      error={setReleased.error}
      onConfirm={confirm}
    >
      <p>
        {countOf(visible, 'élève pourra', 'élèves pourront')} voir {visible < 2 ? 'sa' : 'leur'} copie
        corrigée, {visible < 2 ? 'sa' : 'leur'} note et les remarques. La publication peut être retirée.
      </p>
      {unmarked + nameless > 0 && (
        <p>
          Ne seront pas visibles&nbsp;:{' '}
          {[
            unmarked > 0 ? countOf(unmarked, 'copie non corrigée', 'copies non corrigées') : '',
            nameless > 0 ? countOf(nameless, 'copie sans nom', 'copies sans nom') : '',
          ]
            .filter((words) => words !== '')
            .join(', ')}
          .
        </p>
      )}
    </ConfirmDialog>
  )
}
