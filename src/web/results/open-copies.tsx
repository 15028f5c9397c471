import { Button, Table, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { HandOut } from '#contract/hand-out.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
import { formatMoment } from '#web/ui/number-format.ts'
import classes from './marking-progress.module.css'
import { useReleaseLock } from './results.queries.ts'

interface OpenCopiesProps {
  examId: string
  copies: HandOut['copies']
  onJournal: (copyId: string) => void
}

/** Copies a corrector has open now, and how to take one back. */
export function OpenCopies({ examId, copies, onJournal }: OpenCopiesProps) {
  const [releasing, setReleasing] = useState<HandOut['copies'][number] | null>(null)
  const release = useReleaseLock(examId)
  const open = copies.filter((copy) => copy.status === 'LOCKED')
  if (open.length === 0) return null

  const close = () => {
    setReleasing(null)
    release.reset()
  }
  const confirm = () => {
    if (releasing === null) return
    release.mutate(releasing.id, {
      onSuccess: () => {
        close()
        notifyDone(`Copie ${releasing.anonymousId} libérée.`)
      },
    })
  }
  return (
    <>
      <h2 className={classes.title}>Ouvertes en ce moment</h2>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Anonymat</Table.Th>
            <Table.Th>Ouverte par</Table.Th>
            <Table.Th>Depuis</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {open.map((copy) => (
            <Table.Tr key={copy.id}>
              <Table.Td>{copy.anonymousId}</Table.Td>
              <Table.Td>{copy.lockedBy}</Table.Td>
              <Table.Td>{copy.lockedAt === null ? '' : formatMoment(copy.lockedAt)}</Table.Td>
              <Table.Td>
                <div className={classes.actions}>
                  <Button size="compact-sm" variant="subtle" onClick={() => onJournal(copy.id)}>
                    Journal
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => setReleasing(copy)}>
                    Libérer…
                  </Button>
                </div>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmDialog
        opened={releasing !== null}
        onClose={close}
        title={`Libérer la copie ${releasing?.anonymousId ?? ''}`}
        confirmLabel="Libérer la copie"
        busy={release.isPending}
        error={release.error}
        onConfirm={confirm}
      >
        <p>
          {releasing?.lockedBy} ne pourra plus y écrire sans la rouvrir. Tout ce qui est enregistré
          reste&nbsp;; ce qui ne l’est pas encore (quelques secondes de travail) restera sur son poste.
        </p>
      </ConfirmDialog>
    </>
  )
}
