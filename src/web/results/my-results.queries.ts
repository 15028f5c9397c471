import { queryOptions } from '@tanstack/react-query'
import { getMyResult, listMyResults } from '#contract/results.ts'
import { call } from '#web/api.ts'

export const myResultsQuery = queryOptions({
  queryKey: ['my-results'] as const,
  queryFn: ({ signal }) => call(listMyResults, { signal }),
})

export const myResultQuery = (copyId: string) =>
  queryOptions({
    queryKey: ['my-result', copyId] as const,
    queryFn: ({ signal }) => call(getMyResult, { params: { copyId }, signal }),
  })
