import type { FastifyInstance } from 'fastify'
import * as layoutContract from '#contract/header-layout.ts'
import * as contract from '#contract/identification.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { confirmCopies, withdrawNames } from './bulk-naming.ts'
import { getHeaderLayout, removeHeaderLayout, setHeaderLayout } from './header-layout.ts'
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

  route(app, layoutContract.getHeaderLayout, ({ params }) => getHeaderLayout(deps.db, params.examId))
  route(app, layoutContract.setHeaderLayout, async ({ actor, params, body }) => {
    await setHeaderLayout(deps, actor, params.examId, body)
    return undefined
  })
  route(app, layoutContract.removeHeaderLayout, async ({ actor, params }) => {
    await removeHeaderLayout(deps, actor, params.examId)
    return undefined
  })
}
