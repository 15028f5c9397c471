import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as contract from '#contract/results.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { getMyResult, listMyResults, openMyFinalPdf } from './my-results.ts'
import { exportPronote, getResults, openFinalPdf, releaseResults, withdrawResults } from './results.ts'

export function registerResults(app: FastifyInstance, deps: Deps): void {
  const { db } = deps

  route(app, contract.getResults, ({ params }) => getResults(db, params.examId))
  route(app, contract.releaseResults, ({ actor, params }) => releaseResults(db, actor, params.examId))
  route(app, contract.withdrawResults, ({ actor, params }) => withdrawResults(db, actor, params.examId))

  route(app, contract.exportPronote, async ({ actor, params, reply }) => {
    const { csv, fileName } = await exportPronote(db, actor, params.examId)
    reply.header('content-disposition', `attachment; filename="${fileName}"`)
    return reply.type('text/csv; charset=utf-8').send(csv)
  })
  route(app, contract.getFinalPdf, async ({ actor, params, reply }) =>
    sendPdf(reply, await openFinalPdf(deps, actor, params.copyId)),
  )

  route(app, contract.listMyResults, ({ actor }) => listMyResults(db, actor))
  route(app, contract.getMyResult, ({ actor, params }) => getMyResult(db, actor, params.copyId))
  route(app, contract.getMyFinalPdf, async ({ actor, params, reply }) =>
    sendPdf(reply, await openMyFinalPdf(deps, actor, params.copyId)),
  )
}

const sendPdf = (reply: FastifyReply, { pdf, fileName }: { pdf: Readable; fileName: string }) =>
  reply.header('content-disposition', `inline; filename="${fileName}"`).type('application/pdf').send(pdf)
