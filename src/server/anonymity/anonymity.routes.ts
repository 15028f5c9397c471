import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/anonymity.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { getAnonymity, paintPage, setHeaderMargin } from './anonymity.ts'
import { liftAnonymity, restoreAnonymity } from './lifting.ts'

export function registerAnonymity(app: FastifyInstance, { db }: Deps): void {
  route(app, contract.getAnonymity, ({ params }) => getAnonymity(db, params.examId))
  route(app, contract.setHeaderMargin, async ({ actor, params, body }) => {
    await setHeaderMargin(db, actor, params.examId, body.headerMargin)
    return undefined
  })
  route(app, contract.paintPage, async ({ actor, params, body }) => {
    await paintPage(db, actor, params.pageId, body)
    return undefined
  })
  route(app, contract.liftAnonymity, async ({ actor, params }) => {
    await liftAnonymity(db, actor, params.examId)
    return undefined
  })
  route(app, contract.restoreAnonymity, async ({ actor, params }) => {
    await restoreAnonymity(db, actor, params.examId)
    return undefined
  })
}
