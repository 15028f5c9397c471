import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconKey, IconLogout } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Actor } from '#contract/auth.ts'
import { useLogOut } from '#web/session.queries.ts'
import { notifyProblem } from '#web/ui/notify.tsx'
import { PasswordDialog } from './password-dialog.tsx'

const ROLE_WORDS = { admin: 'Administration', corrector: 'Correcteur', student: 'Élève' } as const

export function AccountMenu({ actor }: { actor: Actor }) {
  const navigate = useNavigate()
  const logOut = useLogOut()
  const [passwordOpened, setPasswordOpened] = useState(false)
  const leave = () =>
    logOut.mutate(undefined, {
      onSuccess: () => void navigate({ to: '/connexion' }),
      onError: notifyProblem,
    })
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            fw={400}
            px={8}
            c="var(--k-text)"
            rightSection={<IconChevronDown size={14} />}
          >
            {actor.displayName}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {actor.username} · {ROLE_WORDS[actor.role]}
          </Menu.Label>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setPasswordOpened(true)}>
            Changer de mot de passe
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
            Se déconnecter
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PasswordDialog opened={passwordOpened} onClose={() => setPasswordOpened(false)} />
    </>
  )
}
