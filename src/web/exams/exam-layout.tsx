import { Outlet } from '@tanstack/react-router'
import { useLiveExam } from '#web/exam.queries.ts'
import { useExamId } from '#web/route-params.ts'

export function ExamLayout() {
  useLiveExam(useExamId())
  return <Outlet />
}
