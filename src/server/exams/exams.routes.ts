import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/exams.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import * as exams from './exams.ts'

export function registerExams(app: FastifyInstance, deps: Deps): void {
  const { db } = deps
  route(app, contract.listExams, ({ actor, query }) => exams.listExams(db, actor, query.limit))
  route(app, contract.createExam, ({ actor, body }) => exams.createExam(db, actor, body))
  route(app, contract.getExam, ({ params }) => exams.getExam(db, params.examId))
  route(app, contract.updateExam, ({ actor, params, body }) =>
    exams.updateExam(db, actor, params.examId, body),
  )
  route(app, contract.setGradingStructure, ({ actor, params, body }) =>
    exams.setGradingStructure(db, actor, params.examId, body.gradingStructure),
  )
  route(app, contract.setExamCorrectors, ({ actor, params, body }) =>
    exams.setCorrectors(db, actor, params.examId, body.correctorIds),
  )
  route(app, contract.deleteExam, async ({ actor, params, body }) => {
    await exams.deleteExam(deps, actor, params.examId, body.confirmName)
    return undefined
  })
}
