import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { User } from '#contract/auth.ts'
import { newPassword } from '#web/ui/new-password.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useUpdateAccount } from './accounts.queries.ts'
import { GeneratedPassword } from './generated-password.tsx'

export function NewPasswordDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  return (
    <Modal opened={user !== null} onClose={onClose} title="Nouveau mot de passe">
      {user !== null && <NewPasswordForm user={user} onClose={onClose} />}
    </Modal>
  )
}

function NewPasswordForm({ user, onClose }: { user: User; onClose: () => void }) {
  const [password, setPassword] = useState(newPassword)
  const update = useUpdateAccount()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate(
          { userId: user.id, password },
          {
            onSuccess: () => {
              notifyDone(`Nouveau mot de passe de ${user.displayName} enregistré.`)
              onClose()
            },
          },
        )
      }}
    >
      <Stack gap="sm">
        <Text>
          Pour {user.displayName} ({user.username}). L’ancien mot de passe cessera de fonctionner et ses
          sessions ouvertes seront fermées.
        </Text>
        <GeneratedPassword
          value={password}
          error={password.length < 10 ? 'Au moins 10 caractères.' : undefined}
          onChange={setPassword}
        />
        <ProblemAlert error={update.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" loading={update.isPending} disabled={password.length < 10}>
            Enregistrer
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
