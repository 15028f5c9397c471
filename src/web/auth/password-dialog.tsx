import { Modal } from '@mantine/core'

export function PasswordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return <Modal opened={opened} onClose={onClose} title="Changer de mot de passe" />
}
