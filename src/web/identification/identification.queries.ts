import {
  type QueryClient,
  queryOptions,
  useIsMutating,
  useMutation,
  useQueryClient,
  useSuspenseQueries,
} from '@tanstack/react-query'
import {
  confirmCopies,
  type IdentificationCopy,
  identifyCopy,
  listIdentification,
  readHeaders,
  withdrawNames,
} from '#contract/identification.ts'
import { createRosterStudent, listRoster, type NewStudent, type Student } from '#contract/students.ts'
import { call } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'

const copiesQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'identification', 'copies'],
    queryFn: async ({ client, signal }) =>
      withNames(
        await call(listIdentification, { params: { examId }, signal }),
        namesUnderWay(client, examId),
      ),
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

const withNames = (
  list: { copies: IdentificationCopy[] },
  namings: readonly Naming[],
): { copies: IdentificationCopy[] } => {
  const names = new Map(namings.map(({ copyId, student }) => [copyId, student]))
  return {
    copies: list.copies.map((copy) => {
      const student = names.get(copy.id)
      return student === undefined ? copy : { ...copy, student }
    }),
  }
}

/** What was sent and is not answered: a list read meanwhile, because somebody else changed something, may not know of it. */
const namesUnderWay = (client: QueryClient, examId: string): Naming[] =>
  client
    .getMutationCache()
    .findAll({ mutationKey: namingKey(examId), status: 'pending' })
    .flatMap(({ state }) => (state.variables as readonly Naming[] | undefined) ?? [])

/** Puts names on the copies on screen and tells which they bore before. */
async function showNames(client: QueryClient, examId: string, namings: readonly Naming[]): Promise<Naming[]> {
  const { queryKey } = copiesQuery(examId)
  // A list read before would put the old names back.
  await client.cancelQueries({ queryKey })
  const list = client.getQueryData(queryKey) ?? { copies: [] }
  client.setQueryData(queryKey, withNames(list, namings))
  const ids = new Set(namings.map(({ copyId }) => copyId))
  return list.copies.filter(({ id }) => ids.has(id)).map(({ id, student }) => ({ copyId: id, student }))
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
    mutationFn: async ([wanted]: readonly [Naming]) => {
      const body = { studentId: wanted.student?.id ?? null }
      await call(identifyCopy, { params: { copyId: wanted.copyId }, body })
    },
    onMutate: (wanted) => showNames(client, examId, wanted),
    onError: (_, __, before) => showNames(client, examId, before ?? []),
    onSettled: () => refreshWhenLast(client, examId),
  })
}

export interface NamedCopy {
  copyId: string
  student: Student
}

/** Gives many nameless copies their names at once; what is refused is told, and on screen as it was once the list is read again. */
export function useConfirmCopies(examId: string) {
  const client = useQueryClient()
  return useMutation({
    ...naming(examId),
    mutationFn: async (copies: readonly NamedCopy[]) =>
      (await call(confirmCopies, { params: { examId }, body: bodyOf(copies) })).refused,
    onMutate: (copies) => showNames(client, examId, copies),
    onError: (_, __, before) => showNames(client, examId, before ?? []),
    onSettled: () => refreshWhenLast(client, examId),
  })
}

/** Takes names off again. Nothing is shown before the answer: somebody may have given another one since. */
export function useWithdrawNames(examId: string) {
  const client = useQueryClient()
  return useMutation({
    scope: naming(examId).scope,
    mutationFn: async (copies: readonly NamedCopy[]) =>
      (await call(withdrawNames, { params: { examId }, body: bodyOf(copies) })).refused,
    onSettled: () => refreshExam(client, examId),
  })
}

const bodyOf = (copies: readonly NamedCopy[]) => ({
  copies: copies.map(({ copyId, student }) => ({ copyId, studentId: student.id })),
})

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

/** Has headers read again, those of the copies named or all; the readings come one by one as they are made. */
export function useReadHeaders(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (copyIds: string[] | null) =>
      call(readHeaders, { params: { examId }, body: copyIds === null ? {} : { copyIds } }),
    onSettled: () => refreshExam(client, examId),
  })
}
