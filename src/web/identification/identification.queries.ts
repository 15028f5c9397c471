import {
  type QueryClient,
  queryOptions,
  useIsMutating,
  useMutation,
  useQueryClient,
  useSuspenseQueries,
} from '@tanstack/react-query'
import { confirmCopies, identifyCopy, listIdentification, withdrawNames } from '#contract/identification.ts'
import { createRosterStudent, listRoster, type NewStudent, type Student } from '#contract/students.ts'
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

/** Puts names on the copies on screen and tells which they bore before. */
async function showNames(client: QueryClient, examId: string, namings: readonly Naming[]): Promise<Naming[]> {
  const { queryKey } = copiesQuery(examId)
  // A list read before would put the old names back.
  await client.cancelQueries({ queryKey })
  const names = new Map(namings.map(({ copyId, student }) => [copyId, student]))
  const copies = client.getQueryData(queryKey)?.copies ?? []
  client.setQueryData(queryKey, {
    copies: copies.map((copy) => {
      const student = names.get(copy.id)
      return student === undefined ? copy : { ...copy, student }
    }),
  })
  return copies.filter(({ id }) => names.has(id)).map(({ id, student }) => ({ copyId: id, student }))
}

/** Only after the last naming under way: a list read between two would undo the second on the screen. */
const refreshWhenLast = (client: QueryClient, examId: string): Promise<void> | undefined =>
  client.isMutating({ mutationKey: namingKey(examId) }) === 1 ? refreshExam(client, examId) : undefined

/** What all namings of an exam share: they go one after the other, since the next may depend on the one before. */
const naming = (examId: string) => ({ mutationKey: namingKey(examId), scope: { id: `identify ${examId}` } })

/** Shown at once; put back if the server refuses. */
export function useIdentifyCopy(examId: string) {
  const client = useQueryClient()
  return useMutation({
    ...naming(examId),
    mutationFn: ({ copyId, student }: Naming) =>
      call(identifyCopy, { params: { copyId }, body: { studentId: student?.id ?? null } }),
    onMutate: (wanted) => showNames(client, examId, [wanted]),
    onError: (_, __, before) => showNames(client, examId, before ?? []),
    onSettled: () => refreshWhenLast(client, examId),
  })
}

export interface NamedCopy {
  copyId: string
  student: Student
}

/** Names many nameless copies at once, or takes these very names off again; shown at once, and put back where the server refuses. */
export function useNameInBulk(examId: string, act: 'confirm' | 'withdraw') {
  const client = useQueryClient()
  return useMutation({
    ...naming(examId),
    mutationFn: async (copies: readonly NamedCopy[]) => {
      const body = { copies: copies.map(({ copyId, student }) => ({ copyId, studentId: student.id })) }
      const request = { params: { examId }, body }
      const answer = act === 'confirm' ? call(confirmCopies, request) : call(withdrawNames, request)
      return (await answer).refused
    },
    onMutate: (copies) =>
      showNames(
        client,
        examId,
        copies.map(({ copyId, student }) => ({ copyId, student: act === 'confirm' ? student : null })),
      ),
    onError: (_, __, before) => showNames(client, examId, before ?? []),
    onSettled: () => refreshWhenLast(client, examId),
  })
}

export const useIsNaming = (examId: string): boolean => useIsMutating({ mutationKey: namingKey(examId) }) > 0

/** Adds a student to the list of the school and the roster of the exam. */
export function useCreateRosterStudent(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewStudent) => call(createRosterStudent, { params: { examId }, body }),
    onSuccess: (student) => {
      client.setQueryData(
        rosterQuery(examId).queryKey,
        (roster) => roster && { students: [...roster.students, student] },
      )
    },
  })
}
