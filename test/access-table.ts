import { reorderPages } from '#domain/stapling.ts'
import { OPEN_ACCOUNT, type Scene } from './access-stage.ts'
import { BAREME } from './factories.ts'
import { multipart } from './upload.ts'

type Statuses = [nobody: number, student: number, anotherCorrector: number, corrector: number, admin: number]

export interface Request {
  params?: object
  query?: object
  body?: object
  headers?: Record<string, string>
  lockToken?: string
}

export interface Row {
  expected: Statuses
  /** The state of the copy; READY unless said. */
  copy?: 'STAGING' | 'LOCKED' | 'GRADED'
  ask?: (scene: Scene) => Request
}

const exam = ({ examId }: Scene): Request => ({ params: { examId } })
const copy = ({ copyId }: Scene): Request => ({ params: { copyId } })
const withBody =
  (of: (scene: Scene) => Request, body: object | ((scene: Scene) => object)) =>
  (scene: Scene): Request => ({ ...of(scene), body: typeof body === 'function' ? body(scene) : body })
const locked = (scene: Scene): Request => ({ ...copy(scene), lockToken: scene.lockToken })

const ADMINS: Statuses = [401, 403, 403, 403, 200]
const adminsGet = (status: number): Statuses => [401, 403, 403, 403, status]
const account = {
  username: 'compte.neuf',
  password: 'mot-de-passe-neuf',
  firstName: 'Sacha',
  lastName: 'Neuf',
}
const exercise = { name: 'Autre', date: '2026-06-01' }
const draft = {
  baseVersion: 0,
  clientId: '00000000-0000-4000-8000-000000000001',
  marking: { annotations: [], marks: {}, remarks: {}, appreciation: '' },
  view: {},
}
const UNPAINTED = { band: null, zones: [] }
const roster = multipart([
  {
    name: 'liste.csv',
    bytes: Buffer.from('Nom;Prénom;Né(e) le;Classe\nMARTINET;Lou;04/05/2009;2nde 3\n'),
  },
])

const newcomer = (lastName: string) => ({ lastName, firstName: 'Lou', birthDate: '2009-05-04' })

