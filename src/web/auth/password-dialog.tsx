import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { changePassword } from '#contract/auth.ts'
import { bodyOf, call } from '#web/api.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useZodForm } from '#web/ui/zod-form.ts'

const toggle = { visibilityToggleButtonProps: { 'aria-label': 'Montrer le mot de passe' } }

export function PasswordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Changer de mot de passe">
      <PasswordForm onClose={onClose} />
    </Modal>
  )
}

function PasswordForm({ onClose }: { onClose: () => void }) {
  const form = useZodForm(bodyOf(changePassword), { current: '', next: '' })
  const change = useMutation({
    mutationFn: (body: { current: string; next: string }) => call(changePassword, { body }),
    onSuccess: () => {
      notifyDone('Mot de passe changé. Vos autres sessions sont fermées.')
      onClose()
    },
    onError: form.refuse,
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const body = form.check()
        if (body !== undefined) change.mutate(body)
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label="Mot de passe actuel"
          autoComplete="current-password"
          data-autofocus
          {...toggle}
          {...form.text('current')}
        />
        <PasswordInput
          label="Nouveau mot de passe"
          description="10 caractères au moins"
          autoComplete="new-password"
          {...toggle}
          {...form.text('next')}
        />
        <ProblemAlert error={change.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" loading={change.isPending}>
            Changer
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
