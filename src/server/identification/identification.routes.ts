import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/identification.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { confirmCopies, withdrawNames } from './bulk-naming.ts'
import * as identification from './identification.ts'
import { readHeadersAgain } from './read-headers-again.ts'

export function registerIdentification(app: FastifyInstance, deps: Deps): void {
  route(app, contract.listIdentification, async ({ params }) => ({
    copies: await identification.listIdentification(deps.db, params.examId),
  }))
  route(app, contract.identifyCopy, ({ actor, params, body }) =>
    identification.identifyCopy(deps, actor, params.copyId, body.studentId),
  )
  route(app, contract.confirmCopies, ({ actor, params, body }) =>
    confirmCopies(deps, actor, params.examId, body.copies),
  )
  route(app, contract.withdrawNames, ({ actor, params, body }) =>
    withdrawNames(deps, actor, params.examId, body.copies),
  )
  route(app, contract.readHeaders, async ({ params, body }) => ({
    copies: await readHeadersAgain(deps, params.examId, body.copyIds),
  }))
}
