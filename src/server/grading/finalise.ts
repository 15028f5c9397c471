import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '#contract/auth.ts'
import { leavesOf } from '#domain/grading-structure.ts'
import type { CopyScore } from '#domain/scoring.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import type { Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { holdLockedCopy } from './copy-lock.ts'
import { readDraft } from './draft.ts'
import { setGraded } from './final-pdf.store.ts'
import { type FinalPdfContent, readFinalPdfContent, type WorkPdf, withFinalPdf } from './final-pdf.ts'
import { findNextCopy, holdExamOf } from './grading.store.ts'

interface Finalising {
  actor: Actor
  copyId: string
  token: string
  /** The draft version the corrector is looking at. */
  version: number
}

/** While the PDF is composed, the admin may still change the barème or the name on the copy; then it is composed again. */
const MOST_ATTEMPTS = 3

/**
 * LOCKED → GRADED: checks, composes the final PDF outside of any transaction, then checks everything again and commits
 * state, PDF and journal in one. Whatever fails, or a kill at any moment, leaves the copy LOCKED with all that was saved.
 * Throws `lock_lost`, `draft_conflict`, `bareme_empty`, `marks_missing`, `final_pdf_failed`.
 */
export async function finaliseCopy(
  deps: Deps,
  finalising: Finalising,
): Promise<{ total: number; totalMax: number; nextCopyId: string | null }> {
  let { content } = await deps.db.transaction().execute((trx) => checkReady(trx, finalising))
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const composed = content
    const outcome = await withFinalPdf(deps, finalising.copyId, composed, (pdf) =>
      commit(deps, finalising, composed, pdf),
    )
    if ('score' in outcome) {
      const { total, totalMax } = outcome.score
      const next = await findNextCopy(deps.db, finalising.copyId, finalising.actor.id)
      return { total, totalMax, nextCopyId: next?.id ?? null }
    }
    content = outcome.changed
  }
  throw new DomainError('final_pdf_failed', {}, { cause: new Error('The copy changed all the time.') })
}

function commit(
  { db, storage }: Deps,
  finalising: Finalising,
  composed: FinalPdfContent,
  { path, file, sha256 }: WorkPdf,
): Promise<{ score: CopyScore } | { changed: FinalPdfContent }> {
  const { copyId, actor } = finalising
  return db.transaction().execute(async (trx) => {
    const { content, score, examId, isReleased } = await checkReady(trx, finalising)
    if (!isDeepStrictEqual(content, composed)) return { changed: content }
    // Stored only now that nothing can refuse it: two finalises at once may well have made the very same file.
    await storage.adopt(file, path).catch((cause) => {
      throw new DomainError('final_pdf_failed', {}, { cause })
    })
    await setGraded(trx, { copyId, file, sha256, actorId: actor.id })
    const metadata = { total: score.total, total_max: score.totalMax, sha256, released: isReleased }
    await recordCopyEvent(trx, [{ copyId, action: 'FINALIZE', actorId: actor.id, metadata }])
    await announce(trx, { type: 'exam', examId })
    return { score }
  })
}

/** All that finalising asks of a copy, under its lock; run before the PDF is made and again when it is there. */
async function checkReady(trx: Trx, { actor, copyId, token, version }: Finalising) {
  const exam = await holdExamOf(trx, copyId)
  if (exam === undefined) throw new DomainError('not_found')
  const copy = await holdLockedCopy(trx, actor, copyId, token)
  const draft = await readDraft(trx, actor, copy)
  if (draft.version !== version) throw new DomainError('draft_conflict', {}, { current: draft })
  const leaves = leavesOf(exam.grading_structure)
  if (leaves.length === 0) throw new DomainError('bareme_empty')
  const { content, score } = await readFinalPdfContent(trx, { copy, exam, actor, marking: draft.marking })
  if (score.missing.length > 0) {
    const missing = leaves.filter(({ id }) => score.missing.includes(id))
    throw new DomainError('marks_missing', {
      count: missing.length,
      questions: missing.map(({ path }) => path.join(' › ')).join(', '),
    })
  }
  return { content, score, examId: exam.id, isReleased: exam.results_released_at !== null }
}
