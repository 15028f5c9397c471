import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { ROTATIONS } from '#domain/geometry.ts'
import { endpoint } from './endpoint.ts'
import { ScanPage } from './scans.ts'

const tag = 'Agrafage'
const params = z.object({ examId: z.uuid() })
const pageIds = z.array(z.uuid()).max(500)
const pageState = z.object({ rotation: z.literal(ROTATIONS), blank: z.boolean() })
const binnedPages = z.array(z.object({ pageId: z.uuid(), reason: z.string().min(1).max(50) })).max(500)

export const StaplerCopy = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  status: z.enum(COPY_STATUSES),
  booklets: z.number().int(),
  /** A person takes it as it is, whatever the flags. */
  accepted: z.boolean(),
  pages: z.array(ScanPage),
  flags: z.array(z.object({ code: z.string(), sourcePage: z.number().int(), certain: z.boolean() })),
})
export type StaplerCopy = z.infer<typeof StaplerCopy>

/** Scanned halves = written + blank + binned, whatever is done to them; the first is counted apart, so that a lost page would show. */
const PageBalance = z.object({
  halves: z.number().int(),
  /** In a copy, and written on. */
  written: z.number().int(),
  /** In a copy, and blank. */
  blank: z.number().int(),
  binned: z.number().int(),
})

export const Stapler = z.object({
  copies: z.array(StaplerCopy),
  /** Pages in no copy: dropped by a person, or left out by the machine (`binReason`). */
  bin: z.array(ScanPage),
  balance: PageBalance,
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

/** What a change touched, as it is now; everything else of the stapler is as it was. */
export const StapleOutcome = z.object({
  /** The copies named in the change that exist. */
  copies: z.array(StaplerCopy),
  /** The pages that the change put into the bin. */
  bin: z.array(ScanPage),
  balance: PageBalance,
})
export type StapleOutcome = z.infer<typeof StapleOutcome>

/** See `domain/stapling.ts`: every act on pages and copies, and its undoing, is this. */
export const changeStaples = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/stapler/changes',
  access: ['admin'],
  tag,
  summary:
    'Rearrange, turn and mark pages of copies and of the bin, accept copies; refused when something is no longer as the caller saw it',
  params,
  body: z.object({
    /** Chosen by the caller, who recognises by it the announcement of its own change. */
    id: z.uuid(),
    copies: z
      .array(
        z.object({
          copyId: z.uuid(),
          follows: z.uuid().nullable(),
          before: pageIds,
          after: pageIds,
          accepted: z.object({ before: z.boolean(), after: z.boolean() }),
        }),
      )
      .max(200),
    bin: z.object({ before: binnedPages, after: binnedPages }),
    pages: z.array(z.object({ pageId: z.uuid(), before: pageState, after: pageState })).max(500),
  }),
  response: StapleOutcome,
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
