import { sql } from 'kysely'
import type { ReadField, ReadingCandidate, ReadingStatus } from '#domain/header-fields.ts'
import { type Executor, json } from '#server/db/database.ts'

/** Copies whose header was not read as it stands now: no reading, another first page, or one turned since. */
export const listUnread = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('scans_page as p', (join) => join.onRef('p.copy_id', '=', 'c.id').on('p.position', '=', 0))
    .leftJoin('identification_ocrresult as r', 'r.copy_id', 'c.id')
    .where('c.exam_id', '=', examId)
    .where('c.student_id', 'is', null)
    .where((eb) =>
      eb.or([
        eb('r.id', 'is', null),
        eb('r.page_id', 'is distinct from', eb.ref('p.id')),
        eb('r.rotation', 'is distinct from', eb.ref('p.rotation')),
      ]),
    )
    .select(['c.id as copy_id', 'p.id as page_id', 'p.rotation'])
    .orderBy('c.position')
    .orderBy('c.id')
    .execute()

export interface NewReading {
  copyId: string
  pageId: string
  rotation: number
  text: string
  fields: ReadField[]
  signal: Buffer
}

/** Without effect when the copy went in the meantime. */
export const saveReading = (db: Executor, reading: NewReading) =>
  sql`
    insert into identification_ocrresult (copy_id, page_id, rotation, detected_text, fields, signal, confidence)
    select c.id, p.id, ${reading.rotation}, ${reading.text}, ${json(reading.fields)}::jsonb, ${reading.signal}, 0
    from exams_copy c, scans_page p where c.id = ${reading.copyId} and p.id = ${reading.pageId}
    on conflict (copy_id) do update set
      page_id = excluded.page_id, rotation = excluded.rotation, detected_text = excluded.detected_text, fields = excluded.fields,
      signal = excluded.signal, scored_for = null, candidates = '[]', status = 'none', confidence = 0, proposed_student_id = null,
      read_at = clock_timestamp()
  `.execute(db)

/** Readings of copies that nobody was named on, whose candidates were not drawn from this roster. */
export const listUnscored = (db: Executor, examId: string, rosterDigest: string) =>
  db
    .selectFrom('identification_ocrresult as r')
    .innerJoin('exams_copy as c', 'c.id', 'r.copy_id')
    .where('c.exam_id', '=', examId)
    .where('c.student_id', 'is', null)
    .where('r.scored_for', 'is distinct from', rosterDigest)
    .select(['r.id', 'r.signal'])
    .execute()

export const saveCandidates = (
  db: Executor,
  id: string,
  candidates: ReadingCandidate[],
  rosterDigest: string,
) =>
  db
    .updateTable('identification_ocrresult')
    .set({ candidates: json(candidates), scored_for: rosterDigest })
    .where('id', '=', id)
    .execute()

export const listScored = (db: Executor, examId: string) =>
  db
    .selectFrom('identification_ocrresult as r')
    .innerJoin('exams_copy as c', 'c.id', 'r.copy_id')
    .where('c.exam_id', '=', examId)
    .where('c.student_id', 'is', null)
    .select(['r.id', 'r.candidates', 'r.status', 'r.confidence', 'r.proposed_student_id'])
    .orderBy('c.position')
    .orderBy('c.id')
    .execute()

/** Students of the exam who have a copy already: a person said so. */
export const listNamedStudents = async (db: Executor, examId: string): Promise<number[]> =>
  (
    await db
      .selectFrom('exams_copy')
      .where('exam_id', '=', examId)
      .where('student_id', 'is not', null)
      .select('student_id')
      .execute()
  ).flatMap(({ student_id }) => (student_id === null ? [] : [student_id]))

export interface NewProposal {
  id: string
  status: ReadingStatus
  confidence: number
  studentId: number | null
  candidates: ReadingCandidate[]
}

export async function saveProposals(db: Executor, proposals: NewProposal[]): Promise<void> {
  if (proposals.length === 0) return
  await sql`
    update identification_ocrresult r set
      status = v.status, confidence = v.confidence, proposed_student_id = s.id, candidates = v.candidates
    from jsonb_to_recordset(${json(proposals)}::jsonb) as v(
      id uuid, status varchar, confidence float8, "studentId" integer, candidates jsonb)
    -- A student deleted meanwhile is proposed no more.
    left join students_student s on s.id = v."studentId"
    where r.id = v.id
  `.execute(db)
}

/** Readings to be made again: those of the copies named, or all of the exam; never of a copy that has its student. */
export const forgetReadings = async (db: Executor, examId: string, copyIds?: string[]): Promise<number> => {
  const { numDeletedRows } = await db
    .deleteFrom('identification_ocrresult')
    .where((eb) =>
      eb(
        'copy_id',
        'in',
        eb
          .selectFrom('exams_copy')
          .select('id')
          .where('exam_id', '=', examId)
          .where('student_id', 'is', null)
          .$if(copyIds !== undefined, (query) => query.where('id', 'in', copyIds ?? [])),
      ),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
