import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  createExam,
  deleteExam,
  type Exam,
  listExams,
  setExamCorrectors,
  setGradingStructure,
  updateExam,
} from '#contract/exams.ts'
import type { GradingStructure } from '#domain/grading-structure.ts'
import { call } from '#web/api.ts'
import { examKey, rememberExam } from '#web/exam.queries.ts'
import { notifyProblem } from '#web/ui/notify.tsx'

const examsKey = ['exams'] as const

export const examsQuery = queryOptions({
  queryKey: examsKey,
  queryFn: async ({ signal }) => (await call(listExams, { query: { limit: 200 }, signal })).exams,
})

/** What every change of an exam leaves true: the answer is on screen, the list is read again. */
function useExamChanged() {
  const client = useQueryClient()
  return (exam: Exam): Promise<void> => {
    rememberExam(client, exam)
    return client.invalidateQueries({ queryKey: examsKey })
  }
}

export type NewExam = z.output<NonNullable<typeof createExam.body>>
export function useCreateExam() {
  const changed = useExamChanged()
  return useMutation({ mutationFn: (body: NewExam) => call(createExam, { body }), onSuccess: changed })
}

export type ExamChange = z.output<NonNullable<typeof updateExam.body>>
export function useUpdateExam(examId: string) {
  const changed = useExamChanged()
  return useMutation({
    mutationFn: (body: ExamChange) => call(updateExam, { params: { examId }, body }),
    onSuccess: changed,
  })
}

export function useSaveBareme(examId: string) {
  const changed = useExamChanged()
  return useMutation({
    mutationFn: (gradingStructure: GradingStructure) =>
      call(setGradingStructure, { params: { examId }, body: { gradingStructure } }),
    onSuccess: changed,
  })
}

export function useChooseCorrectors(examId: string) {
  const changed = useExamChanged()
  return useMutation({
    // Each choice sends the whole list: two on the way at once could arrive in the wrong order.
    scope: { id: `correctors ${examId}` },
    mutationFn: (correctorIds: string[]) =>
      call(setExamCorrectors, { params: { examId }, body: { correctorIds } }),
    onSuccess: changed,
    onError: notifyProblem,
  })
}

export function useDeleteExam(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (confirmName: string) => call(deleteExam, { params: { examId }, body: { confirmName } }),
    onSuccess: () => client.invalidateQueries({ queryKey: examsKey }),
  })
}

/** After leaving the pages of a deleted exam: reading it again would only be refused. */
export function useForgetExam() {
  const client = useQueryClient()
  return (examId: string): void => client.removeQueries({ queryKey: examKey(examId) })
}
