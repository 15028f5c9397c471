import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/students.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { readUploadedFile } from '#server/http/uploaded-file.ts'
import * as students from './students.ts'

const MAX_ROSTER_BYTES = 5 * 1024 * 1024

export function registerStudents(app: FastifyInstance, deps: Deps): void {
  route(app, contract.importRoster, async ({ actor, params, query, request }) => {
    const file = await readUploadedFile(request, MAX_ROSTER_BYTES)
    return students.importStudents(deps, actor.id, params.examId, file, { dryRun: query.dryRun === 'true' })
  })
  route(app, contract.listRoster, async ({ params }) => ({
    students: await students.listRoster(deps, params.examId),
  }))
  route(app, contract.createStudentAccounts, async ({ actor, params }) => ({
    accounts: await students.createStudentAccounts(deps, actor, params.examId),
  }))
}