/** Who gets which status from every route: the contract's, and the two pages of documentation. */
export const TABLE: Record<string, Row> = {
  'GET /api/openapi.json': { expected: [200, 200, 200, 200, 200] },
  'GET /api/docs': { expected: [200, 200, 200, 200, 200] },

  'GET /api/session': { expected: [200, 200, 200, 200, 200] },
  'POST /api/session': {
    expected: [200, 200, 200, 200, 200],
    ask: () => ({ body: { username: OPEN_ACCOUNT.username, password: OPEN_ACCOUNT.password } }),
  },
  'DELETE /api/session': { expected: [401, 204, 204, 204, 204] },
  'POST /api/setup': {
    expected: [409, 409, 409, 409, 409],
    ask: () => ({ body: { code: '00000000', ...account } }),
  },
  'PUT /api/session/password': {
    expected: [401, 400, 400, 400, 400],
    ask: () => ({ body: { current: 'x', next: 'court' } }),
  },
  'GET /api/users': { expected: ADMINS, ask: () => ({ query: { role: 'corrector' } }) },
  'POST /api/users': {
    expected: adminsGet(201),
    ask: () => ({ body: { ...account, role: 'corrector' } }),
  },
  'PATCH /api/users/:userId': {
    expected: ADMINS,
    ask: ({ correctorId }) => ({ params: { userId: correctorId }, body: { isActive: true } }),
  },

  'GET /api/students': { expected: ADMINS },
  'GET /api/students/classes': { expected: ADMINS },
  'POST /api/students': { expected: adminsGet(201), ask: () => ({ body: newcomer('ARRIVANT') }) },
  'PATCH /api/students/:studentId': {
    expected: ADMINS,
    ask: ({ studentId }) => ({ params: { studentId }, body: { className: '2nde 4' } }),
  },
  'POST /api/students/archive': {
    expected: ADMINS,
    ask: () => ({ body: { className: 'classe sans personne' } }),
  },
  'POST /api/students/restore': {
    expected: ADMINS,
    ask: ({ studentId }) => ({ body: { studentIds: [studentId] } }),
  },
  'POST /api/students/import': {
    expected: ADMINS,
    ask: () => ({ headers: roster.headers, body: roster.payload }),
  },

  'POST /api/exams/:examId/roster/students': {
    expected: adminsGet(201),
    ask: withBody(exam, newcomer('NOUVEL')),
  },
  'POST /api/exams/:examId/roster/members': {
    expected: ADMINS,
    ask: withBody(exam, ({ studentId }) => ({ studentIds: [studentId] })),
  },
  'DELETE /api/exams/:examId/roster/members': {
    // The copy of the exam is the student's.
    expected: adminsGet(409),
    ask: withBody(exam, ({ studentId }) => ({ studentIds: [studentId] })),
  },
  'POST /api/exams/:examId/roster': {
    expected: ADMINS,
    ask: (scene) => ({ ...exam(scene), headers: roster.headers, body: roster.payload }),
  },
  'GET /api/exams/:examId/roster': { expected: ADMINS, ask: exam },
  'POST /api/exams/:examId/student-accounts': { expected: adminsGet(201), ask: exam },

  'GET /api/exams': { expected: [401, 403, 200, 200, 200] },
  'POST /api/exams': { expected: adminsGet(201), ask: () => ({ body: exercise }) },
  'GET /api/exams/:examId': { expected: ADMINS, ask: exam },
  'PATCH /api/exams/:examId': { expected: ADMINS, ask: withBody(exam, exercise) },
  'PUT /api/exams/:examId/grading-structure': {
    expected: ADMINS,
    ask: withBody(exam, { gradingStructure: BAREME }),
  },
  'PUT /api/exams/:examId/correctors': {
    expected: ADMINS,
    ask: withBody(exam, ({ correctorId }) => ({ correctorIds: [correctorId] })),
  },
  'DELETE /api/exams/:examId': {
    expected: adminsGet(204),
    ask: withBody(exam, ({ examName }) => ({ confirmName: examName })),
  },

  'POST /api/exams/:examId/scans': {
    expected: adminsGet(202),
    ask: (scene) => ({ ...exam(scene), headers: scene.scanFile.headers, body: scene.scanFile.payload }),
  },
  'GET /api/exams/:examId/scans': { expected: ADMINS, ask: exam },
  'POST /api/scans/:scanId/cancel': {
    expected: adminsGet(409),
    ask: ({ scanId }) => ({ params: { scanId } }),
  },
  'POST /api/scans/:scanId/retry': {
    expected: adminsGet(409),
    ask: ({ scanId }) => ({ params: { scanId } }),
  },
  'GET /api/scans/:scanId/removal': {
    expected: ADMINS,
    ask: ({ scanId }) => ({ params: { scanId } }),
  },
  'DELETE /api/scans/:scanId': {
    expected: adminsGet(409),
    ask: ({ scanId }) => ({ params: { scanId } }),
  },
  'GET /api/exams/:examId/events': { expected: ADMINS, ask: exam },
  'GET /api/pages/:pageId/image': {
    expected: ADMINS,
    ask: ({ pageIds }) => ({ params: { pageId: pageIds[0] } }),
  },

  'GET /api/exams/:examId/stapler': { expected: ADMINS, ask: exam },
  'POST /api/exams/:examId/stapler/changes': {
    copy: 'STAGING',
    expected: ADMINS,
    ask: withBody(exam, ({ copyId, pageIds }) => ({
      id: copyId,
      ...reorderPages({ id: copyId, follows: null, pages: pageIds, accepted: false }, pageIds.toReversed()),
    })),
  },
  'POST /api/exams/:examId/stapler/validate': {
    copy: 'STAGING',
    expected: ADMINS,
    ask: withBody(exam, {}),
  },

  'GET /api/exams/:examId/identification': { expected: ADMINS, ask: exam },
  'POST /api/exams/:examId/identification/confirm': {
    expected: ADMINS,
    ask: withBody(exam, ({ copyId, studentId }) => ({ copies: [{ copyId, studentId }] })),
  },
  'POST /api/exams/:examId/identification/withdraw': {
    expected: ADMINS,
    ask: withBody(exam, ({ copyId, studentId }) => ({ copies: [{ copyId, studentId }] })),
  },
  'POST /api/exams/:examId/identification/readings': { expected: adminsGet(202), ask: withBody(exam, {}) },
  'PUT /api/copies/:copyId/student': {
    expected: ADMINS,
    ask: withBody(copy, ({ studentId }) => ({ studentId })),
  },

  'GET /api/exams/:examId/header-layout': { expected: ADMINS, ask: exam },
  'PUT /api/exams/:examId/header-layout': {
    expected: adminsGet(204),
    ask: withBody(exam, ({ pageIds }) => ({
      samplePageId: pageIds[0],
      fields: [{ field: 'fullName', box: { x: 0.1, y: 0.05, w: 0.4, h: 0.04 } }],
    })),
  },
  'DELETE /api/exams/:examId/header-layout': { expected: adminsGet(204), ask: exam },

  'GET /api/exams/:examId/anonymity': { expected: ADMINS, ask: exam },
  'PUT /api/exams/:examId/anonymity': {
    expected: adminsGet(204),
    ask: withBody(exam, { headerMargin: 0.02 }),
  },
  'PUT /api/pages/:pageId/painting': {
    expected: adminsGet(204),
    ask: ({ pageIds }) => ({
      params: { pageId: pageIds[0] },
      body: { before: UNPAINTED, after: { ...UNPAINTED, band: { height: 0.3, rotation: 0 } } },
    }),
  },
  // The other corrector's copy is not marked.
  'POST /api/exams/:examId/anonymity/lift': { copy: 'GRADED', expected: adminsGet(409), ask: exam },
  'DELETE /api/exams/:examId/anonymity/lift': { copy: 'GRADED', expected: adminsGet(204), ask: exam },

  'GET /api/exams/:examId/hand-out': { expected: ADMINS, ask: exam },
  'POST /api/exams/:examId/hand-out': { expected: ADMINS, ask: withBody(exam, {}) },
  'PUT /api/copies/:copyId/corrector': {
    expected: adminsGet(204),
    ask: withBody(copy, ({ correctorId }) => ({ correctorId })),
  },

  'GET /api/exams/:examId/copies': { expected: [401, 403, 200, 200, 403], ask: exam },
  'GET /api/copies/:copyId': { expected: [401, 403, 404, 200, 200], ask: copy },
  'GET /api/copies/:copyId/pages/:index/image': {
    expected: [401, 403, 404, 200, 200],
    ask: ({ copyId }) => ({ params: { copyId, index: 0 } }),
  },
  'POST /api/copies/:copyId/lock': { expected: [401, 403, 404, 200, 403], ask: copy },
  'PUT /api/copies/:copyId/lock': { copy: 'LOCKED', expected: [401, 403, 404, 200, 403], ask: locked },
  'DELETE /api/copies/:copyId/lock': { copy: 'LOCKED', expected: [401, 403, 404, 204, 403], ask: locked },
  'POST /api/copies/:copyId/lock/release': { copy: 'LOCKED', expected: adminsGet(204), ask: copy },
  'PUT /api/copies/:copyId/draft': {
    copy: 'LOCKED',
    expected: [401, 403, 404, 200, 403],
    ask: withBody(locked, draft),
  },
  'POST /api/copies/:copyId/finalise': {
    copy: 'LOCKED',
    // The questions have no marks yet.
    expected: [401, 403, 404, 409, 403],
    ask: withBody(locked, { version: 1 }),
  },
  'POST /api/copies/:copyId/reopen': {
    copy: 'GRADED',
    expected: adminsGet(204),
    ask: withBody(copy, { reason: 'Oubli' }),
  },
  'GET /api/copies/:copyId/events': { expected: ADMINS, ask: copy },

  'GET /api/exams/:examId/results': { copy: 'GRADED', expected: ADMINS, ask: exam },
  'POST /api/exams/:examId/release': { copy: 'GRADED', expected: ADMINS, ask: exam },
  'DELETE /api/exams/:examId/release': { copy: 'GRADED', expected: ADMINS, ask: exam },
  'GET /api/exams/:examId/pronote.csv': { copy: 'GRADED', expected: ADMINS, ask: exam },
  'GET /api/copies/:copyId/final.pdf': { copy: 'GRADED', expected: ADMINS, ask: copy },
  'GET /api/my/results': { copy: 'GRADED', expected: [401, 200, 403, 403, 403] },
  // Not released: to its own student the copy is not there.
  'GET /api/my/results/:copyId': { copy: 'GRADED', expected: [401, 404, 403, 403, 403], ask: copy },
  'GET /api/my/results/:copyId/final.pdf': {
    copy: 'GRADED',
    expected: [401, 404, 403, 403, 403],
    ask: copy,
  },
}
