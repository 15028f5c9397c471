import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeCopyIn, makeId } from './rows.ts'

const TABLES = {
  exams_copy: `
    id uuid not null default gen_random_uuid()
    exam_id uuid not null
    student_id integer
    anonymous_id varchar(50) not null
    pdf_source varchar(255)
    final_pdf varchar(255)
    status varchar(20) not null default 'STAGING'
    is_identified boolean not null default false
    assigned_corrector_id uuid
    subject_variant varchar(1)
    global_appreciation text
    validated_at timestamptz
    locked_at timestamptz
    locked_by_id uuid
    graded_at timestamptz
    -- not in the schema document:
    accepted boolean not null default false
    hand_out_order float not null default random()
    position integer not null default 0
    primary key (id)
    unique (anonymous_id)
    unique (exam_id, student_id)
    foreign key (assigned_corrector_id) references auth_user(id) on delete set null
    foreign key (exam_id) references exams_exam(id) on delete cascade
    foreign key (locked_by_id) references auth_user(id) on delete restrict
    foreign key (student_id) references students_student(id) on delete set null
    check copy_graded_has_final_pdf
    check copy_graded_stamp
    check copy_identified_has_student
    check copy_locked_has_owner
    check copy_locked_stamp
    check copy_status_known
    check copy_validated_stamp
    check exams_copy_anonymous_id_check
    check exams_copy_subject_variant_check
    index (assigned_corrector_id, exam_id, hand_out_order)
    index (exam_id, "position")
    index (exam_id, status)
    index (locked_by_id)
    index (student_id)
  `,
  exams_copy_booklets: `
    booklet_id uuid not null
    copy_id uuid not null
    id bigint not null identity
    primary key (id)
    unique (copy_id, booklet_id)
    foreign key (booklet_id) references exams_booklet(id) on delete cascade
    foreign key (copy_id) references exams_copy(id) on delete cascade
    index (booklet_id)
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    [{ anonymous_id: '' }, 'exams_copy_anonymous_id_check'],
    [{ subject_variant: 'C' }, 'exams_copy_subject_variant_check'],
    [{ status: 'DONE', validated_at: 'now' }, 'copy_status_known'],
    [{ is_identified: true }, 'copy_identified_has_student'],
    [{ student_id: '$students_student' }, 'copy_identified_has_student'],
    [{ validated_at: 'now' }, 'copy_validated_stamp'],
    [{ status: 'READY' }, 'copy_validated_stamp'],
    [{ status: 'LOCKED', validated_at: 'now', locked_at: 'now' }, 'copy_locked_has_owner'],
    [{ locked_by_id: '$auth_user' }, 'copy_locked_has_owner'],
    [{ status: 'LOCKED', validated_at: 'now', locked_by_id: '$auth_user' }, 'copy_locked_stamp'],
    [{ status: 'GRADED', validated_at: 'now', final_pdf: 'final.pdf' }, 'copy_graded_stamp'],
    [{ graded_at: 'now' }, 'copy_graded_stamp'],
    [{ status: 'GRADED', validated_at: 'now', graded_at: 'now' }, 'copy_graded_has_final_pdf'],
    [{ final_pdf: 'final.pdf' }, 'copy_graded_has_final_pdf'],
  ])('a copy with %o is refused', async (change, rule) => {
    expect(await refusal(make(db, 'exams_copy', change))).toBe(rule)
  })

  test.each([
    [{ subject_variant: 'A' }],
    [{ subject_variant: 'B' }],
    [{ is_identified: true, student_id: '$students_student' }],
    [{ status: 'READY', validated_at: 'now' }],
    [{ status: 'GRADED', validated_at: 'now', graded_at: 'now', final_pdf: 'final.pdf' }],
  ])('a copy with %o is accepted', async (change) => {
    expect(await make(db, 'exams_copy', change)).toMatchObject({ locked_by_id: null })
  })

  test('a marked copy cannot lose its final PDF, another cannot get one', async () => {
    const graded = await makeCopyIn(db, 'GRADED')
    expect(await refusal(db.update('exams_copy', graded, { final_pdf: null }))).toBe(
      'copy_graded_has_final_pdf',
    )
    const ready = await makeCopyIn(db, 'READY')
    expect(await refusal(db.update('exams_copy', ready, { final_pdf: 'final.pdf' }))).toBe(
      'copy_graded_has_final_pdf',
    )
  })

  test('a number of anonymity is given once, in all exams', async () => {
    const { anonymous_id } = await make(db, 'exams_copy')
    expect(await refusal(make(db, 'exams_copy', { anonymous_id }))).toBe('exams_copy_anonymous_id_key')
  })

  test('a student has one copy per exam; copies of nobody are many', async () => {
    const theirs = { student_id: await makeId(db, 'students_student'), is_identified: true }
    const { exam_id } = await make(db, 'exams_copy', theirs)
    expect(await refusal(make(db, 'exams_copy', { exam_id, ...theirs }))).toBe('copy_student_once_per_exam')
    await make(db, 'exams_copy', theirs)
    await make(db, 'exams_copy', { exam_id })
    await make(db, 'exams_copy', { exam_id })
  })

  test('a booklet is in a copy once', async () => {
    const { id, ...row } = await make(db, 'exams_copy_booklets')
    expect(await refusal(make(db, 'exams_copy_booklets', row))).toBe(
      'exams_copy_booklets_copy_id_booklet_id_key',
    )
  })

  describe('deletion', () => {
    test('a copy takes along all that is its own', async () => {
      const copyId = await makeId(db, 'exams_copy')
      const tables = [
        'exams_copy_booklets',
        'grading_annotation',
        'grading_gradingevent',
        'grading_draftstate',
        'grading_questionremark',
        'grading_score',
        'grading_finalpdf',
        'identification_ocrresult',
      ]
      for (const table of tables) await make(db, table, { copy_id: copyId })
      await db.query('delete from exams_copy where id = $1', [copyId])
      for (const table of tables)
        expect(await db.query(`select from ${table} where copy_id = $1`, [copyId])).toEqual([])
    })

    test('a booklet leaves its copy, not the other way round', async () => {
      const { copy_id, booklet_id } = await make(db, 'exams_copy_booklets')
      await db.query('delete from exams_booklet where id = $1', [booklet_id])
      expect(await db.query('select from exams_copy_booklets where copy_id = $1', [copy_id])).toEqual([])
      expect(await db.query('select from exams_copy where id = $1', [copy_id])).toHaveLength(1)
    })

    test('whoever a copy was handed to may go; whoever has it open may not', async () => {
      const copyId = await makeCopyIn(db, 'READY', { assigned_corrector_id: '$auth_user' })
      await db.query(
        'delete from auth_user where id = (select assigned_corrector_id from exams_copy where id = $1)',
        [copyId],
      )
      expect(await db.query('select assigned_corrector_id from exams_copy where id = $1', [copyId])).toEqual([
        { assigned_corrector_id: null },
      ])
      const ownerId = await makeId(db, 'auth_user')
      await makeCopyIn(db, 'LOCKED', { ownerId })
      expect(await refusal(db.query('delete from auth_user where id = $1', [ownerId]))).toMatch(
        /^(exams_copy_locked_by_id_fkey|grading_copylock_owner_id_fkey)$/,
      )
    })
  })
})
