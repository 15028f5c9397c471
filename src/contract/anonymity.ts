import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { ROTATIONS } from '#domain/geometry.ts'
import { LEAST_ZONE_SIDE, MOST_HEADER_MARGIN } from '#domain/painted-zones.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Anonymat'
const examParams = z.object({ examId: z.uuid() })

const unit = z.number().min(0).max(1)
/** A hair of slack: `x + w` of two rounded numbers may pass 1. */
const isWithinPage = ({ x, y, w, h }: { x: number; y: number; w: number; h: number }): boolean =>
  x + w <= 1.000001 && y + h <= 1.000001
export const PageBoxSchema = z.object({ x: unit, y: unit, w: unit, h: unit })
const side = z.number().min(LEAST_ZONE_SIDE).max(1)

/** In [0,1] of the half as it lies in the scan: turning the page does not move it. */
export const Zone = z
  .object({ id: z.uuid(), x: unit, y: unit, w: side, h: side })
  .refine(isWithinPage, 'La zone dépasse de la page.')
export type Zone = z.infer<typeof Zone>

/** What persons say is to be hidden on one page. */
export const Painting = z.object({
  /** Depth of the band along the edge that was the top when the page was turned to `rotation`; null: as detected. */
  band: z.object({ height: unit, rotation: z.literal(ROTATIONS) }).nullable(),
  zones: z.array(Zone).max(50),
})
export type Painting = z.infer<typeof Painting>

export const PaintedPage = Painting.extend({
  id: z.uuid(),
  rotation: z.literal(ROTATIONS),
  /** Upright size in pixels of the scan. */
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  blank: z.boolean(),
  /** In [0,1] of the upright page. */
  headerBox: PageBoxSchema.nullable(),
})
export type PaintedPage = z.infer<typeof PaintedPage>

export const AnonymityCopy = z.object({
  id: z.uuid(),
  anonymousId: z.string(),
  status: z.enum(COPY_STATUSES),
  /** In reading order. */
  pages: z.array(PaintedPage),
  /** How much is written in each of the equal rows of the upright first page, from its top; null where that is not known. */
  inkRows: z.array(z.number().int()).nullable(),
})
export type AnonymityCopy = z.infer<typeof AnonymityCopy>

export const Anonymity = z.object({
  /** Share of the height of a page painted out below a detected header as well. */
  headerMargin: z.number(),
  /** In scan order. */
  copies: z.array(AnonymityCopy),
})
export type Anonymity = z.infer<typeof Anonymity>

export const getAnonymity = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/anonymity',
  access: ['admin'],
  tag,
  summary: 'What is painted out on every page of the exam, and why',
  params: examParams,
  response: Anonymity,
})

export const setHeaderMargin = endpoint({
  method: 'PUT',
  path: '/api/exams/:examId/anonymity',
  access: ['admin'],
  tag,
  summary: 'How much is painted out below a detected header as well, on all pages of the exam',
  params: examParams,
  body: z.object({ headerMargin: z.number().min(0).max(MOST_HEADER_MARGIN) }),
  status: 204,
})

export const paintPage = endpoint({
  method: 'PUT',
  path: '/api/pages/:pageId/painting',
  access: ['admin'],
  tag,
  summary:
    'Say what is to be hidden on a page of a copy; refused when it is no longer as the caller saw it (`before`)',
  params: z.object({ pageId: z.uuid() }),
  body: z.object({ before: Painting, after: Painting }),
  status: 204,
})

export const liftAnonymity = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/anonymity/lift',
  access: ['admin'],
  tag,
  summary: 'Let the correctors of the exam see whose copy each is, once every copy is marked',
  params: examParams,
  status: 204,
})

export const restoreAnonymity = endpoint({
  method: 'DELETE',
  path: '/api/exams/:examId/anonymity/lift',
  access: ['admin'],
  tag,
  summary: 'Hide from the correctors again whose copy each is',
  params: examParams,
  status: 204,
})
