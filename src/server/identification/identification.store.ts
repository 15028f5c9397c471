import { sql } from 'kysely'
import type { ReadingCandidate } from '#domain/header-fields.ts'
import type { Executor } from '#server/db/database.ts'

/** How the page of the header is turned, and whether its scan has its fine images: those of a header are coarse until then. */
const headerVersion = sql<string | null>`(
  select p.rotation || case when s.timings ? 'derivedImagesMs' then '-150' else '-75' end
  from scans_page p join scans_scan s on s.id = p.scan_id
  where p.copy_id = c.id order by p.position limit 1
)`.as('header_version')

const copiesWithStudents = (db: Executor) =>
  db
    .selectFrom('exams_copy as c')
    .leftJoin('students_student as s', 's.id', 'c.student_id')
    .select((eb) => [
      'c.id as copy_id',
      'c.exam_id',
      'c.anonymous_id',
      'c.status',
      's.id',
      's.last_name',
      's.first_name',
      's.date_naissance',
      's.class_name',
      's.email',
      's.user_id',
      eb
        .selectFrom('scans_page as p')
        .whereRef('p.copy_id', '=', 'c.id')
        .select('p.id')
        .orderBy('p.position')
        .limit(1)
        .as('header_page_id'),
      headerVersion,
    ])

export type CopyRow = Awaited<ReturnType<typeof listCopies>>[number]

/** In scan order. */
export const listCopies = (db: Executor, examId: string) =>
  copiesWithStudents(db).where('c.exam_id', '=', examId).orderBy('c.position').orderBy('c.id').execute()

export const findCopyWithStudent = (db: Executor, copyId: string) =>
  copiesWithStudents(db).where('c.id', '=', copyId).executeTakeFirst()

/** Keeps the exam from being released or deleted until the transaction ends; other copies of it may be identified meanwhile. */
export const holdExamOf = (db: Executor, copyId: string) =>
  db
    .selectFrom('exams_exam as e')
    .where('e.id', '=', (eb) => eb.selectFrom('exams_copy').where('id', '=', copyId).select('exam_id'))
    .select(['e.id', 'e.results_released_at'])
    .forShare()
    .executeTakeFirst()

/** Locks the row, so that what is checked still holds when it is written. */
export const findCopyForUpdate = (db: Executor, copyId: string) =>
  db
    .selectFrom('exams_copy')
    .where('id', '=', copyId)
    .select(['id', 'exam_id', 'student_id', 'status'])
    .forUpdate()
    .executeTakeFirst()

export const isOnRoster = async (db: Executor, examId: string, studentId: number): Promise<boolean> =>
  (await db
    .selectFrom('exams_exam_students')
    .where('exam_id', '=', examId)
    .where('student_id', '=', studentId)
    .select('id')
    .executeTakeFirst()) !== undefined

/** The copy of the exam that is already this student's. */
export const findCopyOfStudent = (db: Executor, examId: string, studentId: number) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('students_student as s', 's.id', 'c.student_id')
    .where('c.exam_id', '=', examId)
    .where('c.student_id', '=', studentId)
    .select(['c.anonymous_id', sql<string>`s.first_name || ' ' || s.last_name`.as('student')])
    .executeTakeFirst()

export const setStudent = (db: Executor, copyId: string, studentId: number | null) =>
  db
    .updateTable('exams_copy')
    .set({ student_id: studentId, is_identified: studentId !== null })
    .where('id', '=', copyId)
    .execute()

/** Who has a copy of the exam, and which. */
export const listTakers = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('student_id', 'is not', null)
    .select(['id', 'student_id'])
    .execute()

/** What was read in the headers, of the whole exam or of one copy; a student who has left the roster is proposed no more. */
export const listReadings = (db: Executor, examId: string, copyId: string | null) =>
  db
    .selectFrom('identification_ocrresult as r')
    .innerJoin('exams_copy as c', 'c.id', 'r.copy_id')
    .leftJoin('exams_exam_students as es', (join) =>
      join.onRef('es.student_id', '=', 'r.proposed_student_id').onRef('es.exam_id', '=', 'c.exam_id'),
    )
    // Of the page as it was read: of another one the places would not be right.
    .leftJoin('scans_page as p', (join) =>
      join
        .onRef('p.id', '=', 'r.page_id')
        .onRef('p.copy_id', '=', 'c.id')
        .onRef('p.rotation', '=', 'r.rotation')
        .on('p.position', '=', 0),
    )
    .where('c.exam_id', '=', examId)
    .select([
      'r.copy_id',
      'r.fields',
      'p.id as page_id',
      'p.header_box',
      'r.status',
      'r.confidence',
      'r.detected_text',
      'es.student_id as proposed_student_id',
      sql<ReadingCandidate[]>`jsonb_path_query_array(r.candidates, '$[0 to 9]')`.as('candidates'),
    ])
    .$if(copyId !== null, (readings) => readings.where('r.copy_id', '=', copyId))
    .execute()

/** What the machine said of a copy, for the journal. */
export const findProposal = (db: Executor, copyId: string) =>
  db
    .selectFrom('identification_ocrresult')
    .where('copy_id', '=', copyId)
    .select(['proposed_student_id', 'confidence'])
    .executeTakeFirst()

/** The file that each copy begins with, for copies scanned one file a student; of the whole exam or of one copy. */
export const listCopyFiles = (db: Executor, examId: string, copyId: string | null) =>
  db
    .selectFrom('exams_copy as c')
    .innerJoin('scans_page as p', 'p.copy_id', 'c.id')
    .innerJoin('exams_exampdf as f', 'f.scan_id', 'p.scan_id')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('c.exam_id', '=', examId)
    .$if(copyId !== null, (files) => files.where('c.id', '=', copyId))
    .distinctOn('c.id')
    .orderBy('c.id')
    .orderBy('p.position')
    .select(['c.id as copy_id', 'f.student_identifier', 's.file_name'])
    .execute()

export const findExamName = async (db: Executor, examId: string): Promise<string | undefined> =>
  (await db.selectFrom('exams_exam').where('id', '=', examId).select('name').executeTakeFirst())?.name
