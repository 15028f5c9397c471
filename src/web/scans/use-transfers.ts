import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { PROBLEMS, type ProblemCode, type RefusedFile } from '#contract/problem.ts'
import { uploadScans } from '#contract/scans.ts'
import { ApiProblem, upload } from '#web/api.ts'
import { refreshExam } from '#web/exam.queries.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { rememberScans } from './scans.queries.ts'
import { type Refusal, speedOf, type Transfer } from './transfer.ts'

/** Files being sent for an exam. Kept outside the page, so that going to another screen does not stop the sending. */
interface Outbox {
  /** Replaced, never changed, so that a screen notices. */
  shown: Shown
  waiting: Array<{ id: string; file: File }>
  sending: boolean
  listeners: Set<() => void>
}

interface Shown {
  transfers: readonly Transfer[]
  refusals: readonly Refusal[]
}

const outboxes = new Map<string, Outbox>()

function outboxOf(examId: string): Outbox {
  const outbox = outboxes.get(examId) ?? {
    shown: { transfers: [], refusals: [] },
    waiting: [],
    sending: false,
    listeners: new Set(),
  }
  outboxes.set(examId, outbox)
  return outbox
}

function change(outbox: Outbox, shown: Partial<Shown>): void {
  outbox.shown = { ...outbox.shown, ...shown }
  for (const listener of outbox.listeners) listener()
}

const patch = (outbox: Outbox, id: string, facts: Partial<Transfer>): void =>
  change(outbox, {
    transfers: outbox.shown.transfers.map((transfer) =>
      transfer.id === id ? { ...transfer, ...facts } : transfer,
    ),
  })

/** The file is no longer on its way; what of it was refused stays to be read. */
const settle = (outbox: Outbox, id: string, refusals: Refusal[]): void =>
  change(outbox, {
    transfers: outbox.shown.transfers.filter((transfer) => transfer.id !== id),
    refusals: [...outbox.shown.refusals, ...refusals],
  })

const toRefusal = ({ file, code, detail }: RefusedFile): Refusal => ({
  id: newUuid(),
  fileName: file,
  title: code in PROBLEMS ? PROBLEMS[code as ProblemCode].title : 'Fichier refusé',
  detail,
})

/** Why an upload came to nothing: file by file when it was an archive, and the server says so. */
function refusalsOf(fileName: string, error: unknown): Refusal[] {
  if (!(error instanceof ApiProblem))
    return [
      {
        id: newUuid(),
        fileName,
        title: 'Envoi interrompu',
        detail: `${fileName} n’est pas parti en entier.`,
      },
    ]
  const { refused, title, detail } = error.problem
  return refused?.map(toRefusal) ?? [{ id: newUuid(), fileName, title, detail }]
}

/** One file at a time: two halves of a line are no faster than one whole, and the first is split while the next is sent. */
async function sendAll(examId: string, outbox: Outbox, client: ReturnType<typeof useQueryClient>) {
  if (outbox.sending) return
  outbox.sending = true
  for (let next = outbox.waiting.shift(); next !== undefined; next = outbox.waiting.shift()) {
    const { id, file } = next
    const start = performance.now()
    patch(outbox, id, { state: 'sending' })
    try {
      const { scans, refused } = await upload(uploadScans, {
        params: { examId },
        files: [file],
        onProgress: (share) =>
          patch(outbox, id, { share, speed: speedOf(file.size, share, performance.now() - start) }),
      })
      rememberScans(client, examId, scans)
      settle(outbox, id, refused.map(toRefusal))
    } catch (error) {
      settle(outbox, id, refusalsOf(file.name, error))
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
  const { transfers, refusals } = useSyncExternalStore(subscribe, () => outbox.shown)

  const send = (files: readonly File[]) => {
    const added = files.map((file) => ({ id: newUuid(), file }))
    outbox.waiting.push(...added)
    change(outbox, {
      transfers: [
        ...outbox.shown.transfers,
        ...added.map(
          ({ id, file }): Transfer => ({
            id,
            fileName: file.name,
            byteSize: file.size,
            share: 0,
            speed: null,
            state: 'waiting',
          }),
        ),
      ],
    })
    void sendAll(examId, outbox, client)
  }

  const underWay = transfers.length > 0
  useEffect(() => {
    if (!underWay) return
    // Leaving the site, unlike leaving the screen, does stop the sending: the browser asks first.
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [underWay])

  return {
    transfers,
    refusals,
    send,
    dismiss: (id: string) =>
      change(outbox, { refusals: outbox.shown.refusals.filter((refusal) => refusal.id !== id) }),
    dismissAll: () => change(outbox, { refusals: [] }),
  }
}
