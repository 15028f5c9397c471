import { z } from 'zod'
import { readBirthDate } from '#domain/birth-date.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Élèves'
const examParams = z.object({ examId: z.uuid() })
/** More than any school has. */
const StudentIds = z.array(z.number().int()).min(1).max(20_000)

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

/** A student in the list of the school. */
export const SchoolStudent = Student.extend({
  archivedAt: z.iso.datetime().nullable(),
  /** Somebody else who has not left bears the same names. */
  isHomonym: z.boolean(),
})
export type SchoolStudent = z.infer<typeof SchoolStudent>

const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // As in imported files: a spreadsheet would run it as a formula.
  .regex(/^[^=+\-@]/, 'Un nom ne commence pas par ce signe.')

/** What a person writes of a student; the importer has rules of its own for lines of a file. */
const studentFields = {
  lastName: Name,
  firstName: Name,
  birthDate: z.iso
    .date('Une date entière, jour, mois et année.')
    .refine(
      (day) => readBirthDate(day, new Date().toISOString()).kind === 'date',
      'Cette date ne peut être celle de la naissance d’un élève.',
    ),
  className: z.string().trim().max(50),
  email: z.email('Adresse e-mail incorrecte.').max(254).nullable(),
}
const NewStudent = z.object({
  ...studentFields,
  className: studentFields.className.default(''),
  email: studentFields.email.default(null),
})
export type NewStudent = z.output<typeof NewStudent>

const archived = z.enum(['true', 'false']).default('false')

export const listStudents = endpoint({
  method: 'GET',
  path: '/api/students',
  access: ['admin'],
  tag,
  summary: 'Students of the school by name, a page at a time: `after` is the id of the last one seen',
  query: z.object({
    search: z.string().trim().max(100).default('').describe('Beginnings of names, birth date, class, e-mail'),
    className: z.string().max(50).optional(),
    archived,
    after: z.coerce.number().int().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  response: z.object({
    students: z.array(SchoolStudent),
    /** Of all pages together. */
    total: z.number().int(),
  }),
})

export const listClasses = endpoint({
  method: 'GET',
  path: '/api/students/classes',
  access: ['admin'],
  tag,
  summary: 'Classes of the school, by name, and how many students each has',
  query: z.object({ archived }),
  response: z.object({
    classes: z.array(z.object({ className: z.string(), students: z.number().int() })),
  }),
})
export type SchoolClass = z.output<NonNullable<typeof listClasses.response>>['classes'][number]

export const createStudent = endpoint({
  method: 'POST',
  path: '/api/students',
  access: ['admin'],
  tag,
  summary: 'Add one student to the school',
  body: NewStudent,
  response: SchoolStudent,
  status: 201,
})

export const editStudent = endpoint({
  method: 'PATCH',
  path: '/api/students/:studentId',
  access: ['admin'],
  tag,
  summary: 'Correct what is known of a student; what is left out stays as it is',
  params: z.object({ studentId: z.coerce.number().int() }),
  body: z.object(studentFields).partial(),
  response: SchoolStudent,
})

export const archiveStudents = endpoint({
  method: 'POST',
  path: '/api/students/archive',
  access: ['admin'],
  tag,
  summary: 'Archive students who left, or a whole class of them; copies, marks and accounts stay',
  body: z.union([
    z.object({ studentIds: StudentIds }).strict(),
    z.object({ className: z.string().max(50) }).strict(),
  ]),
  response: z.object({
    studentIds: z.array(z.number().int()).describe('Those who were not archived before'),
  }),
})

export const restoreStudents = endpoint({
  method: 'POST',
  path: '/api/students/restore',
  access: ['admin'],
  tag,
  summary: 'Take students out of the archive',
  body: z.object({ studentIds: StudentIds }),
  response: z.object({ studentIds: z.array(z.number().int()).describe('Those who were archived') }),
})

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
  /** Of those updated, how many were archived and are so no longer. */
  restored: z.number().int(),
  problems: z.array(RosterProblem),
  encoding: z.string(),
  separator: z.string(),
})
export type RosterImport = z.infer<typeof RosterImport>

const dryRun = z.enum(['true', 'false']).default('false')

export const importStudents = endpoint({
  method: 'POST',
  path: '/api/students/import',
  access: ['admin'],
  tag,
  summary: 'Import a student file for the whole school (multipart field `file`)',
  query: z.object({ dryRun }),
  consumes: 'multipart/form-data',
  response: RosterImport,
})

export const importRoster = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/roster',
  access: ['admin'],
  tag,
  summary: 'Import a student file and put its students on the roster of the exam (multipart field `file`)',
  params: examParams,
  query: z.object({ dryRun }),
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

export const createRosterStudent = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/roster/students',
  access: ['admin'],
  tag,
  summary: 'Add a student whom the school’s list lacks, to it and to the roster of the exam',
  params: examParams,
  body: NewStudent,
  response: Student,
  status: 201,
})

export const addToRoster = endpoint({
  method: 'POST',
  path: '/api/exams/:examId/roster/members',
  access: ['admin'],
  tag,
  summary: 'Put students of the school, and whole classes of it, on the roster of the exam',
  params: examParams,
  body: z.object({
    studentIds: z.array(z.number().int()).max(20_000).default([]),
    classNames: z.array(z.string().max(50)).max(500).default([]),
  }),
  response: z.object({ studentIds: z.array(z.number().int()).describe('Those who were not on it before') }),
})

export const removeFromRoster = endpoint({
  method: 'DELETE',
  path: '/api/exams/:examId/roster/members',
  access: ['admin'],
  tag,
  summary: 'Take students off the roster of the exam; refused when a copy of it is one of theirs',
  params: examParams,
  body: z.object({ studentIds: StudentIds }),
  response: z.object({ studentIds: z.array(z.number().int()).describe('Those who were on it') }),
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
