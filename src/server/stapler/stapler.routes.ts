import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/stapler.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import * as stapler from './stapler.ts'

export function registerStapler(app: FastifyInstance, deps: Deps): void {
  route(app, contract.getStapler, ({ params }) => stapler.getStapler(deps.db, params.examId))
  route(app, contract.changeStaples, ({ actor, params, body }) =>
    stapler.changeStaples(deps, actor, params.examId, body),
  )
  route(app, contract.validateCopies, async ({ actor, params, body }) => ({
    validated: await stapler.validateCopies(deps, actor, params.examId, body.copyIds),
  }))
}
