import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/scans.ts'
import type { EventHub } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { assertExamExists } from '#server/exams/exams.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { openEventStream } from '#server/http/event-stream.ts'
import { route } from '#server/http/route.ts'
import { sendImage } from '#server/http/send-image.ts'
import { uploadedFiles } from '#server/http/uploaded-file.ts'
import { type DepositOutcome, depositFile, summariseDeposit } from './deposit.ts'
import { receiveFile } from './incoming-file.ts'
import { getPageImage } from './page-images.ts'
import { getScanRemoval, removeScan } from './remove-scan.ts'
import * as scans from './scans.ts'

export function registerScans(app: FastifyInstance, deps: Deps, events: EventHub): void {
  const { maxUploadBytes, workDir } = deps.config

  route(app, contract.uploadScans, async ({ actor, params, request }) => {
    await assertExamExists(deps.db, params.examId)
    const outcomes: DepositOutcome[] = []
    for await (const part of uploadedFiles(request, maxUploadBytes)) {
      const name = part.filename.split(/[/\\]/).at(-1) || 'scan.pdf'
      const receive = () => receiveFile(part.file, name, { workDir, maxBytes: maxUploadBytes })
      for await (const outcome of depositFile(deps, actor.id, params.examId, receive)) outcomes.push(outcome)
    }
    if (outcomes.length === 0) throw new DomainError('upload_missing')
    return summariseDeposit(outcomes)
  })

  route(app, contract.listScans, async ({ params }) => ({
    scans: await scans.listScans(deps, params.examId),
  }))
  route(app, contract.cancelScan, ({ actor, params }) => scans.cancelScan(deps, actor.id, params.scanId))
  route(app, contract.retryScan, ({ actor, params }) => scans.retryScan(deps, actor.id, params.scanId))
  route(app, contract.getScanRemoval, ({ params }) => getScanRemoval(deps.db, params.scanId))
  route(app, contract.removeScan, async ({ actor, params }) => {
    await removeScan(deps, actor.id, params.scanId)
    return undefined
  })

  route(app, contract.followExam, async ({ params, reply }) => {
    await assertExamExists(deps.db, params.examId)
    const unsubscribe = events.subscribe(params.examId, async (event) => {
      if (event.type === 'exam') return stream.send('exam', { cause: event.cause })
      // Gone with its exam in the meantime: nothing to tell.
      const scan = await scans.getScan(deps, event.scanId ?? '').catch(() => null)
      if (scan !== null) stream.send('scan', scan)
    })
    const stream = openEventStream(reply, unsubscribe)
    return reply
  })

  route(app, contract.getPageImage, async ({ params, query, request, reply }) =>
    sendImage(request, reply, await getPageImage(deps, params.pageId, query.size)),
  )
}
