import { Modal, Table, Text } from '@mantine/core'
import { useListedShortcuts } from './hotkeys.ts'
import { KeyCaps } from './keys.tsx'

/** The shortcuts of the screen that is open. */
export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const shortcuts = useListedShortcuts()
  return (
    <Modal opened={opened} onClose={onClose} title="Raccourcis clavier de cet écran">
      <Table withRowBorders={false} verticalSpacing={4}>
        <Table.Tbody>
          {shortcuts.map(({ keys, label }) => (
            <Table.Tr key={`${keys} ${label}`}>
              <Table.Td>{label}</Table.Td>
              <Table.Td ta="right">
                <KeyCaps keys={keys} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {shortcuts.length === 0 && <Text c="dimmed">Cet écran n’a pas de raccourci.</Text>}
    </Modal>
  )
}
