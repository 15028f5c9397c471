import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { getHandOut, type HandOut } from '#contract/hand-out.ts'
import { call } from '#web/api.ts'
import { examKey } from '#web/exam.queries.ts'

/** Who marks which copy and how far they are: read by the hand-out and by the progress of marking. */
export const handOutQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'hand-out'],
    queryFn: ({ signal }) => call(getHandOut, { params: { examId }, signal }),
  })

export const useHandOut = (examId: string): HandOut => useSuspenseQuery(handOutQuery(examId)).data
