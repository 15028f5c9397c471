import { z } from 'zod'
import { endpoint } from './endpoint.ts'

const tag = 'Élèves'
const examParams = z.object({ examId: z.uuid() })

export const Student = z.object({
  id: z.number().int(),
  lastName: z.string(),
  firstName: z.string(),
  birthDate: z.iso.date(),
  className: z.string(),
  email: z.string().nullable(),
  hasAccount: z.boolean(),
})
export type Student = z.infer<typeof Student>

/** What the importer says of a line. `line` is the physical line of the file, from 1; 0 speaks of the whole file. */
export const RosterProblem = z.object({
  line: z.number().int(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  field: z.string().nullable(),
  message: z.string(),
})
export type RosterProblem = z.infer<typeof RosterProblem>

export const RosterImport = z.object({
  dryRun: z.boolean(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  problems: z.array(RosterProblem),
  encoding: z.string(),
  separator: z.string(),
})
export type RosterImport = z.infer<typeof RosterImport>

export const importRoster = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/roster',
  access: ['admin'],
  tag,
  summary: 'Import a student file and put its students on the roster of the exam (multipart field `file`)',
  params: examParams,
  query: z.object({ dryRun: z.enum(['true', 'false']).default('false') }),
  consumes: 'multipart/form-data',
  response: RosterImport,
})

export const listRoster = endpoint({
  method: 'GET',
  path: '/api/exams/:examId/roster',
  access: ['admin'],
  tag,
  summary: 'Students expected at the exam, by name',
  params: examParams,
  response: z.object({ students: z.array(Student) }),
})

export const createStudentAccounts = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/student-accounts',
  access: ['admin'],
  tag,
  summary:
    'Open an account for every student of the roster who has none; the first passwords are shown this once',
  params: examParams,
  response: z.object({
    accounts: z.array(
      z.object({
        lastName: z.string(),
        firstName: z.string(),
        className: z.string(),
        username: z.string(),
        password: z.string(),
      }),
    ),
  }),
  status: 201,
})
