import { type ExpressionBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Executor } from '#server/db/database.ts'
import type { Tables } from '#server/db/schema.ts'

/** Columns of a copy that marking needs: nothing here says whose it is, nor where it came in the scan. */
const copies = (db: Executor) =>
  db
    .selectFrom('exams_copy as c')
    .select([
      'c.id',
      'c.exam_id',
      'c.anonymous_id',
      'c.status',
      'c.assigned_corrector_id',
      'c.locked_by_id',
      'c.global_appreciation',
    ])

export type CopyRow = NonNullable<Awaited<ReturnType<typeof findCopy>>>

export const findCopy = (db: Executor, copyId: string) =>
  copies(db).where('c.id', '=', copyId).executeTakeFirst()

/**
 * The copy, its row held until the transaction ends: whoever changes its state, its lock or its marking takes this first.
 * `no key` because journal rows refer to the copy: with the stronger lock, a release that writes them would wait for a finalise
 * that waits for the release.
 */
export const holdCopy = (db: Executor, copyId: string) =>
  copies(db).where('c.id', '=', copyId).forNoKeyUpdate().executeTakeFirst()

export const getExam = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select(['id', 'name', 'date', 'subject', 'grading_structure', 'results_released_at'])
    .executeTakeFirstOrThrow()

/**
 * As `getExam`, unchanged until the transaction ends. Taken before the copy, as a release does. For a change of the exam itself, held
 * so from the start: two that share it would wait for each other.
 */
export const holdExamOf = (db: Executor, copyId: string, to: 'read' | 'change' = 'read') =>
  db
    .selectFrom('exams_exam as e')
    .where('e.id', '=', (eb) => eb.selectFrom('exams_copy').where('id', '=', copyId).select('exam_id'))
    .select(['e.id', 'e.name', 'e.date', 'e.subject', 'e.grading_structure', 'e.results_released_at'])
    .$call((query) => (to === 'read' ? query.forShare() : query.forNoKeyUpdate()))
    .executeTakeFirst()

/** Pages in reading order. */
export const listPages = (db: Executor, copyId: string) =>
  db
    .selectFrom('scans_page')
    .where('copy_id', '=', copyId)
    .orderBy('position')
    .select(['id', 'width_px', 'height_px', 'blank'])
    .execute()

/** Whose copy it is, for the eyes of correctors: only while the anonymity of its exam is lifted, and only of a marked copy. */
export const findShownStudent = (db: Executor, copyId: string) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('exams_exam as e', 'e.id', 'c.exam_id')
    .innerJoin('students_student as s', 's.id', 'c.student_id')
    .where('c.id', '=', copyId)
    .where('c.status', '=', 'GRADED')
    .where('e.anonymity_lifted_at', 'is not', null)
    .select(['s.last_name', 's.first_name'])
    .executeTakeFirst()

/** The exam if that person marks in it, by being one of its correctors or by holding a copy. */
export const findExamOfCorrector = (db: Executor, examId: string, correctorId: string) =>
  db
    .selectFrom('exams_exam as e')
    .where('e.id', '=', examId)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('exams_exam_correctors as x')
            .whereRef('x.exam_id', '=', 'e.id')
            .where('x.user_id', '=', correctorId)
            .select('x.id'),
        ),
        eb.exists(
          eb
            .selectFrom('exams_copy as c')
            .whereRef('c.exam_id', '=', 'e.id')
            .where('c.assigned_corrector_id', '=', correctorId)
            .select('c.id'),
        ),
      ]),
    )
    .select(['e.id', 'e.name', 'e.grading_structure'])
    .executeTakeFirst()

