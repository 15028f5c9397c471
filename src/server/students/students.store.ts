import { sql } from 'kysely'
import type { NewStudent } from '#contract/students.ts'
import { nameKey } from '#domain/names.ts'
import type { Executor, Trx } from '#server/db/database.ts'
import { searchTextOf } from './student-search.ts'

const COLUMNS = [
  's.id',
  's.last_name',
  's.first_name',
  's.date_naissance',
  's.class_name',
  's.email',
  's.user_id',
] as const
export type StudentRow = Awaited<ReturnType<typeof listRoster>>[number]
export type SchoolStudentRow = Awaited<ReturnType<typeof listPage>>[number]

/** Lets readers through, and other writers of students wait: two at once would each create the same newcomer. */
export const lockStudents = (trx: Trx) =>
  sql`lock table students_student in share row exclusive mode`.execute(trx)

export const listRoster = (db: Executor, examId: string) =>
  db
    .selectFrom('students_student as s')
    .innerJoin('exams_exam_students as es', 'es.student_id', 's.id')
    .where('es.exam_id', '=', examId)
    .select(COLUMNS)
    .orderBy('s.last_name')
    .orderBy('s.first_name')
    .orderBy('s.id')
    .execute()

const schoolStudents = (db: Executor) =>
  db
    .selectFrom('students_student as s')
    .select((eb) => [
      ...COLUMNS,
      's.archived_at',
      's.name_key',
      eb
        .exists(
          eb
            .selectFrom('students_student as h')
            .whereRef('h.name_key', '=', 's.name_key')
            .whereRef('h.id', '<>', 's.id')
            .where('h.archived_at', 'is', null)
            .select('h.id'),
        )
        .as('is_homonym'),
    ])

export interface StudentFilter {
  /** What must be found in the folded text, each at the beginning of a word. */
  wanted: string[]
  className?: string | undefined
  archived: boolean
}

const matching = ({ wanted, className, archived }: StudentFilter) =>
  sql<boolean>`${sql.join(
    [
      archived ? sql`s.archived_at is not null` : sql`s.archived_at is null`,
      ...(className === undefined ? [] : [sql`s.class_name = ${className}`]),
      // Folded text holds letters, digits and spaces: nothing that `like` reads otherwise.
      ...wanted.map((text) => sql`' ' || s.search_text like ${`% ${text}%`}`),
    ],
    sql` and `,
  )}`

/** By name, from the one after `after`. */
export const listPage = (
  db: Executor,
  filter: StudentFilter,
  { after, limit }: { after?: number | undefined; limit: number },
) =>
  schoolStudents(db)
    .where(matching(filter))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(s.name_key, s.id) > (select name_key, id from students_student where id = ${after})`,
      ),
    )
    .orderBy('s.name_key')
    .orderBy('s.id')
    .limit(limit)
    .execute()

export async function countMatching(db: Executor, filter: StudentFilter): Promise<number> {
  const { count } = await db
    .selectFrom('students_student as s')
    .where(matching(filter))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export const listClasses = (db: Executor, archived: boolean) =>
  db
    .selectFrom('students_student')
    .where('archived_at', archived ? 'is not' : 'is', null)
    .groupBy('class_name')
    .select((eb) => ['class_name as className', eb.fn.countAll<number>().as('students')])
    .orderBy('class_name')
    .execute()

export const findSchoolStudent = (db: Executor, id: number) =>
  schoolStudents(db).where('s.id', '=', id).executeTakeFirst()

export const findByIds = (db: Executor, ids: number[]) =>
  schoolStudents(db).where('s.id', '=', sql<number>`any(${ids}::int[])`).execute()

export const findByBirthDates = (db: Executor, birthDates: string[]) =>
  schoolStudents(db).where('s.date_naissance', '=', sql<string>`any(${birthDates}::date[])`).execute()

/** Who has not left and bears these names. */
export const findByNameKeys = (db: Executor, keys: string[]) =>
  schoolStudents(db)
    .where('s.name_key', '=', sql<string>`any(${keys}::text[])`)
    .where('s.archived_at', 'is', null)
    .orderBy('s.id')
    .execute()

/** Who is in these classes and has not left. */
export const listIdsOfClasses = async (db: Executor, classNames: string[]): Promise<number[]> =>
  (
    await db
      .selectFrom('students_student')
      .where('class_name', '=', sql<string>`any(${classNames})`)
      .where('archived_at', 'is', null)
      .select('id')
      .orderBy('id')
      .execute()
  ).map(({ id }) => id)

const written = (student: NewStudent) => ({
  last_name: student.lastName,
  first_name: student.firstName,
  date_naissance: student.birthDate,
  class_name: student.className,
  email: student.email,
  name_key: nameKey(student),
  search_text: searchTextOf(student),
})

export async function insertStudent(db: Executor, student: NewStudent): Promise<number> {
  const { id } = await db
    .insertInto('students_student')
    .values(written(student))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export const updateStudent = (db: Executor, id: number, student: NewStudent) =>
  db.updateTable('students_student').set(written(student)).where('id', '=', id).execute()

/** Archives, or takes out of the archive; answers with those for whom that changed something. */
export const setArchived = async (db: Executor, ids: number[], archived: boolean): Promise<number[]> =>
  (
    await db
      .updateTable('students_student')
      .set({ archived_at: archived ? sql<Date>`now()` : null })
      .where('id', '=', sql<number>`any(${ids}::int[])`)
      .where('archived_at', archived ? 'is' : 'is not', null)
      .returning('id')
      .execute()
  ).map(({ id }) => id)

export const listUnfolded = (db: Executor) =>
  db.selectFrom('students_student as s').where('s.name_key', 'is', null).select(COLUMNS).execute()

/** Of rows that were not written here: what they are sorted and searched by. */
export const saveFolded = (db: Executor, students: Array<NewStudent & { id: number }>) =>
  sql`
    update students_student s set name_key = f.name_key, search_text = f.search_text
    from unnest(
      ${students.map(({ id }) => id)}::int[], ${students.map(nameKey)}::text[], ${students.map(searchTextOf)}::text[]
    ) as f (id, name_key, search_text)
    where s.id = f.id and s.name_key is null
  `.execute(db)
