import { useMutation, useQueryClient } from '@tanstack/react-query'
import { assignCopy, handOutAtRandom } from '#contract/hand-out.ts'
import { call } from '#web/api.ts'
import { refreshExam } from '#web/exam.queries.ts'
import { handOutQuery } from '#web/hand-out.queries.ts'

/** Shares the ready copies out; with `again`, those that already have a corrector too. */
export function useHandOutAtRandom(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (again: boolean) => call(handOutAtRandom, { params: { examId }, body: { again } }),
    onSuccess: (handOut) => client.setQueryData(handOutQuery(examId).queryKey, handOut),
    onSettled: () => refreshExam(client, examId),
  })
}

export interface Assignment {
  copyId: string
  correctorId: string | null
}

/** Gives one copy to a corrector, or takes it back; shown at once, put back if refused. */
export function useAssignCopy(examId: string) {
  const client = useQueryClient()
  const { queryKey } = handOutQuery(examId)
  const mutationKey = ['assign', examId]
  return useMutation({
    mutationKey,
    scope: { id: `assign ${examId}` },
    mutationFn: ({ copyId, correctorId }: Assignment) =>
      call(assignCopy, { params: { copyId }, body: { correctorId } }),
    onMutate: async ({ copyId, correctorId }) => {
      await client.cancelQueries({ queryKey })
      client.setQueryData(
        queryKey,
        (handOut) =>
          handOut && {
            ...handOut,
            copies: handOut.copies.map((copy) =>
              copy.id === copyId ? { ...copy, assignedCorrectorId: correctorId } : copy,
            ),
          },
      )
    },
    // Only after the last one under way, as a list read between two would show the second undone.
    onSettled: () => (client.isMutating({ mutationKey }) === 1 ? refreshExam(client, examId) : undefined),
  })
}
