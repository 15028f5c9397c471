import { useExamId } from '#web/route-params.ts'
import { useIdentification } from './identification.queries.ts'
import { NothingToName } from './nothing-to-name.tsx'
import { VerificationWall } from './verification-wall.tsx'

export function VerificationPage() {
  const examId = useExamId()
  const { copies, students } = useIdentification(examId)
  if (copies.length === 0 || students.length === 0)
    return <NothingToName examId={examId} what={copies.length === 0 ? 'copies' : 'students'} />
  return <VerificationWall key={examId} examId={examId} copies={copies} students={students} />
}
