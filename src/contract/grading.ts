import { z } from 'zod'
import { ANNOTATION_TYPES } from '#domain/annotations.ts'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { endpoint } from './endpoint.ts'
import { GradingStructureSchema } from './exams.ts'

const tag = 'Correction'
const params = z.object({ copyId: z.uuid() })

const unit = z.number().min(0).max(1)

export const AnnotationSchema = z.object({
  id: z.uuid(),
  pageIndex: z.number().int().min(0),
  x: unit,
  y: unit,
  w: unit,
  h: unit,
  type: z.enum(ANNOTATION_TYPES),
  content: z.string().max(200_000).nullable(),
  scoreDelta: z.number().min(-1000).max(1000).multipleOf(0.25).nullable(),
  questionId: z.string().max(255).nullable(),
})

/** All that a corrector puts on a copy. One save carries the whole of it. */
export const Marking = z.object({
  annotations: z.array(AnnotationSchema).max(2000),
  marks: z.record(z.string().max(255), z.number()),
  remarks: z.record(z.string().max(255), z.string().max(5000)),
  appreciation: z.string().max(10_000),
})
export type Marking = z.infer<typeof Marking>

/** Where the desk stands; nothing in it is part of the mark. */
export const DeskView = z.object({
  activePage: z.number().int().min(0).default(0),
  zoom: z.number().min(0.1).max(10).default(1),
  scroll: z.number().min(0).default(0),
  activeQuestion: z.string().max(255).nullable().default(null),
  unsavedText: z.string().max(10_000).default(''),
})
export type DeskView = z.infer<typeof DeskView>

export const Draft = z.object({
  /** Counts the saves of the copy, whoever made them; 0 when there is none. */
  version: z.number().int().min(0),
  marking: Marking,
  view: DeskView,
})
export type Draft = z.infer<typeof Draft>

export const CopyLine = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  /** Not even there unless the anonymity of the exam is lifted. */
  studentName: z.string().optional(),
  status: z.enum(COPY_STATUSES),
  pages: z.number().int(),
  /** Marks given / questions of the barème. */
  marked: z.number().int(),
  questions: z.number().int(),
  total: z.number(),
  totalMax: z.number(),
  lockedByMe: z.boolean(),
  lockedBy: z.string().nullable(),
  lockedAt: z.iso.datetime().nullable(),
  gradedAt: z.iso.datetime().nullable(),
})
export type CopyLine = z.infer<typeof CopyLine>

export const listMyCopies = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/copies',
  access: ['corrector'],
  tag,
  summary: 'Copies of the exam handed out to me, then those handed out to nobody, both in random order',
  params: z.object({ examId: z.uuid() }),
  response: z.object({ exam: z.object({ id: z.uuid(), name: z.string() }), copies: z.array(CopyLine) }),
})

/** All the desk needs, and nothing that says whose copy it is while its exam is anonymous. */
export const Desk = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  /** Not even there unless the anonymity of the exam is lifted. */
  studentName: z.string().optional(),
  status: z.enum(COPY_STATUSES),
  exam: z.object({ id: z.uuid(), name: z.string(), gradingStructure: GradingStructureSchema }),
  pages: z.array(
    z.object({
      index: z.number().int(),
      /** Changes with what is hidden on the page: put into the address of its image, or a browser would show one that it has. */
      look: z.string(),
      widthPx: z.number().int(),
      heightPx: z.number().int(),
      blank: z.boolean(),
    }),
  ),
  draft: Draft,
  /** Who holds the copy; null when it is free. */
  lock: z
    .object({ mine: z.boolean(), holder: z.string(), since: z.iso.datetime(), expiresAt: z.iso.datetime() })
    .nullable(),
})
export type Desk = z.infer<typeof Desk>

export const getDesk = endpoint({
  method: 'GET',
  path: '/api/copies/:copyId',
  access: ['admin', 'corrector'],
  tag,
  summary: 'A copy as its corrector sees it',
  params,
  response: Desk,
})

/** `v` is not read: see `look` of a page of the desk. */
export const getCopyPageImage = endpoint({
  method: 'GET',
  path: '/api/copies/:copyId/pages/:index/image',
  access: ['admin', 'corrector'],
  tag,
  summary:
    'Display image of a page with all that may tell whose it is painted out, unless the anonymity is lifted',
  params: z.object({ copyId: z.uuid(), index: z.coerce.number().int().min(0) }),
  query: z.object({ size: z.enum(['thumb', 'desk']).default('desk'), v: z.string().max(20).optional() }),
  produces: 'image/jpeg',
})

export const Lock = z.object({ token: z.uuid(), expiresAt: z.iso.datetime() })
export type Lock = z.infer<typeof Lock>

export const lockCopy = endpoint({
  method: 'POST',
  path: '/api/copies/:copyId/lock',
  access: ['corrector'],
  tag,
  summary:
    'Open a copy for marking; my own lock of another tab or device is taken over, a copy of nobody’s becomes mine',
  params,
  response: Lock,
})

export const renewLock = endpoint({
  method: 'PUT',
  path: '/api/copies/:copyId/lock',
  access: ['corrector'],
  tag,
  summary: 'Heartbeat of an open desk',
  params,
  needsLock: true,
  response: Lock,
})

export const unlockCopy = endpoint({
  method: 'DELETE',
  path: '/api/copies/:copyId/lock',
  access: ['corrector'],
  tag,
  summary: 'Put a copy back (LOCKED → READY); what was saved stays',
  params,
  needsLock: true,
  status: 204,
})

export const releaseLock = endpoint({
  method: 'POST',
  path: '/api/copies/:copyId/lock/release',
  access: ['admin'],
  tag,
  summary: 'Release the lock somebody left on a copy',
  params,
  status: 204,
})

export const saveDraft = endpoint({
  method: 'PUT',
  path: '/api/copies/:copyId/draft',
  access: ['corrector'],
  tag,
  summary:
    'Save the whole state of the desk; refused with the current state if `baseVersion` is not the newest',
  params,
  needsLock: true,
  body: z.object({
    baseVersion: z.number().int().min(0),
    clientId: z.uuid(),
    marking: Marking,
    view: DeskView,
  }),
  response: z.object({ version: z.number().int(), savedAt: z.iso.datetime() }),
})

export const finaliseCopy = endpoint({
  method: 'POST',
  path: '/api/copies/:copyId/finalise',
  access: ['corrector'],
  tag,
  summary: 'Finish a copy: every question must have a mark; makes the final PDF (LOCKED → GRADED)',
  params,
  needsLock: true,
  body: z.object({
    version: z.number().int().min(1).describe('The draft version the corrector is looking at'),
  }),
  response: z.object({ total: z.number(), totalMax: z.number(), nextCopyId: z.uuid().nullable() }),
})

export const reopenCopy = endpoint({
  method: 'POST',
  path: '/api/copies/:copyId/reopen',
  access: ['admin'],
  tag,
  summary: 'Give a marked copy back to its corrector (GRADED → READY); the old final PDF is kept',
  params,
  body: z.object({ reason: z.string().trim().min(1, 'Dites pourquoi.').max(500) }),
  status: 204,
})

export const GradingEvent = z.object({
  id: z.uuid(),
  action: z.string(),
  actor: z.string(),
  timestamp: z.iso.datetime(),
  metadata: z.record(z.string(), z.unknown()),
})

export const listCopyEvents = endpoint({
  method: 'GET',
  path: '/api/copies/:copyId/events',
  access: ['admin'],
  tag,
  summary: 'Journal of a copy, oldest first',
  params,
  query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(500) }),
  response: z.object({ events: z.array(GradingEvent) }),
})
