import { queryOptions } from '@tanstack/react-query'
import { listExams } from '#contract/exams.ts'
import { listMyCopies } from '#contract/grading.ts'
import { call } from '#web/api.ts'

export const gradingKeys = {
  myExams: ['my-exams'] as const,
  myCopies: (examId: string) => ['my-copies', examId] as const,
}

/** Exams that the person marks, newest first. */
export const myExamsQuery = queryOptions({
  queryKey: gradingKeys.myExams,
  queryFn: ({ signal }) => call(listExams, { query: { limit: 200 }, signal }),
})

/** Copies of one exam handed out to the person, in the order the server chose for them. */
export const myCopiesQuery = (examId: string) =>
  queryOptions({
    queryKey: gradingKeys.myCopies(examId),
    queryFn: ({ signal }) => call(listMyCopies, { params: { examId }, signal }),
  })
