import type { FastifyInstance } from 'fastify'
import * as layoutContract from '#contract/header-layout.ts'
import * as contract from '#contract/identification.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { getHeaderLayout, removeHeaderLayout, setHeaderLayout } from './header-layout.ts'
import * as identification from './identification.ts'

export function registerIdentification(app: FastifyInstance, { db }: Deps): void {
  route(app, contract.listIdentification, async ({ params }) => ({
    copies: await identification.listIdentification(db, params.examId),
  }))
  route(app, contract.identifyCopy, ({ actor, params, body }) =>
    identification.identifyCopy(db, actor, params.copyId, body.studentId),
  )

  route(app, layoutContract.getHeaderLayout, ({ params }) => getHeaderLayout(db, params.examId))
  route(app, layoutContract.setHeaderLayout, async ({ actor, params, body }) => {
    await setHeaderLayout(db, actor, params.examId, body)
    return undefined
  })
  route(app, layoutContract.removeHeaderLayout, async ({ actor, params }) => {
    await removeHeaderLayout(db, actor, params.examId)
    return undefined
  })
}
