import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import {
  addToRoster,
  createRosterStudent,
  createStudentAccounts,
  importRoster,
  importStudents,
  listRoster,
  type NewStudent,
  removeFromRoster,
} from '#contract/students.ts'
import { call, upload } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'
import { notifyProblem } from '#web/ui/notify.tsx'
import { useRefreshStudents } from './students.queries.ts'

export const rosterQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'roster'],
    queryFn: async ({ signal }) => (await call(listRoster, { params: { examId }, signal })).students,
  })

/** Without an exam the file is for the school alone. */
const sendRoster = (examId: string | null, file: File, dryRun: 'true' | 'false') =>
  examId === null
    ? upload(importStudents, { query: { dryRun }, files: [file] })
    : upload(importRoster, { params: { examId }, query: { dryRun }, files: [file] })

/** What an import would do; nothing is written. */
export const useTryRoster = (examId: string | null) =>
  useMutation({ mutationFn: (file: File) => sendRoster(examId, file, 'true') })

export function useImportRoster(examId: string | null) {
  const refresh = useRefreshStudents()
  return useMutation({
    mutationFn: (file: File) => sendRoster(examId, file, 'false'),
    onSuccess: refresh,
  })
}

/** Answers with those who were not on it before. */
export function useAddToRoster(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (body: { studentIds?: number[]; classNames?: string[] }) =>
      (await call(addToRoster, { params: { examId }, body })).studentIds,
    onSuccess: () => refreshExam(client, examId),
    onError: notifyProblem,
  })
}

export function useRemoveFromRoster(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (studentIds: number[]) =>
      (await call(removeFromRoster, { params: { examId }, body: { studentIds } })).studentIds,
    onSuccess: () => refreshExam(client, examId),
    onError: notifyProblem,
  })
}

export function useCreateRosterStudent(examId: string) {
  const refresh = useRefreshStudents()
  return useMutation({
    mutationFn: (body: NewStudent) => call(createRosterStudent, { params: { examId }, body }),
    onSuccess: refresh,
  })
}

export function useCreateStudentAccounts(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => (await call(createStudentAccounts, { params: { examId } })).accounts,
    onSuccess: () => refreshExam(client, examId),
  })
}
