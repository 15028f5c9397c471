import { Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { ConfirmDialog } from './confirm-dialog.tsx'

/** While `changed`, leaving the page asks first, and says what would be lost. */
export function LeaveUnsaved({
  changed,
  title,
  losses,
}: {
  changed: boolean
  title: string
  losses: string
}) {
  const blocker = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: () => changed,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      opened={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={title}
      confirmLabel="Quitter sans enregistrer"
      onConfirm={() => blocker.proceed?.()}
    >
      <Text>{losses}</Text>
    </ConfirmDialog>
  )
}
