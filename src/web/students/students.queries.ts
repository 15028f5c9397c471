import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import {
  archiveStudents,
  createStudent,
  editStudent,
  listClasses,
  listStudents,
  type NewStudent,
  restoreStudents,
} from '#contract/students.ts'
import { call } from '#web/api.ts'
import { notifyProblem } from '#web/ui/notify.tsx'

const studentsKey = ['students'] as const
/** Begins the key of everything read of any exam. */
const examsKey = ['exam'] as const
const PAGE = 100

export interface StudentFilter {
  search: string
  /** Undefined: any; '' for those who are in none. */
  className?: string | undefined
  archived: boolean
}

const wire = ({ search, className, archived }: StudentFilter) => ({
  search,
  archived: archived ? ('true' as const) : ('false' as const),
  ...(className !== undefined && { className }),
})

/** By name, a page after the other. */
export const studentsQuery = (filter: StudentFilter) =>
  infiniteQueryOptions({
    queryKey: [...studentsKey, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(listStudents, {
        query: { ...wire(filter), limit: PAGE, ...(pageParam !== null && { after: pageParam }) },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ students }) => (students.length < PAGE ? undefined : students.at(-1)?.id),
    placeholderData: keepPreviousData,
  })

/** The first few that a search finds, to choose one of them. */
export const foundStudentsQuery = (search: string, limit: number) =>
  queryOptions({
    queryKey: [...studentsKey, 'found', search, limit],
    queryFn: ({ signal }) => call(listStudents, { query: { search, limit }, signal }),
    placeholderData: keepPreviousData,
  })

const order = new Intl.Collator('fr', { numeric: true })

export const classesQuery = (archived = false) =>
  queryOptions({
    queryKey: [...studentsKey, 'classes', archived],
    queryFn: async ({ signal }) => {
      const { classes } = await call(listClasses, {
        query: { archived: archived ? 'true' : 'false' },
        signal,
      })
      // Those in no class come last.
      return classes.toSorted(
        (a, b) =>
          Number(a.className === '') - Number(b.className === '') || order.compare(a.className, b.className),
      )
    },
  })

/** A student who changed is shown by the school and by the exams that expect them. */
export function useRefreshStudents() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: studentsKey }),
      client.invalidateQueries({ queryKey: examsKey }),
    ])
}

export function useCreateStudent() {
  const refresh = useRefreshStudents()
  return useMutation({
    mutationFn: (body: NewStudent) => call(createStudent, { body }),
    onSuccess: refresh,
  })
}

export function useEditStudent(studentId: number) {
  const refresh = useRefreshStudents()
  return useMutation({
    mutationFn: (body: NewStudent) => call(editStudent, { params: { studentId }, body }),
    onSuccess: refresh,
  })
}

/** Answers with those who were not archived before. */
export function useArchiveStudents() {
  const refresh = useRefreshStudents()
  return useMutation({
    mutationFn: async (leavers: { studentIds: number[] } | { className: string }) =>
      (await call(archiveStudents, { body: leavers })).studentIds,
    onSuccess: refresh,
    onError: notifyProblem,
  })
}

export function useRestoreStudents() {
  const refresh = useRefreshStudents()
  return useMutation({
    mutationFn: async (studentIds: number[]) =>
      (await call(restoreStudents, { body: { studentIds } })).studentIds,
    onSuccess: refresh,
    onError: notifyProblem,
  })
}
