import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { changeStaples, getStapler, Stapler, validateCopies } from '#contract/stapler.ts'
import { call, isProblem } from '#web/api.ts'
import { expectOwnChange, refreshExam, staplerKey } from '#web/exam.queries.ts'
import { examActs } from '#web/exam-acts.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { applyAct, invertAct, type StaplerAct, settleAct } from './arrangement.ts'

export const staplerQuery = (examId: string) =>
  queryOptions({
    queryKey: staplerKey(examId),
    queryFn: ({ signal }) => call(getStapler, { params: { examId }, signal }),
  })

const useStapleActs = examActs<StaplerAct, Stapler>({
  keyOf: staplerKey,
  invert: invertAct,
  send: async (examId, act) => {
    const id = newUuid()
    expectOwnChange(id)
    const outcome = await call(changeStaples, { params: { examId }, body: { id, ...act.change } })
    return (stapler) => settleAct(stapler, act, outcome)
  },
  toldBy: (refusal) =>
    isProblem(refusal, 'staple_conflict') ? Stapler.safeParse(refusal.problem.current).data : undefined,
})

/** The stapler as the person sees it (`stapler`: the server's state with the gestures under way already made) and as it is saved. */
export function useStapling(examId: string) {
  const { session, state } = useStapleActs(examId)
  const { data } = useSuspenseQuery(staplerQuery(examId))
  const stapler = useMemo(() => state.queue.reduce(applyAct, data), [state.queue, data])
  return { stapler, onServer: data, session, state }
}

/** Validates these copies, or all of those in staging, and says how many. */
export function useValidateCopies(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (copyIds: string[] | undefined) =>
      call(validateCopies, { params: { examId }, body: copyIds === undefined ? {} : { copyIds } }),
    // Not a callback of `mutate`: the button goes once nothing is left to validate, and its callbacks with it.
    onSuccess: ({ validated }) => notifyDone(`${countOf(validated, 'copie validée', 'copies validées')}.`),
    onSettled: () => refreshExam(client, examId),
  })
}
