import { type QueryClient, queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { getHeaderLayout, removeHeaderLayout, setHeaderLayout } from '#contract/header-layout.ts'
import type { PlacedField } from '#domain/header-fields.ts'
import { call, isProblem } from '#web/api.ts'
import { examKey } from '#web/exam.queries.ts'
import { ActSession } from '#web/ui/act-session.ts'
import { notifyProblem } from '#web/ui/notify.tsx'

/** What is outlined, and on which page; null when nothing is. */
export interface Outline {
  samplePageId: string
  fields: PlacedField[]
}

export interface OutlineAct {
  /** What was done, in words for the undo. */
  label: string
  before: Outline | null
  after: Outline | null
}

const layoutQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'header-layout'],
    queryFn: ({ signal }) => call(getHeaderLayout, { params: { examId }, signal }),
  })

const RETRY_AFTER_MS = 3000
const sessions = new Map<string, ActSession<OutlineAct>>()

/** One per exam for as long as the page is open: what was not sent yet and what can be undone outlive the screen. */
function sessionOf(client: QueryClient, examId: string): ActSession<OutlineAct> {
  const existing = sessions.get(examId)
  if (existing !== undefined) return existing
  const { queryKey } = layoutQuery(examId)
  const session = new ActSession<OutlineAct>({
    invert: ({ label, before, after }) => ({ label, before: after, after: before }),
    send: async ({ after }) => {
      const params = { examId }
      if (after === null) await call(removeHeaderLayout, { params })
      else await call(setHeaderLayout, { params, body: after })
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, { layout: after })
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

/** The outlined fields as the person sees them, changes under way already made. */
export function useHeaderLayout(examId: string) {
  const session = sessionOf(useQueryClient(), examId)
  const state = useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
  )
  const { layout } = useSuspenseQuery(layoutQuery(examId)).data
  const last = state.queue.at(-1)
  return { layout: last === undefined ? layout : last.after, session, state }
}
