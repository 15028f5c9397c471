import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as contract from '#contract/students.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { readUploadedFile } from '#server/http/uploaded-file.ts'
import * as roster from './roster.ts'
import { importStudents } from './roster-import.ts'
import { createStudentAccounts } from './student-accounts.ts'
import * as students from './students.ts'

const MAX_ROSTER_BYTES = 5 * 1024 * 1024
const readRoster = (request: FastifyRequest) => readUploadedFile(request, MAX_ROSTER_BYTES)

export function registerStudents(app: FastifyInstance, deps: Deps): void {
  const { db } = deps
  route(app, contract.listStudents, ({ query }) => students.listStudents(db, query))
  route(app, contract.listClasses, async ({ query }) => ({
    classes: await students.listClasses(db, query.archived === 'true'),
  }))
  route(app, contract.createStudent, ({ actor, body }) => students.createStudent(db, actor, body))
  route(app, contract.editStudent, ({ actor, params, body }) =>
    students.editStudent(db, actor, params.studentId, body),
  )
  route(app, contract.archiveStudents, async ({ actor, body }) => ({
    studentIds: await students.archiveStudents(db, actor, body),
  }))
  route(app, contract.restoreStudents, async ({ actor, body }) => ({
    studentIds: await students.restoreStudents(db, actor, body.studentIds),
  }))
  route(app, contract.importStudents, async ({ actor, query, request }) =>
    importStudents(deps, actor.id, null, await readRoster(request), { dryRun: query.dryRun === 'true' }),
  )

  route(app, contract.importRoster, async ({ actor, params, query, request }) =>
    importStudents(deps, actor.id, params.examId, await readRoster(request), {
      dryRun: query.dryRun === 'true',
    }),
  )
  route(app, contract.listRoster, async ({ params }) => ({
    students: await roster.listRoster(deps, params.examId),
  }))
  route(app, contract.createRosterStudent, ({ actor, params, body }) =>
    roster.createRosterStudent(db, actor, params.examId, body),
  )
  route(app, contract.addToRoster, async ({ actor, params, body }) => ({
    studentIds: await roster.addToRoster(db, actor, params.examId, body),
  }))
  route(app, contract.removeFromRoster, async ({ actor, params, body }) => ({
    studentIds: await roster.removeFromRoster(db, actor, params.examId, body.studentIds),
  }))
  route(app, contract.createStudentAccounts, async ({ actor, params }) => ({
    accounts: await createStudentAccounts(deps, actor, params.examId),
  }))
}
