import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { liftAnonymity, restoreAnonymity } from '#contract/anonymity.ts'
import { listCopyEvents, releaseLock, reopenCopy } from '#contract/grading.ts'
import { getResults, type Results, releaseResults, withdrawResults } from '#contract/results.ts'
import { call } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'

const resultsQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'results'],
    queryFn: ({ signal }) => call(getResults, { params: { examId }, signal }),
  })

export const useResults = (examId: string): Results => useSuspenseQuery(resultsQuery(examId)).data

/** Publishes the results, or takes the publication back. */
export function useSetReleased(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (released: boolean) =>
      call(released ? releaseResults : withdrawResults, { params: { examId } }),
    onSuccess: (results) => client.setQueryData(resultsQuery(examId).queryKey, results),
    onSettled: () => refreshExam(client, examId),
  })
}

/** Shows names to the correctors, or hides them again. */
export function useSetLifted(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (lifted: boolean) => call(lifted ? liftAnonymity : restoreAnonymity, { params: { examId } }),
    onSettled: () => refreshExam(client, examId),
  })
}

/** Journal of one copy, oldest first; nothing is read while `copyId` is null. */
export const useCopyJournal = (examId: string, copyId: string | null) =>
  useQuery({
    queryKey: [...examKey(examId), 'journal', copyId],
    queryFn: ({ signal }) => call(listCopyEvents, { params: { copyId: copyId ?? '' }, signal }),
    enabled: copyId !== null,
  })

/** Takes a copy back from the corrector who left it open. */
export function useReleaseLock(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (copyId: string) => call(releaseLock, { params: { copyId } }),
    onSettled: () => refreshExam(client, examId),
  })
}

/** Gives a marked copy back to its corrector. */
export function useReopenCopy(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ copyId, reason }: { copyId: string; reason: string }) =>
      call(reopenCopy, { params: { copyId }, body: { reason } }),
    onSettled: () => refreshExam(client, examId),
  })
}
