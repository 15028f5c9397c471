import { z } from 'zod'
import { ROTATIONS } from '#domain/geometry.ts'
import { HALVES } from '#domain/scan-pages.ts'
import { endpoint } from './endpoint.ts'
import { RefusedFile } from './problem.ts'

const tag = 'Numérisation'
const examParams = z.object({ examId: z.uuid() })
const scanParams = z.object({ scanId: z.uuid() })
const pageParams = z.object({ pageId: z.uuid() })

export const SCAN_STATUSES = ['QUEUED', 'SPLITTING', 'DONE', 'REFUSED', 'FAILED', 'CANCELLED'] as const

export const Scan = z.object({
  id: z.uuid(),
  fileName: z.string(),
  sha256: z.string(),
  byteSize: z.number(),
  status: z.enum(SCAN_STATUSES),
  pageCount: z.number().int().nullable(),
  pagesDone: z.number().int(),
  /** Seconds until the end at the present pace; null when unknown or finished. */
  remainingSeconds: z.number().nullable(),
  problems: z.array(z.object({ code: z.string(), sourcePage: z.number().int(), detail: z.string() })),
  /** Why a file was refused, in words for the user. */
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  uploadedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Scan = z.infer<typeof Scan>

export const uploadScans = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/scans',
  access: ['admin'],
  tag,
  summary:
    'Deposit scans (multipart field `file`, repeated): PDF, JPEG, PNG, TIFF, or a ZIP of these. Each becomes a job; what is refused is named and does not stop the others. When nothing was taken, the answer is the problem of the one file refused, or `upload_all_refused`',
  params: examParams,
  consumes: 'multipart/form-data',
  response: z.object({ scans: z.array(Scan), refused: z.array(RefusedFile) }),
  status: 202,
})

export const listScans = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/scans',
  access: ['admin'],
  tag,
  summary: 'Scans of the exam in order of arrival, with their progress',
  params: examParams,
  response: z.object({ scans: z.array(Scan) }),
})

export const cancelScan = endpoint({
  method: 'POST',
  path: '/api/scans/:scanId/cancel',
  access: ['admin'],
  tag,
  summary: 'Call off a split that waits or is under way; its pages go, the file stays and can be split again',
  params: scanParams,
  response: Scan,
})

export const retryScan = endpoint({
  method: 'POST',
  path: '/api/scans/:scanId/retry',
  access: ['admin'],
  tag,
  summary: 'Run again a split that failed or was called off',
  params: scanParams,
  response: Scan,
  status: 202,
})

export const ScanRemoval = z.object({
  /** A4 pages that go, those in the bin too. */
  pages: z.number().int(),
  /** Copies that go: every page of theirs is of this scan. */
  copies: z.number().int(),
  /** How many of these were given to a student. */
  identified: z.number().int(),
  /** Copies that lose pages and stay with those of other scans. */
  thinned: z.number().int(),
  /** Anonymous ids of its copies that are validated: while there is one, the scan cannot be removed. */
  settled: z.array(z.string()),
})
export type ScanRemoval = z.infer<typeof ScanRemoval>

export const getScanRemoval = endpoint({
  method: 'GET',
  path: '/api/scans/:scanId/removal',
  access: ['admin'],
  tag,
  summary: 'What the removal of a scan would take along, and what stands against it',
  params: scanParams,
  response: ScanRemoval,
})

export const removeScan = endpoint({
  method: 'DELETE',
  path: '/api/scans/:scanId',
  access: ['admin'],
  tag,
  summary:
    'Take a file back with its pages and the copies made of them, as long as none of these is validated',
  params: scanParams,
  status: 204,
})

/** Server-sent events: `scan` (a Scan) as it progresses, `exam` ({ cause? }) when counts changed, with the id of the change of the stapler that did it. */
export const followExam = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/events',
  access: ['admin'],
  tag,
  summary: 'Live progress of the exam (server-sent events)',
  params: examParams,
  produces: 'text/event-stream',
})

export const ScanPage = z.object({
  id: z.uuid(),
  scanId: z.uuid(),
  sourcePage: z.number().int(),
  /** First scanned page of the sheet of paper it is on. */
  sheet: z.number().int(),
  half: z.enum(HALVES),
  rotation: z.literal(ROTATIONS),
  blank: z.boolean(),
  /** Upright size in pixels of the scan. */
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  hasHeader: z.boolean(),
  binReason: z.string().nullable(),
  /** « 2/3 », as the pupil may have numbered it, the likeliest first; empty where nothing was read. */
  numbers: z.array(z.object({ number: z.number().int(), of: z.number().int(), score: z.number() })),
})
export type ScanPage = z.infer<typeof ScanPage>

export const IMAGE_SIZES = ['thumb', 'desk', 'header'] as const

/** `v` is not read: the page puts the rotation there, so that a turned page is another address and is loaded anew. */
export const getPageImage = endpoint({
  method: 'GET',
  path: '/api/pages/:pageId/image',
  access: ['admin'],
  tag,
  summary: 'Display image of a scanned page (header: the top band only)',
  params: pageParams,
  query: z.object({ size: z.enum(IMAGE_SIZES).default('desk'), v: z.string().max(20).optional() }),
  produces: 'image/jpeg',
})
