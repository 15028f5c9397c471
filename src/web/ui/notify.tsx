import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'

/** For a screen whose main button stands in the corner where notices appear: in the middle, above its zoom. */
export const AWAY_FROM_CORNER = { position: 'bottom-center', mb: 48 } as const

/** One quiet line, gone by itself. */
export const notifyDone = (message: string, place: Partial<typeof AWAY_FROM_CORNER> = {}): void => {
  notifications.show({ message, color: 'green', autoClose: 4000, withCloseButton: false, ...place })
}

/** A refusal in the server's words; stays until read. */
export const notifyProblem = (error: unknown): void => {
  notifications.show({
    color: 'red',
    title: 'Refusé',
    message: error instanceof Error ? error.message : 'Une erreur inattendue s’est produite.',
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': 'Fermer' },
  })
}

/** Says what was done and offers to take it back for ten seconds. */
export function notifyUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': 'Fermer' },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          Annuler
        </Button>
      </Group>
    ),
  })
}
