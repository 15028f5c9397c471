import * as anonymity from './anonymity.ts'
import * as auth from './auth.ts'
import type { Endpoint } from './endpoint.ts'
import * as exams from './exams.ts'
import * as grading from './grading.ts'
import * as handOut from './hand-out.ts'
import * as headerLayout from './header-layout.ts'
import * as identification from './identification.ts'
import * as results from './results.ts'
import * as scans from './scans.ts'
import * as stapler from './stapler.ts'
import * as students from './students.ts'

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'access' in value

/** Every route of the API. The server refuses to start while one of them has no handler. */
export const API: readonly Endpoint[] = [
  auth,
  students,
  exams,
  scans,
  stapler,
  identification,
  headerLayout,
  anonymity,
  handOut,
  grading,
  results,
].flatMap((feature) => Object.values(feature).filter(isEndpoint))
