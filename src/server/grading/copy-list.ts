import type { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import type { CopyLine, listMyCopies as contract } from '#contract/grading.ts'
import { scoreCopy } from '#domain/scoring.ts'
import { displayName } from '#server/auth/display-name.ts'
import type { Database } from '#server/db/database.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './grading.store.ts'

type MyCopies = z.output<NonNullable<(typeof contract)['response']>>

/** The copies of an exam handed out to the actor, in their own random order. Throws `not_found` for an exam they do not mark. */
export async function listMyCopies(db: Database, actor: Actor, examId: string): Promise<MyCopies> {
  const exam = await store.findExamOfCorrector(db, examId, actor.id)
  if (exam === undefined) throw new DomainError('not_found')
  const rows = await store.listCopiesOf(db, examId, actor.id)
  return {
    exam: { id: exam.id, name: exam.name },
    copies: rows.map((row): CopyLine => {
      const score = scoreCopy(exam.grading_structure, row.scores_data ?? {}, row.deltas)
      const { owner_id, locked_at, username } = row
      return {
        id: row.id,
        anonymousId: row.anonymous_id,
        ...(row.student_last_name !== null && {
          studentName: `${row.student_last_name} ${row.student_first_name}`,
        }),
        status: withoutExpired(row.status, owner_id !== null),
        pages: row.pages ?? 0,
        marked: score.questions.length - score.missing.length,
        questions: score.questions.length,
        total: score.total,
        totalMax: score.totalMax,
        lockedByMe: owner_id === actor.id,
        lockedBy:
          username === null
            ? null
            : displayName({ first_name: row.first_name ?? '', last_name: row.last_name ?? '', username }),
        lockedAt: locked_at?.toISOString() ?? null,
        gradedAt: row.graded_at?.toISOString() ?? null,
      }
    }),
  }
}

/** A lock that ran out keeps nobody out, even before the sweep comes by. */
export const withoutExpired = (status: CopyLine['status'], isLocked: boolean): CopyLine['status'] =>
  status === 'LOCKED' && !isLocked ? 'READY' : status
