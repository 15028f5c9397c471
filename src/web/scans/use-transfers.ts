import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { uploadScans } from '#contract/scans.ts'
import { ApiProblem, upload } from '#web/api.ts'
import { refreshExam } from '#web/exam.queries.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { rememberScans } from './scans.queries.ts'
import { speedOf, type Transfer } from './transfer.ts'

/** Files being sent for an exam. Kept outside the page, so that going to another screen does not stop the sending. */
interface Outbox {
  transfers: readonly Transfer[]
  waiting: Array<{ id: string; file: File }>
  sending: boolean
  listeners: Set<() => void>
}

const outboxes = new Map<string, Outbox>()

function outboxOf(examId: string): Outbox {
  const outbox = outboxes.get(examId) ?? {
    transfers: [],
    waiting: [],
    sending: false,
    listeners: new Set(),
  }
  outboxes.set(examId, outbox)
  return outbox
}

function change(outbox: Outbox, transfers: readonly Transfer[]): void {
  outbox.transfers = transfers
  for (const listener of outbox.listeners) listener()
}

const patch = (outbox: Outbox, id: string, facts: Partial<Transfer>): void =>
  change(
    outbox,
    outbox.transfers.map((transfer) => (transfer.id === id ? { ...transfer, ...facts } : transfer)),
  )

const remove = (outbox: Outbox, id: string): void =>
  change(
    outbox,
    outbox.transfers.filter((transfer) => transfer.id !== id),
  )

/** One file at a time: two halves of a line are no faster than one whole, and the first is split while the next is sent. */
async function sendAll(examId: string, outbox: Outbox, client: ReturnType<typeof useQueryClient>) {
  if (outbox.sending) return
  outbox.sending = true
  for (let next = outbox.waiting.shift(); next !== undefined; next = outbox.waiting.shift()) {
    const { id, file } = next
    const start = performance.now()
    patch(outbox, id, { state: 'sending' })
    try {
      const { scans } = await upload(uploadScans, {
        params: { examId },
        files: [file],
        onProgress: (share) =>
          patch(outbox, id, { share, speed: speedOf(file.size, share, performance.now() - start) }),
      })
      rememberScans(client, examId, scans)
      remove(outbox, id)
    } catch (error) {
      patch(outbox, id, {
        state: 'refused',
        refusal:
          error instanceof ApiProblem
            ? { title: error.problem.title, detail: error.message }
            : { title: 'Envoi interrompu', detail: `${file.name} n’est pas parti en entier.` },
      })
    }
    void refreshExam(client, examId)
  }
  outbox.sending = false
}

/** Files on their way for this exam, and how to add some. */
export function useTransfers(examId: string) {
  const client = useQueryClient()
  const outbox = outboxOf(examId)
  const subscribe = useCallback(
    (listener: () => void) => {
      outbox.listeners.add(listener)
      return () => {
        outbox.listeners.delete(listener)
      }
    },
    [outbox],
  )
  const transfers = useSyncExternalStore(subscribe, () => outbox.transfers)

  const send = (files: readonly File[]) => {
    const added = files.map((file) => ({ id: newUuid(), file }))
    outbox.waiting.push(...added)
    change(outbox, [
      ...outbox.transfers,
      ...added.map(
        ({ id, file }): Transfer => ({
          id,
          fileName: file.name,
          byteSize: file.size,
          share: 0,
          speed: null,
          state: 'waiting',
          refusal: null,
        }),
      ),
    ])
    void sendAll(examId, outbox, client)
  }

  const underWay = transfers.some((transfer) => transfer.state !== 'refused')
  useEffect(() => {
    if (!underWay) return
    // Leaving the site, unlike leaving the screen, does stop the sending: the browser asks first.
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [underWay])

  return { transfers, send, dismiss: (id: string) => remove(outbox, id) }
}
