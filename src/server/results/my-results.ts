import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import type { listMyResults as contract, MyResult } from '#contract/results.ts'
import { outOf20, scoreCopy } from '#domain/scoring.ts'
import type { Database } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { listRemarks, ownResults } from './results.store.ts'
import { openPdf, pdfName } from './results.ts'

type MyResults = z.output<NonNullable<(typeof contract)['response']>>

/** The released exams of the student who is logged in. */
export async function listMyResults(db: Database, actor: Actor): Promise<MyResults> {
  const rows = await ownResults(db, actor.id).execute()
  return {
    results: rows.map((row) => {
      const { total, totalMax } = scoreCopy(row.grading_structure, row.scores_data ?? {}, row.deltas)
      return { ...describe(row), total, totalMax, outOf20: outOf20(total, totalMax) }
    }),
  }
}

/** Throws `not_found` alike for a copy that is not released, not the student's, or not there at all. */
export async function getMyResult(db: Database, actor: Actor, copyId: string): Promise<MyResult> {
  const row = await getOwn(db, actor, copyId)
  const score = scoreCopy(row.grading_structure, row.scores_data ?? {}, row.deltas)
  const remarks = new Map(
    (await listRemarks(db, copyId)).map(({ question_id, remark }) => [question_id, remark]),
  )
  return {
    ...describe(row),
    gradingStructure: row.grading_structure,
    questions: score.questions.map(({ questionId, mark, max }) => ({
      questionId,
      // Finalising asked for every mark; a question added to the barème since counts for nothing.
      mark: mark ?? 0,
      max,
      remark: remarks.get(questionId) ?? null,
    })),
    appreciation: row.global_appreciation,
    total: score.total,
    totalMax: score.totalMax,
    outOf20: outOf20(score.total, score.totalMax),
  }
}

/** Throws `not_found` as `getMyResult` does. */
export async function openMyFinalPdf(
  { db, storage }: Deps,
  actor: Actor,
  copyId: string,
): Promise<{ pdf: Readable; fileName: string }> {
  const row = await getOwn(db, actor, copyId)
  if (row.final_pdf === null) throw new DomainError('not_found')
  return { pdf: await openPdf(storage, row.final_pdf), fileName: pdfName(row.anonymous_id) }
}

async function getOwn(db: Database, actor: Actor, copyId: string) {
  const row = await ownResults(db, actor.id).where('c.id', '=', copyId).executeTakeFirst()
  if (row === undefined) throw new DomainError('not_found')
  return row
}

const describe = (row: { id: string; name: string; date: string; subject: string | null }) => ({
  copyId: row.id,
  examName: row.name,
  examDate: row.date,
  subject: row.subject,
})
