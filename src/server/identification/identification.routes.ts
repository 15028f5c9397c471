import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/identification.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { confirmCopies, withdrawNames } from './bulk-naming.ts'
import * as identification from './identification.ts'

export function registerIdentification(app: FastifyInstance, { db }: Deps): void {
  route(app, contract.listIdentification, async ({ params }) => ({
    copies: await identification.listIdentification(db, params.examId),
  }))
  route(app, contract.identifyCopy, ({ actor, params, body }) =>
    identification.identifyCopy(db, actor, params.copyId, body.studentId),
  )
  route(app, contract.confirmCopies, ({ actor, params, body }) =>
    confirmCopies(db, actor, params.examId, body.copies),
  )
  route(app, contract.withdrawNames, ({ actor, params, body }) =>
    withdrawNames(db, actor, params.examId, body.copies),
  )
}
