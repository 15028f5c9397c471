import { z } from 'zod'
import { type GradingNode, MAX_DEPTH } from '#domain/grading-structure.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Examens'
const params = z.object({ examId: z.uuid() })

/** Bounded, not recursive: a tree thousands of levels deep must not exhaust the stack. */
const gradingNode = (levelsBelow: number): z.ZodType<GradingNode> =>
  z.object({
    id: z.string().min(1).max(255),
    label: z.string().max(255),
    points: z.number().min(0).max(1000),
    children: z.array(levelsBelow === 0 ? z.never() : gradingNode(levelsBelow - 1)).optional(),
  })
// One level more than a barème may have, so that the refusal says which line is too deep.
export const GradingStructureSchema = z.array(gradingNode(MAX_DEPTH)).max(100)

export const UPLOAD_MODES = ['BATCH_A3', 'INDIVIDUAL_A4'] as const

/** The stages of the rail, each with what there is to do. Counts of copies unless said otherwise. */
export const ExamCounts = z.object({
  students: z.number().int(),
  correctors: z.number().int(),
  scans: z.number().int(),
  scansRunning: z.number().int(),
  scansRefused: z.number().int(),
  copies: z.number().int(),
  staging: z.number().int(),
  ready: z.number().int(),
  locked: z.number().int(),
  graded: z.number().int(),
  identified: z.number().int(),
  /** Copies without a name for which somebody is proposed by their header. */
  proposed: z.number().int(),
  assigned: z.number().int(),
  questions: z.number().int(),
})
export type ExamCounts = z.infer<typeof ExamCounts>

export const Exam = z.object({
  id: z.uuid(),
  name: z.string(),
  date: z.iso.date(),
  uploadMode: z.enum(UPLOAD_MODES),
  pagesPerBooklet: z.number().int(),
  subject: z.string().nullable(),
  coefficient: z.number(),
  gradingStructure: GradingStructureSchema,
  totalPoints: z.number(),
  resultsReleasedAt: z.iso.datetime().nullable(),
  /** Since when its correctors see names. */
  anonymityLiftedAt: z.iso.datetime().nullable(),
  correctors: z.array(z.object({ id: z.uuid(), displayName: z.string() })),
  counts: ExamCounts,
})
export type Exam = z.infer<typeof Exam>

const editable = {
  name: z.string().trim().min(1, 'Donnez un nom à l’examen.').max(255),
  date: z.iso.date('Donnez une date.').refine((date) => date >= '1900', 'Donnez une date.'),
  uploadMode: z.enum(UPLOAD_MODES),
  pagesPerBooklet: z.number().int().min(1).max(64),
  subject: z.string().trim().max(100).nullable(),
  // Two decimals are kept.
  coefficient: z.number().min(0.01).max(99),
}

export const listExams = endpoint({
  method: 'GET',
  path: '/api/exams',
  access: ['admin', 'corrector'],
  tag,
  summary: 'Exams, newest first; a corrector sees those they mark',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  response: z.object({
    exams: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        date: z.iso.date(),
        subject: z.string().nullable(),
        resultsReleasedAt: z.iso.datetime().nullable(),
        /** Copies the caller is concerned by: all for an admin, those assigned to them for a corrector. */
        copies: z.number().int(),
        graded: z.number().int(),
      }),
    ),
  }),
})

export const createExam = endpoint({
  method: 'POST',
  path: '/api/exams',
  access: ['admin'],
  tag,
  summary: 'Create an exam',
  body: z.object({
    ...editable,
    uploadMode: editable.uploadMode.default('BATCH_A3'),
    pagesPerBooklet: editable.pagesPerBooklet.default(4),
    subject: editable.subject.default(null),
    coefficient: editable.coefficient.default(1),
  }),
  response: Exam,
  status: 201,
})

export const getExam = endpoint({
  method: 'GET',
  path: '/api/exams/:examId',
  access: ['admin'],
  tag,
  summary: 'One exam with its barème and the counts of each stage',
  params,
  response: Exam,
})

export const updateExam = endpoint({
  method: 'PATCH',
  path: '/api/exams/:examId',
  access: ['admin'],
  tag,
  summary: 'Change an exam',
  params,
  body: z.object(editable).partial(),
  response: Exam,
})

export const setGradingStructure = endpoint({
  method: 'PUT',
  path: '/api/exams/:examId/grading-structure',
  access: ['admin'],
  tag,
  summary: 'Replace the barème; points of parents are recomputed',
  params,
  body: z.object({ gradingStructure: GradingStructureSchema }),
  response: Exam,
})

export const setExamCorrectors = endpoint({
  method: 'PUT',
  path: '/api/exams/:examId/correctors',
  access: ['admin'],
  tag,
  summary: 'Choose who marks the exam',
  params,
  body: z.object({ correctorIds: z.array(z.uuid()).max(200) }),
  response: Exam,
})

export const deleteExam = endpoint({
  method: 'DELETE',
  path: '/api/exams/:examId',
  access: ['admin'],
  tag,
  summary: 'Delete an exam with all its copies, annotations and marks; its name must be repeated',
  params,
  body: z.object({ confirmName: z.string() }),
  status: 204,
})
