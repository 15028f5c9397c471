import { Button, List, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Scan, ScanRemoval } from '#contract/scans.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useScanRemoval } from './scans.queries.ts'

interface RemoveScanButtonProps {
  examId: string
  scan: Scan
  busy: boolean
  onRemove: () => void
}

/** Takes back a scan that is split, once it is said what goes with it; or says why it has to stay. */
export function RemoveScanButton({ examId, scan, busy, onRemove }: RemoveScanButtonProps) {
  const [opened, setOpened] = useState(false)
  const { data: removal, error } = useScanRemoval(examId, scan.id, opened)
  const isSettled = removal !== undefined && removal.settled.length > 0
  const dialog = { opened, onClose: () => setOpened(false), title: `Retirer ${scan.fileName}` }
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
        Retirer
      </Button>
      {isSettled ? (
        <Modal {...dialog}>
          <Stack gap="sm">
            <Text>{whyItStays(removal.settled)}</Text>
            <Button variant="default" ml="auto" onClick={dialog.onClose}>
              Fermer
            </Button>
          </Stack>
        </Modal>
      ) : (
        <ConfirmDialog
          {...dialog}
          confirmLabel="Retirer"
          busy={removal === undefined || busy}
          error={error}
          onConfirm={onRemove}
        >
          {removal !== undefined && <Losses {...removal} />}
        </ConfirmDialog>
      )}
    </>
  )
}

function whyItStays(settled: string[]): string {
  const named = `${settled.slice(0, 5).join(', ')}${settled.length > 5 ? '…' : ''}`
  return settled.length === 1
    ? `La copie ${named}, faite de pages de ce fichier, est déjà validée\u00A0: il ne peut plus être retiré.`
    : `${settled.length} copies faites de pages de ce fichier sont déjà validées (${named})\u00A0: il ne peut plus être retiré.`
}

function Losses({ pages, copies, identified, thinned }: ScanRemoval) {
  const named = identified === 0 ? '' : `, dont ${countOf(identified, 'déjà identifiée', 'déjà identifiées')}`
  return (
    <>
      <Text mb={4}>Seront supprimés, sans retour possible{'\u00A0'}:</Text>
      <List size="sm">
        <List.Item>le fichier déposé</List.Item>
        <List.Item>{countOf(pages, 'page A4', 'pages A4')}</List.Item>
        {copies > 0 && (
          <List.Item>
            {countOf(copies, 'copie proposée', 'copies proposées')}
            {named}
          </List.Item>
        )}
      </List>
      {thinned > 0 && (
        <Text size="sm" mt="xs">
          {thinned === 1
            ? 'Une copie faite aussi d’un autre fichier perd les pages de celui-ci et sera à vérifier de nouveau.'
            : `${thinned} copies faites aussi d’un autre fichier perdent les pages de celui-ci et seront à vérifier de nouveau.`}
        </Text>
      )}
    </>
  )
}
