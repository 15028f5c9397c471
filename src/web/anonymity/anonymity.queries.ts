import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Anonymity, getAnonymity, paintPage, setHeaderMargin } from '#contract/anonymity.ts'
import { call } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'
import { examActs } from '#web/exam-acts.ts'
import { applyPainting, invertPainting, type PaintingAct } from './painting-acts.ts'

const anonymityQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'anonymity'],
    queryFn: ({ signal }) => call(getAnonymity, { params: { examId }, signal }),
  })

const usePaintingActs = examActs<PaintingAct, Anonymity>({
  keyOf: (examId) => anonymityQuery(examId).queryKey,
  invert: invertPainting,
  send: async (_, act) => {
    const { pageId, before, after } = act
    await call(paintPage, { params: { pageId }, body: { before, after } })
    return (anonymity) => applyPainting(anonymity, act)
  },
})

/** What is hidden as the person sees it: the server's state with the changes under way already made. */
export function useAnonymity(examId: string) {
  const { session, state } = usePaintingActs(examId)
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
