import type { Actor } from '#contract/auth.ts'
import type { HeaderLayout } from '#contract/header-layout.ts'
import type { PlacedField } from '#domain/header-fields.ts'
import { faultOfLayout, type LayoutFault } from '#domain/header-layout.ts'
import { recordAudit } from '#server/audit/audit.ts'
import type { Database, Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { assertExamExists } from '#server/exams/exams.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './header-layout.store.ts'
import { queueIdentification } from './identification.queues.ts'
import { forgetReadings } from './readings.store.ts'

/** Throws `not_found`. */
export async function getHeaderLayout(
  db: Database,
  examId: string,
): Promise<{ layout: HeaderLayout | null }> {
  await assertExamExists(db, examId)
  const row = await store.findLayout(db, examId)
  return { layout: row === undefined ? null : { samplePageId: row.sample_page_id, fields: row.fields } }
}

const FAULT_WORDS: Record<LayoutFault, string> = {
  no_field: 'tracez au moins un champ.',
  field_twice: 'un même champ est tracé deux fois.',
  full_name_beside_names:
    'le champ «\u00a0Nom et prénom\u00a0» remplace «\u00a0Nom\u00a0» et «\u00a0Prénom\u00a0».',
  outside_page: 'un champ dépasse de la page.',
  too_small: 'un champ est trop petit pour contenir de l’écriture.',
}

/** Throws `not_found`, `header_layout_invalid`. */
export async function setHeaderLayout(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  examId: string,
  { samplePageId, fields }: { samplePageId: string; fields: PlacedField[] },
): Promise<void> {
  const fault = faultOfLayout(fields)
  if (fault !== null) throw new DomainError('header_layout_invalid', { reason: FAULT_WORDS[fault] })
  await change(deps, actor, examId, { samplePageId, fields }, async (trx) => {
    const page = await store.holdPageOf(trx, examId, samplePageId)
    if (page === undefined || page.blank)
      throw new DomainError('header_layout_invalid', {
        reason:
          page === undefined
            ? 'la page choisie n’est plus dans cet examen.'
            : 'la page choisie est blanche. Choisissez une page avec un en-tête.',
      })
    await store.saveLayout(trx, { examId, samplePageId, fields, actorId: actor.id })
  })
}

/** Where there is none, nothing happens. Throws `not_found`. */
export function removeHeaderLayout(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  examId: string,
): Promise<void> {
  return change(deps, actor, examId, null, async (trx) => {
    await store.deleteLayout(trx, examId)
  })
}

async function change(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  examId: string,
  after: HeaderLayout | null,
  act: (trx: Trx) => Promise<void>,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if ((await store.holdExam(trx, examId)) === undefined) throw new DomainError('not_found')
    const row = await store.findLayout(trx, examId)
    if (row === undefined && after === null) return
    await act(trx)
    await recordAudit(trx, {
      actorId: actor.id,
      action: after === null ? 'remove_header_layout' : 'set_header_layout',
      examId,
      metadata: {
        before: row === undefined ? null : { samplePageId: row.sample_page_id, fields: row.fields },
        after,
      },
    })
    await announce(trx, { type: 'exam', examId })
    // Other fields hold other ink: every header is read again.
    await forgetReadings(trx, examId)
    await queueIdentification(deps, trx, examId)
  })
}
