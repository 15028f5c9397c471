import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeCopyIn, makeId } from './rows.ts'

const TABLES = {
  students_student: `
    id integer not null identity
    date_naissance date not null
    first_name varchar(100) not null
    last_name varchar(100) not null
    class_name varchar(50) not null
    email varchar(254)
    user_id uuid
    archived_at timestamptz
    name_key text
    search_text text
    primary key (id)
    unique (last_name, first_name, date_naissance)
    unique (user_id)
    foreign key (user_id) references auth_user(id) on delete set null
    check students_student_first_name_check
    check students_student_last_name_check
    check student_folded_whole
    index (class_name)
    index (id) where (name_key IS NULL)
    index (name_key, id)
  `,
  exams_exam_students: `
    exam_id uuid not null
    id bigint not null identity
    student_id integer not null
    primary key (id)
    unique (exam_id, student_id)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    foreign key (student_id) references students_student(id) on delete cascade
    index (student_id)
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    [{ first_name: '' }, 'students_student_first_name_check'],
    [{ last_name: '' }, 'students_student_last_name_check'],
    [{ date_naissance: null }, 'date_naissance is missing'],
    [{ class_name: null }, 'class_name is missing'],
  ])('a student with %o is refused', async (change, rule) => {
    expect(await refusal(make(db, 'students_student', change))).toBe(rule)
  })

  test('last name, first name and birth date together are one student', async () => {
    const twin = { last_name: 'Martin', first_name: 'Lou', date_naissance: '2009-01-31' }
    await make(db, 'students_student', twin)
    expect(await refusal(make(db, 'students_student', { ...twin, class_name: 'TG2' }))).toBe(
      'students_student_last_name_first_name_date_naissance_key',
    )
    for (const change of [{ last_name: 'Martins' }, { first_name: 'Loup' }, { date_naissance: '2009-01-30' }])
      await make(db, 'students_student', { ...twin, ...change })
  })

  test('what a student is searched by is folded whole or not at all', async () => {
    expect(await refusal(make(db, 'students_student', { name_key: 'martin\tlou' }))).toBe(
      'student_folded_whole',
    )
    expect(await refusal(make(db, 'students_student', { search_text: 'martin lou' }))).toBe(
      'student_folded_whole',
    )
  })

  test('an account belongs to one student; students without one are many', async () => {
    const userId = await makeId(db, 'auth_user')
    await make(db, 'students_student', { user_id: userId })
    expect(await refusal(make(db, 'students_student', { user_id: userId }))).toBe(
      'students_student_user_id_key',
    )
    await make(db, 'students_student', { user_id: null })
    await make(db, 'students_student', { user_id: null })
  })

  test('a student is on a roster once', async () => {
    const { id, ...row } = await make(db, 'exams_exam_students')
    expect(await refusal(make(db, 'exams_exam_students', row))).toBe(
      'exams_exam_students_exam_id_student_id_key',
    )
  })

  describe('deletion', () => {
    test('an account goes, its student stays', async () => {
      const userId = await makeId(db, 'auth_user')
      const studentId = await makeId(db, 'students_student', { user_id: userId })
      await db.query('delete from auth_user where id = $1', [userId])
      expect(await db.query('select user_id from students_student where id = $1', [studentId])).toEqual([
        { user_id: null },
      ])
    })

    test('a student goes; the copies stay, in any state, and are nobody’s', async () => {
      for (const status of ['STAGING', 'READY', 'LOCKED', 'GRADED'] as const) {
        const studentId = await makeId(db, 'students_student')
        const copyId = await makeCopyIn(db, status, { student_id: studentId, is_identified: true })
        await make(db, 'exams_exam_students', { student_id: studentId })
        await db.query('delete from students_student where id = $1', [studentId])
        expect(
          await db.query('select status, student_id, is_identified from exams_copy where id = $1', [copyId]),
        ).toEqual([{ status, student_id: null, is_identified: false }])
        expect(await db.query('select from exams_exam_students where student_id = $1', [studentId])).toEqual(
          [],
        )
      }
    })

    test('an exam takes its roster along, not the students', async () => {
      const { exam_id, student_id } = await make(db, 'exams_exam_students')
      await db.query('delete from exams_exam where id = $1', [exam_id])
      expect(await db.query('select from exams_exam_students where exam_id = $1', [exam_id])).toEqual([])
      expect(await db.query('select from students_student where id = $1', [student_id])).toHaveLength(1)
    })
  })
})
