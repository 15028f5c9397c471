import {
  hashKey,
  type QueryClient,
  queryOptions,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type Exam, getExam } from '#contract/exams.ts'
import { followExam, type Scan } from '#contract/scans.ts'
import { call, urlOf } from '#web/api.ts'

/** Everything read of an exam has a key that starts so: the live channel refreshes it all at once. */
export const examKey = (examId: string) => ['exam', examId] as const

export const examQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'itself'],
    queryFn: ({ signal }) => call(getExam, { params: { examId }, signal }),
  })

/** The exam with its barème and counts; loaded by the layout of its pages before they are shown. */
export const useExam = (examId: string): Exam => useSuspenseQuery(examQuery(examId)).data

/** Puts the exam that a change answered with in place of the one on screen. */
export const rememberExam = (client: QueryClient, exam: Exam): void => {
  client.setQueryData(examQuery(exam.id).queryKey, exam)
}

/** All that is shown of the exam is read again. */
export const refreshExam = (client: QueryClient, examId: string): Promise<void> =>
  client.invalidateQueries({ queryKey: examKey(examId) })

/** One connection per exam however many listen: a browser allows six to a server over HTTP/1.1. */
const channels = new Map<string, { source: EventSource; users: number }>()

function openChannel(examId: string): EventSource {
  const channel = channels.get(examId) ?? {
    source: new EventSource(urlOf(followExam, { params: { examId } })),
    users: 0,
  }
  channel.users += 1
  channels.set(examId, channel)
  return channel.source
}

function closeChannel(examId: string): void {
  const channel = channels.get(examId)
  if (channel === undefined) return
  channel.users -= 1
  if (channel.users > 0) return
  channel.source.close()
  channels.delete(examId)
}

/** Calls `listener` at each progress of a scan of the exam while mounted. */
export function useScanEvents(examId: string, listener: (scan: Scan) => void): void {
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    const source = openChannel(examId)
    const onScan = (event: MessageEvent<string>) => latest.current(JSON.parse(event.data) as Scan)
    source.addEventListener('scan', onScan)
    return () => {
      source.removeEventListener('scan', onScan)
      closeChannel(examId)
    }
  }, [examId])
}

/** Changes of the stapler made by this page, which shows what came of them already. */
const ownChanges = new Set<string>()

/** To be called before the change is sent: its announcement may come before its answer. */
export const expectOwnChange = (changeId: string): void => {
  ownChanges.add(changeId)
}

/** Where the stapler of an exam is kept: thousands of pages, not read again for what this page did itself. */
export const staplerKey = (examId: string) => [...examKey(examId), 'stapler'] as const

/** Keeps everything shown of the exam fresh while mounted, at most twice a second. */
export function useLiveExam(examId: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const source = openChannel(examId)
    let waiting: ReturnType<typeof setTimeout> | undefined
    let wasLost = false
    let allOurs = true
    const refresh = (changeId?: string) => {
      allOurs &&= changeId !== undefined && ownChanges.delete(changeId)
      waiting ??= setTimeout(() => {
        const known = allOurs ? hashKey(staplerKey(examId)) : null
        waiting = undefined
        allOurs = true
        void client.invalidateQueries({
          queryKey: examKey(examId),
          predicate: ({ queryHash }) => queryHash !== known,
        })
      }, 500)
    }
    const onExam = (event: MessageEvent<string>) =>
      refresh((JSON.parse(event.data) as { cause?: string }).cause)
    // What happened while the line was down was told to nobody.
    const onOpen = () => {
      if (wasLost) refresh()
      wasLost = false
    }
    const onError = () => {
      wasLost = true
    }
    source.addEventListener('exam', onExam)
    source.addEventListener('open', onOpen)
    source.addEventListener('error', onError)
    return () => {
      clearTimeout(waiting)
      source.removeEventListener('exam', onExam)
      source.removeEventListener('open', onOpen)
      source.removeEventListener('error', onError)
      closeChannel(examId)
    }
  }, [client, examId])
}
