import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { createStudentAccounts, importRoster, listRoster } from '#contract/students.ts'
import { call, upload } from '#web/api.ts'
import { examKey, refreshExam } from '#web/exam.queries.ts'

export const rosterQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'roster'],
    queryFn: async ({ signal }) => (await call(listRoster, { params: { examId }, signal })).students,
  })

/** What an import would do; nothing is written. */
export const useTryRoster = (examId: string) =>
  useMutation({
    mutationFn: (file: File) =>
      upload(importRoster, { params: { examId }, query: { dryRun: 'true' }, files: [file] }),
  })

export function useImportRoster(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (file: File) =>
      upload(importRoster, { params: { examId }, query: { dryRun: 'false' }, files: [file] }),
    onSuccess: () => refreshExam(client, examId),
  })
}

export function useCreateStudentAccounts(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => (await call(createStudentAccounts, { params: { examId } })).accounts,
    onSuccess: () => refreshExam(client, examId),
  })
}
