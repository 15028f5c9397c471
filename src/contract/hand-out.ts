import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Répartition'
const params = z.object({ examId: z.uuid() })

export const HandOut = z.object({
  correctors: z.array(
    z.object({
      id: z.uuid(),
      displayName: z.string(),
      copies: z.number().int(),
      locked: z.number().int(),
      graded: z.number().int(),
    }),
  ),
  copies: z.array(
    z.object({
      id: z.uuid(),
      anonymousId: z.string(),
      status: z.enum(COPY_STATUSES),
      studentName: z.string().nullable(),
      assignedCorrectorId: z.uuid().nullable(),
      lockedBy: z.string().nullable(),
      lockedAt: z.iso.datetime().nullable(),
    }),
  ),
})
export type HandOut = z.infer<typeof HandOut>

export const getHandOut = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/hand-out',
  access: ['admin'],
  tag,
  summary: 'Who marks which copy, and how far they are',
  params,
  response: HandOut,
})

export const handOutAtRandom = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/hand-out',
  access: ['admin'],
  tag,
  summary:
    'Share the copies that are ready and nobody’s evenly and at random among the correctors of the exam',
  params,
  body: z.object({
    again: z.boolean().default(false).describe('Also reshuffle ready copies that already have a corrector'),
  }),
  response: HandOut,
})

export const assignCopy = endpoint({
  method: 'PUT',
  path: '/api/copies/:copyId/corrector',
  access: ['admin'],
  tag,
  summary: 'Give one copy to a corrector, or (null) take it back',
  params: z.object({ copyId: z.uuid() }),
  body: z.object({ correctorId: z.uuid().nullable() }),
  status: 204,
})
