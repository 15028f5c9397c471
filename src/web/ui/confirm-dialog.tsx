import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { ProblemAlert } from './problem-alert.tsx'

interface ConfirmDialogProps {
  opened: boolean
  onClose: () => void
  title: string
  /** Says exactly what will be lost, and how much. */
  children: ReactNode
  confirmLabel: string
  /** When given, these very words must be typed before the button works. */
  wordToType?: { label: string; word: string }
  danger?: boolean
  busy?: boolean
  error?: unknown
  onConfirm: () => void
}

/** For what cannot be undone; elsewhere use `notifyUndo`. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <ConfirmForm {...props} />
    </Modal>
  )
}

/** Apart from the dialog so that what was typed is forgotten when it closes. */
function ConfirmForm({
  onClose,
  children,
  confirmLabel,
  wordToType,
  danger = true,
  busy = false,
  error,
  onConfirm,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const allowed = wordToType === undefined || typed.trim() === wordToType.word.trim()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (allowed) onConfirm()
      }}
    >
      <Stack gap="sm">
        <div>{children}</div>
        {wordToType !== undefined && (
          <TextInput
            label={wordToType.label}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" color={danger ? 'red' : 'ink'} disabled={!allowed} loading={busy}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
