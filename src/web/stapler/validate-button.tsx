import { Button } from '@mantine/core'
import { memo, useState } from 'react'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useValidateCopies } from './stapler.queries.ts'

interface ValidateButtonProps {
  examId: string
  /** Copies chosen by hand; undefined stands for all of those in staging. */
  copyIds: string[] | undefined
  count: number
  /** How many of them still have something to look at. */
  doubtful: number
  /** True while gestures are under way: what would be validated is not settled yet. */
  busy: boolean
  onValidated: () => void
}

/** STAGING → READY cannot be taken back, so the dialog says how many and what is left in doubt. */
export const ValidateButton = memo(function ValidateButton({
  examId,
  copyIds,
  count,
  doubtful,
  busy,
  onValidated,
}: ValidateButtonProps) {
  const [opened, setOpened] = useState(false)
  const validate = useValidateCopies(examId)
  const confirm = () =>
    validate.mutate(copyIds, {
      onSuccess: () => {
        setOpened(false)
        onValidated()
      },
    })
  const title =
    copyIds === undefined && count > 1 ? `Valider les ${count} copies` : `Valider ${countOf(count, 'copie')}`
  return (
    <>
      <Button disabled={busy || count === 0} onClick={() => setOpened(true)}>
        {title}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={title}
        confirmLabel="Valider"
        danger={false}
        busy={validate.isPending}
        error={validate.error}
        onConfirm={confirm}
      >
        <p>
          {count > 1
            ? 'Leurs pages ne pourront plus être réarrangées. Elles pourront être réparties et corrigées.'
            : 'Ses pages ne pourront plus être réarrangées. Elle pourra être attribuée et corrigée.'}
        </p>
        {doubtful > 0 && (
          <p>
            <strong>
              {countOf(doubtful, 'copie reste à vérifier', 'copies restent à vérifier')}
              {doubtful === count ? '.' : ' parmi elles.'}
            </strong>
          </p>
        )}
      </ConfirmDialog>
    </>
  )
})
