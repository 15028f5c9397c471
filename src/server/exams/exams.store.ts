import { sql } from 'kysely'
import type { ExamCounts } from '#contract/exams.ts'
import type { Executor } from '#server/db/database.ts'

export const findExam = (db: Executor, id: string) =>
  db.selectFrom('exams_exam').selectAll().where('id', '=', id).executeTakeFirst()

/** Locks the row, so that what is checked still holds when it is written. */
export const findExamForUpdate = (db: Executor, id: string) =>
  db.selectFrom('exams_exam').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const listExams = (
  db: Executor,
  { correctorId, limit }: { correctorId: string | null; limit: number },
) => {
  let query = db
    .selectFrom('exams_exam as e')
    .leftJoin('exams_copy as c', (join) => {
      const on = join.onRef('c.exam_id', '=', 'e.id')
      return correctorId === null
        ? on
        : on
            .on((eb) =>
              eb.or([
                eb('c.assigned_corrector_id', '=', correctorId),
                eb('c.assigned_corrector_id', 'is', null),
              ]),
            )
            .on('c.status', '!=', 'STAGING')
    })
    .groupBy('e.id')
    .select((eb) => [
      'e.id',
      'e.name',
      'e.date',
      'e.subject',
      'e.results_released_at',
      eb.fn.count<number>('c.id').as('copies'),
      eb.fn.count<number>('c.id').filterWhere('c.status', '=', 'GRADED').as('graded'),
    ])
    .orderBy('e.date', 'desc')
    .orderBy('e.id')
    .limit(limit)
  if (correctorId !== null) {
    query = query.where('e.id', 'in', (eb) =>
      eb.selectFrom('exams_exam_correctors').where('user_id', '=', correctorId).select('exam_id'),
    )
  }
  return query.execute()
}

/** Everything the stage rail shows, in one round trip. `questions` is the caller's: it lives in the barème. */
export async function countStages(db: Executor, examId: string): Promise<Omit<ExamCounts, 'questions'>> {
  const { rows } = await sql<Omit<ExamCounts, 'questions'>>`
    select
      (select count(*) from exams_exam_students where exam_id = ${examId}) as students,
      (select count(*) from exams_exam_correctors where exam_id = ${examId}) as correctors,
      s.scans, s."scansRunning", s."scansRefused",
      c.copies, c.staging, c.ready, c.locked, c.graded, c.identified, c.assigned, r.proposed
    from
      (select count(*) as scans,
        count(*) filter (where status in ('QUEUED', 'SPLITTING')) as "scansRunning",
        count(*) filter (where status in ('REFUSED', 'FAILED')) as "scansRefused"
       from scans_scan where exam_id = ${examId}) s,
      (select count(*) as copies,
        count(*) filter (where status = 'STAGING') as staging,
        count(*) filter (where status = 'READY') as ready,
        count(*) filter (where status = 'LOCKED') as locked,
        count(*) filter (where status = 'GRADED') as graded,
        count(*) filter (where is_identified) as identified,
        count(*) filter (where assigned_corrector_id is not null) as assigned
       from exams_copy where exam_id = ${examId}) c,
      (select count(*) as proposed
       from exams_copy copy join identification_ocrresult read on read.copy_id = copy.id
       where copy.exam_id = ${examId} and not copy.is_identified and read.proposed_student_id is not null) r
  `.execute(db)
  const counts = rows[0]
  if (counts === undefined) throw new Error('The count query gives one row')
  return counts
}

export const listCorrectors = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_exam_correctors as ec')
    .innerJoin('auth_user as u', 'u.id', 'ec.user_id')
    .where('ec.exam_id', '=', examId)
    .select(['u.id', 'u.username', 'u.first_name', 'u.last_name'])
    .orderBy('u.last_name')
    .orderBy('u.first_name')
    .orderBy('u.username')
    .execute()

/** Those of `ids` who are correctors that can log in. */
export const findCorrectors = (db: Executor, ids: string[]) =>
  db
    .selectFrom('auth_user as u')
    .innerJoin('auth_user_groups as ug', 'ug.user_id', 'u.id')
    .innerJoin('auth_group as g', 'g.id', 'ug.group_id')
    .where('g.name', '=', 'corrector')
    .where('u.is_active', '=', true)
    .where('u.id', 'in', ids)
    .select('u.id')
    .execute()

export async function replaceCorrectors(db: Executor, examId: string, ids: string[]): Promise<void> {
  const gone = db.deleteFrom('exams_exam_correctors').where('exam_id', '=', examId)
  await (ids.length === 0 ? gone : gone.where('user_id', 'not in', ids)).execute()
  if (ids.length === 0) return
  await db
    .insertInto('exams_exam_correctors')
    .values(ids.map((id) => ({ exam_id: examId, user_id: id })))
    .onConflict((conflict) => conflict.columns(['exam_id', 'user_id']).doNothing())
    .execute()
}

/** Copies handed to somebody who no longer marks the exam go back to nobody; marked ones keep who marked them. Returns who had them. */
export async function takeBackCopies(
  db: Executor,
  examId: string,
  correctorIds: string[],
): Promise<Array<{ id: string; correctorId: string | null }>> {
  let query = db
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('status', 'in', ['STAGING', 'READY'])
    .where('assigned_corrector_id', 'is not', null)
  if (correctorIds.length > 0) query = query.where('assigned_corrector_id', 'not in', correctorIds)
  const copies = await query
    .select(['id', 'assigned_corrector_id as correctorId'])
    .orderBy('id')
    .forUpdate()
    .execute()
  if (copies.length > 0) {
    const ids = copies.map(({ id }) => id)
    await db.updateTable('exams_copy').set({ assigned_corrector_id: null }).where('id', 'in', ids).execute()
  }
  return copies
}

/** The highest mark given to each question on any copy of the exam. */
export async function highestMarks(db: Executor, examId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ question: string; highest: number }>`
    select m.key as question, max(m.value::numeric) as highest
    from grading_score s
    join exams_copy c on c.id = s.copy_id
    cross join lateral jsonb_each_text(s.scores_data) m
    where c.exam_id = ${examId}
    group by m.key
  `.execute(db)
  return new Map(rows.map(({ question, highest }) => [question, highest]))
}

export const gradedCopyExists = async (db: Executor, examId: string): Promise<boolean> =>
  (await db
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('status', '=', 'GRADED')
    .select('id')
    .limit(1)
    .executeTakeFirst()) !== undefined

export const scanExists = async (db: Executor, examId: string): Promise<boolean> =>
  (await db
    .selectFrom('scans_scan')
    .where('exam_id', '=', examId)
    .select('id')
    .limit(1)
    .executeTakeFirst()) !== undefined

export async function countWhatGoes(
  db: Executor,
  examId: string,
): Promise<{ copies: number; annotations: number; scores: number }> {
  const { rows } = await sql<{ copies: number; annotations: number; scores: number }>`
    select count(distinct c.id) as copies, count(distinct a.id) as annotations, count(distinct s.id) as scores
    from exams_copy c
    left join grading_annotation a on a.copy_id = c.id
    left join grading_score s on s.copy_id = c.id
    where c.exam_id = ${examId}
  `.execute(db)
  return rows[0] ?? { copies: 0, annotations: 0, scores: 0 }
}
