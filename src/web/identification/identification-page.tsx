import { useExamId } from '#web/route-params.ts'
import { useIdentification } from './identification.queries.ts'
import { IdentificationDesk } from './identification-desk.tsx'
import { NothingToName } from './nothing-to-name.tsx'

export function IdentificationPage() {
  const examId = useExamId()
  const { copies, students } = useIdentification(examId)
  if (copies.length === 0 || students.length === 0)
    return <NothingToName examId={examId} what={copies.length === 0 ? 'copies' : 'students'} />
  return <IdentificationDesk key={examId} examId={examId} copies={copies} students={students} />
}
