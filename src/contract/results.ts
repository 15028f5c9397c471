import { z } from 'zod'
import { COPY_STATUSES } from '#domain/copy-status.ts'
import { endpoint } from './endpoint.ts'
import { GradingStructureSchema } from './exams.ts'

const tag = 'Résultats'
const examParams = z.object({ examId: z.uuid() })
const copyParams = z.object({ copyId: z.uuid() })

export const ResultLine = z.object({
  copyId: z.uuid(),
  anonymousId: z.string(),
  status: z.enum(COPY_STATUSES),
  student: z.object({ lastName: z.string(), firstName: z.string(), className: z.string() }).nullable(),
  corrector: z.string().nullable(),
  total: z.number().nullable(),
  outOf20: z.number().nullable(),
})
export type ResultLine = z.infer<typeof ResultLine>

/** What the Pronote file would leave out, and why; never dropped in silence. */
export const ExportGap = z.object({
  code: z.enum(['not_identified', 'not_graded', 'absent']),
  label: z.string(),
})

export const Results = z.object({
  releasedAt: z.iso.datetime().nullable(),
  totalMax: z.number(),
  lines: z.array(ResultLine),
  gaps: z.array(ExportGap),
})
export type Results = z.infer<typeof Results>

export const getResults = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/results',
  access: ['admin'],
  tag,
  summary: 'Marks of the exam by student, and what the export would leave out',
  params: examParams,
  response: Results,
})

export const releaseResults = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/release',
  access: ['admin'],
  tag,
  summary: 'Let the students see their marked copies',
  params: examParams,
  response: Results,
})

export const withdrawResults = endpoint({
  method: 'DELETE',
  path: '/api/exams/:examId/release',
  access: ['admin'],
  tag,
  summary: 'Take the release back',
  params: examParams,
  response: Results,
})

export const exportPronote = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/pronote.csv',
  access: ['admin'],
  tag,
  summary: 'Marks in the form Pronote imports',
  params: examParams,
  produces: 'text/csv; charset=utf-8',
})

export const getFinalPdf = endpoint({
  method: 'GET',
  path: '/api/copies/:copyId/final.pdf',
  access: ['admin'],
  tag,
  summary: 'The final PDF of a marked copy',
  params: copyParams,
  produces: 'application/pdf',
})

export const listMyResults = endpoint({
  method: 'GET',
  path: '/api/my/results',
  access: ['student'],
  tag,
  summary: 'My released exams',
  response: z.object({
    results: z.array(
      z.object({
        copyId: z.uuid(),
        examName: z.string(),
        examDate: z.iso.date(),
        subject: z.string().nullable(),
        total: z.number(),
        totalMax: z.number(),
        outOf20: z.number(),
      }),
    ),
  }),
})

export const MyResult = z.object({
  copyId: z.uuid(),
  examName: z.string(),
  examDate: z.iso.date(),
  subject: z.string().nullable(),
  gradingStructure: GradingStructureSchema,
  /** Mark of each leaf question, deltas of annotations counted in. */
  questions: z.array(
    z.object({ questionId: z.string(), mark: z.number(), max: z.number(), remark: z.string().nullable() }),
  ),
  appreciation: z.string().nullable(),
  total: z.number(),
  totalMax: z.number(),
  outOf20: z.number(),
})
export type MyResult = z.infer<typeof MyResult>

export const getMyResult = endpoint({
  method: 'GET',
  path: '/api/my/results/:copyId',
  access: ['student'],
  tag,
  summary: 'My marks and remarks for one exam',
  params: copyParams,
  response: MyResult,
})

export const getMyFinalPdf = endpoint({
  method: 'GET',
  path: '/api/my/results/:copyId/final.pdf',
  access: ['student'],
  tag,
  summary: 'My marked copy',
  params: copyParams,
  produces: 'application/pdf',
})
