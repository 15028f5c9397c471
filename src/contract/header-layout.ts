import { z } from 'zod'
import { HEADER_FIELDS } from '#domain/header-fields.ts'
import { PageBoxSchema } from './anonymity.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Identification'
const params = z.object({ examId: z.uuid() })

/** Where the fields of the header stand, in [0,1] of the upright sample page. */
const fields = z.array(z.object({ field: z.enum(HEADER_FIELDS), box: PageBoxSchema })).max(10)

export const HeaderLayout = z.object({
  /** Null once the page is gone. */
  samplePageId: z.uuid().nullable(),
  fields,
})
export type HeaderLayout = z.infer<typeof HeaderLayout>

export const getHeaderLayout = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/header-layout',
  access: ['admin'],
  tag,
  summary: 'Where a person said that the fields of the header stand; null when nobody did',
  params,
  response: z.object({ layout: HeaderLayout.nullable() }),
})

export const setHeaderLayout = endpoint({
  method: 'PUT',
  path: '/api/exams/:examId/header-layout',
  access: ['admin'],
  tag,
  summary: 'Say where the fields of the header stand, on a page of the exam that is not blank',
  params,
  body: z.object({ samplePageId: z.uuid(), fields }),
  status: 204,
})

export const removeHeaderLayout = endpoint({
  method: 'DELETE',
  path: '/api/exams/:examId/header-layout',
  access: ['admin'],
  tag,
  summary: 'Leave it to the machine to find the fields of the header',
  params,
  status: 204,
})
