import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { endpoint } from './endpoint.ts'
import { ScanPage } from './scans.ts'

const tag = 'Agrafage'
const params = z.object({ examId: z.uuid() })
const pageIds = z.array(z.uuid()).max(500)

export const StaplerCopy = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  status: z.enum(COPY_STATUSES),
  booklets: z.number().int(),
  pages: z.array(ScanPage),
  flags: z.array(z.object({ code: z.string(), sourcePage: z.number().int(), certain: z.boolean() })),
})
export type StaplerCopy = z.infer<typeof StaplerCopy>

export const Stapler = z.object({
  copies: z.array(StaplerCopy),
  /** Pages in no copy: dropped by a person, or left out by the machine (`binReason`). */
  bin: z.array(ScanPage),
  /** Scanned halves = placed + binned. */
  balance: z.object({
    halves: z.number().int(),
    placed: z.number().int(),
    binned: z.number().int(),
    blank: z.number().int(),
  }),
})
export type Stapler = z.infer<typeof Stapler>

export const getStapler = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/stapler',
  access: ['admin'],
  tag,
  summary: 'All copies of the exam with their pages, in scan order',
  params,
  response: Stapler,
})

/** See `domain/stapling.ts`: merge, split, move, reorder, drop, restore and their undoing are all this. */
export const changeStaples = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/stapler/changes',
  access: ['admin'],
  tag,
  summary:
    'Rearrange pages among copies and the bin; refused if the pages are no longer where the caller saw them',
  params,
  body: z.object({
    copies: z.array(z.object({ copyId: z.uuid(), before: pageIds, after: pageIds })).max(200),
    bin: z.object({ before: pageIds, after: pageIds }),
  }),
  response: Stapler,
})

export const validateCopies = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/stapler/validate',
  access: ['admin'],
  tag,
  summary: 'Validate copies (STAGING → READY); all of those in staging when none is named',
  params,
  body: z.object({ copyIds: z.array(z.uuid()).max(2000).optional() }),
  response: z.object({ validated: z.number().int() }),
})
