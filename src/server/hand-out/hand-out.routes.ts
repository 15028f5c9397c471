import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/hand-out.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import * as handOut from './hand-out.ts'

export function registerHandOut(app: FastifyInstance, { db }: Deps): void {
  route(app, contract.getHandOut, ({ params }) => handOut.getHandOut(db, params.examId))
  route(app, contract.handOutAtRandom, ({ actor, params, body }) =>
    handOut.handOutAtRandom(db, actor, params.examId, body),
  )
  route(app, contract.assignCopy, async ({ actor, params, body }) => {
    await handOut.assignCopy(db, actor, params.copyId, body.correctorId)
    return undefined
  })
}
