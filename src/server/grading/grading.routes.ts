import type { FastifyInstance } from 'fastify'
import * as contract from '#contract/grading.ts'
import type { Deps } from '#server/deps.ts'
import { route } from '#server/http/route.ts'
import { sendImage } from '#server/http/send-image.ts'
import { listMyCopies } from './copy-list.ts'
import { lockCopy, releaseLock, renewLock, unlockCopy } from './copy-lock.ts'
import { readDeskImage } from './desk-images.ts'
import { saveDraft } from './draft.ts'
import { finaliseCopy } from './finalise.ts'
import { getDesk, listCopyEvents, reopenCopy } from './grading.ts'

export function registerGrading(app: FastifyInstance, deps: Deps): void {
  const { db } = deps

  route(app, contract.listMyCopies, ({ actor, params }) => listMyCopies(db, actor, params.examId))
  route(app, contract.getDesk, ({ actor, params }) => getDesk(db, actor, params.copyId))

  route(app, contract.getCopyPageImage, async ({ actor, params, query, request, reply }) =>
    sendImage(request, reply, await readDeskImage(deps, actor, { ...params, ...query })),
  )

  route(app, contract.lockCopy, ({ actor, params }) => lockCopy(db, actor, params.copyId))
  route(app, contract.renewLock, ({ actor, params, lockToken }) =>
    renewLock(db, actor, params.copyId, lockToken),
  )
  route(app, contract.unlockCopy, async ({ actor, params, lockToken }) => {
    await unlockCopy(db, actor, params.copyId, lockToken)
    return undefined
  })
  route(app, contract.releaseLock, async ({ actor, params }) => {
    await releaseLock(db, actor, params.copyId)
    return undefined
  })

  route(app, contract.saveDraft, ({ actor, params, lockToken, body }) =>
    saveDraft(db, actor, { copyId: params.copyId, token: lockToken }, body),
  )
  route(app, contract.finaliseCopy, ({ actor, params, lockToken, body }) =>
    finaliseCopy(deps, { actor, copyId: params.copyId, token: lockToken, version: body.version }),
  )
  route(app, contract.reopenCopy, async ({ actor, params, body }) => {
    await reopenCopy(db, actor, params.copyId, body.reason)
    return undefined
  })
  route(app, contract.listCopyEvents, async ({ params, query }) => ({
    events: await listCopyEvents(db, params.copyId, query.limit),
  }))
}
