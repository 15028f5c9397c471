import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import {
  getHeaderLayout,
  type HeaderLayout,
  removeHeaderLayout,
  setHeaderLayout,
} from '#contract/header-layout.ts'
import type { PlacedField } from '#domain/header-fields.ts'
import { call } from '#web/api.ts'
import { examKey } from '#web/exam.queries.ts'
import { examActs } from '#web/exam-acts.ts'

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

const useOutlineActs = examActs<OutlineAct, { layout: HeaderLayout | null }>({
  keyOf: (examId) => layoutQuery(examId).queryKey,
  invert: ({ label, before, after }) => ({ label, before: after, after: before }),
  send: async (examId, { after }) => {
    const params = { examId }
    if (after === null) await call(removeHeaderLayout, { params })
    else await call(setHeaderLayout, { params, body: after })
    return () => ({ layout: after })
  },
})

/** The outlined fields as the person sees them, changes under way already made. */
export function useHeaderLayout(examId: string) {
  const { session, state } = useOutlineActs(examId)
  const { layout } = useSuspenseQuery(layoutQuery(examId)).data
  const last = state.queue.at(-1)
  return { layout: last === undefined ? layout : last.after, session, state }
}
