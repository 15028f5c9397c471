import { type Executor, json } from '#server/db/database.ts'

/** Stands for Korrigo itself in the journals: locks that expire, copies the splitter proposes. Made by a migration. */
export const SYSTEM_ACTOR_ID = '00000000-0000-0000-0000-000000000000'

/** Journal of a copy. Called in the transaction of the act it tells of. */
export async function recordCopyEvent(
  db: Executor,
  events: Array<{ copyId: string; action: string; actorId: string; metadata?: Record<string, unknown> }>,
): Promise<void> {
  if (events.length === 0) return
  await db
    .insertInto('grading_gradingevent')
    .values(
      events.map(({ copyId, action, actorId, metadata = {} }) => ({
        copy_id: copyId,
        action,
        actor_id: actorId,
        metadata: json(metadata),
      })),
    )
    .execute()
}

/** General audit log: exams, accounts, imports, exports. Called in the transaction of the act it tells of. */
export async function recordAudit(
  db: Executor,
  event: {
    actorId: string
    action: string
    examId?: string
    copyId?: string
    metadata?: Record<string, unknown>
  },
): Promise<void> {
  await db
    .insertInto('audit_event')
    .values({
      actor_id: event.actorId,
      action: event.action,
      exam_id: event.examId ?? null,
      copy_id: event.copyId ?? null,
      metadata: json(event.metadata ?? {}),
    })
    .execute()
}
