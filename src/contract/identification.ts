import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { endpoint } from './endpoint.ts'
import { Student } from './students.ts'

const tag = 'Identification'

export const IdentificationCopy = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  status: z.enum(COPY_STATUSES),
  /** The page whose header shows the name: the first of the copy. Null for a copy without pages. */
  headerPageId: z.uuid().nullable(),
  student: Student.nullable(),
  /** Whom the name of the scanned file speaks of, for a person to confirm; null when it names nobody of the roster, or more than one. */
  proposal: z.object({ studentId: z.int32(), fileName: z.string() }).nullable(),
})
export type IdentificationCopy = z.infer<typeof IdentificationCopy>

export const listIdentification = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/identification',
  access: ['admin'],
  tag,
  summary: 'Copies of the exam in scan order with the student each belongs to',
  params: z.object({ examId: z.uuid() }),
  response: z.object({ copies: z.array(IdentificationCopy) }),
})

export const identifyCopy = endpoint({
  method: 'PUT',
  path: '/api/copies/:copyId/student',
  access: ['admin'],
  tag,
  summary: 'Say whose copy it is, or (null) that it is nobody’s yet',
  params: z.object({ copyId: z.uuid() }),
  body: z.object({ studentId: z.int32().nullable() }),
  response: IdentificationCopy,
})
