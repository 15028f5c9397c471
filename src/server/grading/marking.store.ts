import { sql } from 'kysely'
import type { Marking } from '#contract/grading.ts'
import { type Executor, json, type Trx } from '#server/db/database.ts'
import type { MarkingChange } from './marking-change.ts'

/** The marking of a copy as it stands, whoever gave it. */
export async function readMarking(
  db: Executor,
  copy: { id: string; global_appreciation: string | null },
): Promise<Marking> {
  const annotations = await db
    .selectFrom('grading_annotation')
    .where('copy_id', '=', copy.id)
    .orderBy('page_index')
    .orderBy('created_at')
    .orderBy('id')
    .select([
      'id',
      'page_index as pageIndex',
      'x',
      'y',
      'w',
      'h',
      'type',
      'content',
      'score_delta as scoreDelta',
      'question_id as questionId',
    ])
    .execute()
  const remarks = await db
    .selectFrom('grading_questionremark')
    .where('copy_id', '=', copy.id)
    .where('remark', '!=', '')
    .select(['question_id', 'remark'])
    .execute()
  return {
    annotations,
    marks: await readMarks(db, copy.id),
    remarks: Object.fromEntries(remarks.map(({ question_id, remark }) => [question_id, remark ?? ''])),
    appreciation: copy.global_appreciation ?? '',
  }
}

async function readMarks(db: Executor, copyId: string): Promise<Record<string, number>> {
  const score = await db
    .selectFrom('grading_score')
    .where('copy_id', '=', copyId)
    .select('scores_data')
    .executeTakeFirst()
  return score?.scores_data ?? {}
}

/** Brings the tables from one marking to the next. False if the id of a new annotation is taken by another copy; roll back then. */
export async function writeChange(
  trx: Trx,
  { copyId, authorId, marks }: { copyId: string; authorId: string; marks: Record<string, number> },
  change: MarkingChange,
): Promise<boolean> {
  if (!(await writeAnnotations(trx, copyId, authorId, change))) return false
  if (change.marks.length > 0) {
    await trx
      .insertInto('grading_score')
      .values({ copy_id: copyId, scores_data: json(marks) })
      .onConflict((conflict) => conflict.column('copy_id').doUpdateSet({ scores_data: json(marks) }))
      .execute()
  }
  await writeRemarks(trx, copyId, change)
  if (change.appreciation !== null) {
    await trx
      .updateTable('exams_copy')
      .set({ global_appreciation: change.appreciation.after || null })
      .where('id', '=', copyId)
      .execute()
  }
  return true
}

async function writeAnnotations(
  trx: Trx,
  copyId: string,
  authorId: string,
  change: MarkingChange,
): Promise<boolean> {
  const gone = change.deleted.map(({ id }) => id)
  if (gone.length > 0)
    await trx
      .deleteFrom('grading_annotation')
      .where('copy_id', '=', copyId)
      .where('id', '=', sql<string>`any(${gone}::uuid[])`)
      .execute()
  const written = [...change.created, ...change.updated.map(({ after }) => after)]
  if (written.length === 0) return true
  const rows = await trx
    .insertInto('grading_annotation')
    .values(
      written.map((annotation) => ({
        id: annotation.id,
        copy_id: copyId,
        page_index: annotation.pageIndex,
        x: annotation.x,
        y: annotation.y,
        w: annotation.w,
        h: annotation.h,
        type: annotation.type,
        content: annotation.content,
        score_delta: annotation.scoreDelta,
        question_id: annotation.questionId,
        created_by_id: authorId,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => ({
          page_index: eb.ref('excluded.page_index'),
          x: eb.ref('excluded.x'),
          y: eb.ref('excluded.y'),
          w: eb.ref('excluded.w'),
          h: eb.ref('excluded.h'),
          type: eb.ref('excluded.type'),
          content: eb.ref('excluded.content'),
          score_delta: eb.ref('excluded.score_delta'),
          question_id: eb.ref('excluded.question_id'),
          updated_at: sql<Date>`clock_timestamp()`,
        }))
        // An id chosen by a browser must never reach the annotation of another copy.
        .where('grading_annotation.copy_id', '=', copyId),
    )
    .returning('id')
    .execute()
  return rows.length === written.length
}

async function writeRemarks(trx: Trx, copyId: string, { remarks }: MarkingChange): Promise<void> {
  for (const { questionId, after } of remarks) {
    if (after === null) {
      await trx
        .deleteFrom('grading_questionremark')
        .where('copy_id', '=', copyId)
        .where('question_id', '=', questionId)
        .execute()
    } else {
      await trx
        .insertInto('grading_questionremark')
        .values({ copy_id: copyId, question_id: questionId, remark: after })
        .onConflict((conflict) => conflict.columns(['copy_id', 'question_id']).doUpdateSet({ remark: after }))
        .execute()
    }
  }
}
