import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { getAnonymity, paintPage, setHeaderMargin } from '#contract/anonymity.ts'
import { call, isProblem } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'
import { ActSession } from '#web/ui/act-session.ts'
import { notifyProblem } from '#web/ui/notify.tsx'
import { applyPainting, invertPainting, type PaintingAct } from './painting-acts.ts'

const anonymityQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'anonymity'],
    queryFn: ({ signal }) => call(getAnonymity, { params: { examId }, signal }),
  })

const RETRY_AFTER_MS = 3000
const sessions = new Map<string, ActSession<PaintingAct>>()

/** One per exam for as long as the page is open: what was not sent yet and what can be undone outlive the screen. */
function sessionOf(client: QueryClient, examId: string): ActSession<PaintingAct> {
  const existing = sessions.get(examId)
  if (existing !== undefined) return existing
  const { queryKey } = anonymityQuery(examId)
  const session = new ActSession<PaintingAct>({
    invert: invertPainting,
    send: async (act) => {
      const { pageId, before, after } = act
      await call(paintPage, { params: { pageId }, body: { before, after } })
      // A reading begun before this change must not put the old state back.
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, (anonymity) => anonymity && applyPainting(anonymity, act))
    },
    isOffline: (error) => isProblem(error, 'network'),
    onRefused: (error) => {
      void client.invalidateQueries({ queryKey })
      notifyProblem(error)
    },
    retryAfterMs: RETRY_AFTER_MS,
  })
  sessions.set(examId, session)
  return session
}

/** What is hidden as the person sees it: the server's state with the changes under way already made. */
export function useAnonymity(examId: string) {
  const client = useQueryClient()
  const session = sessionOf(client, examId)
  const state = useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
  )
  const { data } = useSuspenseQuery(anonymityQuery(examId))
  const anonymity = useMemo(() => state.queue.reduce(applyPainting, data), [state.queue, data])
  return { anonymity, session, state }
}

/** Saves the margin below headers. */
export function useSetMargin(examId: string) {
  const client = useQueryClient()
  const { queryKey } = anonymityQuery(examId)
  return useMutation({
    mutationFn: (headerMargin: number) =>
      call(setHeaderMargin, { params: { examId }, body: { headerMargin } }),
    onSuccess: (_, headerMargin) =>
      client.setQueryData(queryKey, (anonymity) => anonymity && { ...anonymity, headerMargin }),
    onSettled: () => refreshExam(client, examId),
  })
}