export async function marksExam(db: Executor, examId: string, correctorId: string): Promise<boolean> {
  const row = await db
    .selectFrom('exams_exam_correctors')
    .where('exam_id', '=', examId)
    .where('user_id', '=', correctorId)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Theirs, or nobody's in an exam they mark. */
const openTo = (eb: ExpressionBuilder<Tables & { c: Tables['exams_copy'] }, 'c'>, correctorId: string) =>
  eb.or([
    eb('c.assigned_corrector_id', '=', correctorId),
    eb.and([
      eb('c.assigned_corrector_id', 'is', null),
      eb.exists(
        eb
          .selectFrom('exams_exam_correctors as x')
          .whereRef('x.exam_id', '=', 'c.exam_id')
          .where('x.user_id', '=', correctorId)
          .select('x.id'),
      ),
    ]),
  ])

/** Copies a corrector may mark, their own first, with all that their lines show, in one query whatever their number. */
export const listCopiesOf = (db: Executor, examId: string, correctorId: string) =>
  db
    .selectFrom('exams_copy as c')
    .leftJoin('grading_score as s', 's.copy_id', 'c.id')
    .leftJoin('grading_copylock as l', (join) =>
      join.onRef('l.copy_id', '=', 'c.id').on('l.expires_at', '>', sql<Date>`clock_timestamp()`),
    )
    .leftJoin('auth_user as u', 'u.id', 'l.owner_id')
    .innerJoin('exams_exam as e', 'e.id', 'c.exam_id')
    // As `findShownStudent`.
    .leftJoin('students_student as shown', (join) =>
      join
        .onRef('shown.id', '=', 'c.student_id')
        .on('c.status', '=', 'GRADED')
        .on('e.anonymity_lifted_at', 'is not', null),
    )
    .where('c.exam_id', '=', examId)
    .where((eb) => openTo(eb, correctorId))
    .where('c.status', '!=', 'STAGING')
    .orderBy((eb) => eb('c.assigned_corrector_id', 'is', null))
    .orderBy('c.hand_out_order')
    .orderBy('c.id')
    .select((eb) => [
      'c.id',
      'c.anonymous_id',
      'c.status',
      'c.graded_at',
      's.scores_data',
      'l.owner_id',
      'l.locked_at',
      'u.first_name',
      'u.last_name',
      'u.username',
      'shown.last_name as student_last_name',
      'shown.first_name as student_first_name',
      eb
        .selectFrom('scans_page as p')
        .whereRef('p.copy_id', '=', 'c.id')
        .select((page) => page.fn.countAll<number>().as('n'))
        .as('pages'),
      jsonArrayFrom(
        eb
          .selectFrom('grading_annotation as a')
          .whereRef('a.copy_id', '=', 'c.id')
          .where('a.score_delta', 'is not', null)
          .select(['a.question_id as questionId', 'a.score_delta as scoreDelta']),
      ).as('deltas'),
    ])
    .execute()

/** The corrector's next copy to mark after this one, in their own order and round to the start of it; nobody's come last. */
export const findNextCopy = (db: Executor, copyId: string, correctorId: string) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('exams_copy as done', 'done.exam_id', 'c.exam_id')
    .where('done.id', '=', copyId)
    .where('c.id', '!=', copyId)
    .where((eb) => openTo(eb, correctorId))
    .where((eb) =>
      eb.or([
        eb('c.status', '=', 'READY'),
        eb.and([eb('c.status', '=', 'LOCKED'), eb('c.locked_by_id', '=', correctorId)]),
      ]),
    )
    .orderBy((eb) => eb('c.assigned_corrector_id', 'is', null))
    .orderBy((eb) => eb('c.hand_out_order', '<', eb.ref('done.hand_out_order')))
    .orderBy('c.hand_out_order')
    .select('c.id')
    .executeTakeFirst()

export const listEvents = (db: Executor, copyId: string, limit: number) =>
  db
    .selectFrom('grading_gradingevent as e')
    .innerJoin('auth_user as u', 'u.id', 'e.actor_id')
    .where('e.copy_id', '=', copyId)
    .orderBy('e.timestamp')
    .orderBy('e.id')
    .limit(limit)
    .select(['e.id', 'e.action', 'e.timestamp', 'e.metadata', 'u.first_name', 'u.last_name', 'u.username'])
    .execute()
