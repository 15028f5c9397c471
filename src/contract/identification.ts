import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { HEADER_FIELDS, READING_STATUSES } from '#domain/header-fields.ts'
import { endpoint } from './endpoint.ts'
import { Student } from './students.ts'

const tag = 'Identification'
const examParams = z.object({ examId: z.uuid() })

/** How sure it is, 0..1: the share of such proposals that are right. */
const confidence = z.number().min(0).max(1)

export const Candidate = z.object({
  studentId: z.int32(),
  confidence,
  /** How well each field that was read agrees with the student, 0..1. */
  fields: z.array(z.object({ field: z.enum(HEADER_FIELDS), agreement: z.number().min(0).max(1) })),
})
export type Candidate = z.infer<typeof Candidate>

/** What was read in the header of a copy. */
export const Reading = z.object({
  status: z.enum(READING_STATUSES),
  /** Of the first candidate, after the copies of the whole exam were weighed against one another. */
  confidence,
  /** As it was read, letter by letter: rarely a name as such. */
  detectedText: z.string(),
  /** The part of the image of the header that tells whose it is, in [0,1] of it; null when nothing was found there. */
  nameArea: z
    .object({ x: z.number(), y: z.number(), w: z.number(), h: z.number(), aspect: z.number() })
    .nullable(),
  /** At most ten, best first. When the copy is proposed to nobody, the first is only the nearest. */
  candidates: z.array(Candidate),
})
export type Reading = z.infer<typeof Reading>

export const Proposal = z.object({
  studentId: z.int32(),
  /** The header of the copy, or the name of the scanned file. */
  origin: z.enum(['header', 'file']),
  /** Proposed without review. Never by the name of a file. */
  certain: z.boolean(),
  /** The scanned file whose name speaks of a student of the roster: this one, or, when the header says otherwise, another. */
  fileName: z.string().nullable(),
})
export type Proposal = z.infer<typeof Proposal>

export const IdentificationCopy = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  status: z.enum(COPY_STATUSES),
  /** The page whose header shows the name: the first of the copy. Null for a copy without pages. */
  headerPageId: z.uuid().nullable(),
  /** Changes when the image of the header does, turned or made finer: `v` of its address. */
  headerVersion: z.string(),
  student: Student.nullable(),
  /** Whom it may be, for a person to confirm; null when nobody of the roster fits. */
  proposal: Proposal.nullable(),
  /** Null while the header waits to be read. */
  reading: Reading.nullable(),
})
export type IdentificationCopy = z.infer<typeof IdentificationCopy>

export const listIdentification = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/identification',
  access: ['admin'],
  tag,
  summary: 'Copies of the exam in scan order with the student each belongs to, or is proposed to',
  params: examParams,
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

const namedCopies = z
  .array(z.object({ copyId: z.uuid(), studentId: z.int32() }))
  .min(1)
  .max(2000)
const refusedCopies = z.array(z.object({ copyId: z.uuid(), code: z.string(), detail: z.string() }))

export const confirmCopies = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/identification/confirm',
  access: ['admin'],
  tag,
  summary:
    'Say whose copies they are, many at once; what cannot be confirmed is named, the others are confirmed',
  params: examParams,
  body: z.object({ copies: namedCopies }),
  response: z.object({ confirmed: z.number().int(), refused: refusedCopies }),
})

export const withdrawNames = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/identification/withdraw',
  access: ['admin'],
  tag,
  summary:
    'Take names off copies, many at once: of each only the name said here, never one it was given since',
  params: examParams,
  body: z.object({ copies: namedCopies }),
  response: z.object({ withdrawn: z.number().int(), refused: refusedCopies }),
})

export const readHeaders = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/identification/readings',
  access: ['admin'],
  tag,
  summary:
    'Have headers read again, in the background: those named, or all of the exam; their proposals follow',
  params: examParams,
  body: z.object({ copyIds: z.array(z.uuid()).min(1).max(2000).optional() }),
  response: z.object({ copies: z.number().int() }),
  status: 202,
})
