import {
  queryOptions,
  useIsMutating,
  useMutation,
  useQueryClient,
  useSuspenseQueries,
} from '@tanstack/react-query'
import { identifyCopy, listIdentification } from '#contract/identification.ts'
import { listRoster, type Student } from '#contract/students.ts'
import { call } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'

const copiesQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'identification', 'copies'],
    queryFn: ({ signal }) => call(listIdentification, { params: { examId }, signal }),
  })

const rosterQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'identification', 'roster'],
    queryFn: ({ signal }) => call(listRoster, { params: { examId }, signal }),
  })

/** Copies in scan order and the roster by name. */
export function useIdentification(examId: string) {
  const [copies, roster] = useSuspenseQueries({ queries: [copiesQuery(examId), rosterQuery(examId)] })
  return { copies: copies.data.copies, students: roster.data.students }
}

/** Whose copy it is; null takes the name away. */
export interface Naming {
  copyId: string
  student: Student | null
}

const namingKey = (examId: string) => ['identify', examId] as const

/** Shown at once; put back if the server refuses. Namings go one after the other, since the next may depend on the one before. */
export function useIdentifyCopy(examId: string) {
  const client = useQueryClient()
  const { queryKey } = copiesQuery(examId)
  const show = ({ copyId, student }: Naming) =>
    client.setQueryData(
      queryKey,
      (list) =>
        list && { copies: list.copies.map((copy) => (copy.id === copyId ? { ...copy, student } : copy)) },
    )
  return useMutation({
    mutationKey: namingKey(examId),
    scope: { id: `identify ${examId}` },
    mutationFn: ({ copyId, student }: Naming) =>
      call(identifyCopy, { params: { copyId }, body: { studentId: student?.id ?? null } }),
    onMutate: async (naming) => {
      await client.cancelQueries({ queryKey })
      const before =
        client.getQueryData(queryKey)?.copies.find((copy) => copy.id === naming.copyId)?.student ?? null
      show(naming)
      return { before }
    },
    onError: (_, { copyId }, context) => show({ copyId, student: context?.before ?? null }),
    // Only after the last one under way: a list read between two would undo the second on the screen.
    onSettled: () =>
      client.isMutating({ mutationKey: namingKey(examId) }) === 1 ? refreshExam(client, examId) : undefined,
  })
}

export const useIsNaming = (examId: string): boolean => useIsMutating({ mutationKey: namingKey(examId) }) > 0
