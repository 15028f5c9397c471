import {
  Anchor,
  Button,
  Modal,
  SegmentedControl,
  Stack,
  Table,
  Textarea,
  VisuallyHidden,
} from '@mantine/core'
import { IconFileTypePdf } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { HandOut } from '#contract/hand-out.ts'
import { getFinalPdf } from '#contract/results.ts'
import { urlOf } from '#web/api.ts'
import { CopyStatusWord } from '#web/copy-status-word.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import classes from './marking-progress.module.css'
import { useReopenCopy } from './results.queries.ts'

type Copy = HandOut['copies'][number]

interface MarkedCopiesProps {
  examId: string
  handOut: HandOut
  onJournal: (copyId: string) => void
}

/** The copies one by one: the marked ones with their PDF and « Rouvrir », all with their journal. */
export function MarkedCopies({ examId, handOut: { copies, correctors }, onJournal }: MarkedCopiesProps) {
  const [shown, setShown] = useState<'GRADED' | 'all'>('GRADED')
  const [reopening, setReopening] = useState<Copy | null>(null)
  const names = new Map(correctors.map(({ id, displayName }) => [id, displayName]))
  const graded = copies.filter((copy) => copy.status === 'GRADED')
  const lines = shown === 'all' ? copies : graded
  return (
    <>
      <h2 className={classes.title}>Copies</h2>
      <SegmentedControl
        size="xs"
        aria-label="Copies affichées"
        value={shown}
        onChange={(value) => setShown(value === 'all' ? 'all' : 'GRADED')}
        data={[
          { value: 'GRADED', label: `Corrigées (${graded.length})` },
          { value: 'all', label: `Toutes (${copies.length})` },
        ]}
      />
      {lines.length === 0 ? (
        <p>Aucune copie n’est encore corrigée.</p>
      ) : (
        <Table verticalSpacing={4} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Anonymat</Table.Th>
              <Table.Th>État</Table.Th>
              <Table.Th>Correcteur</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((copy) => (
              <Table.Tr key={copy.id}>
                <Table.Td>{copy.anonymousId}</Table.Td>
                <Table.Td>
                  <CopyStatusWord status={copy.status} />
                </Table.Td>
                <Table.Td>
                  {copy.assignedCorrectorId === null ? '—' : names.get(copy.assignedCorrectorId)}
                </Table.Td>
                <Table.Td>
                  <div className={classes.actions}>
                    {copy.status === 'GRADED' && (
                      <>
                        <Anchor
                          size="sm"
                          href={urlOf(getFinalPdf, { params: { copyId: copy.id } })}
                          target="_blank"
                          aria-label={`PDF final de la copie ${copy.anonymousId}`}
                        >
                          <IconFileTypePdf size={16} aria-hidden style={{ verticalAlign: -3 }} /> PDF final
                        </Anchor>
                        <Button size="compact-sm" variant="default" onClick={() => setReopening(copy)}>
                          Rouvrir…
                        </Button>
                      </>
                    )}
                    <Button size="compact-sm" variant="subtle" onClick={() => onJournal(copy.id)}>
                      Journal
                    </Button>
                  </div>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Modal
        opened={reopening !== null}
        onClose={() => setReopening(null)}
        title={`Rouvrir la copie ${reopening?.anonymousId ?? ''}`}
      >
        {reopening !== null && (
          <ReopenForm examId={examId} copy={reopening} onClose={() => setReopening(null)} />
        )}
      </Modal>
    </>
  )
}

function ReopenForm({ examId, copy, onClose }: { examId: string; copy: Copy; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const reopen = useReopenCopy(examId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return
    reopen.mutate(
      { copyId: copy.id, reason: reason.trim() },
      {
        onSuccess: () => {
          onClose()
          notifyDone(`Copie ${copy.anonymousId} rouverte.`)
        },
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <p style={{ margin: 0 }}>
          Le correcteur pourra de nouveau changer les notes et les annotations, qui sont gardées. Le PDF final
          actuel est conservé&nbsp;; la copie n’a plus de note publiable tant qu’elle n’est pas terminée de
          nouveau.
        </p>
        <Textarea
          label="Motif"
          description="Il reste au journal de la copie."
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <ProblemAlert error={reopen.error} />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" disabled={reason.trim() === ''} loading={reopen.isPending}>
            Rouvrir la copie
          </Button>
        </div>
      </Stack>
    </form>
  )
}
