import { Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { changePassword } from '#contract/auth.ts'
import { bodyOf, call } from '#web/api.ts'
import { DialogForm } from '#web/ui/dialog-form.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
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
    onSuccess: () => notifyDone('Mot de passe changé. Vos autres sessions sont fermées.'),
  })
  return (
    <DialogForm form={form} mutation={change} submitLabel="Changer" onClose={onClose} onDone={onClose}>
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
    </DialogForm>
  )
}
