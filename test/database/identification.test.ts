import { expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeId } from './rows.ts'

const TABLES = {
  identification_ocrresult: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    detected_text text not null
    confidence float not null
    -- not in the schema document:
    candidates jsonb not null default '[]'
    page_id uuid
    rotation smallint
    fields jsonb not null default '[]'
    signal bytea
    scored_for varchar(64)
    status varchar(10) not null default 'none'
    proposed_student_id integer
    read_at timestamptz not null default clock_timestamp()
    primary key (id)
    unique (copy_id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    foreign key (page_id) references scans_page(id) on delete set null
    foreign key (proposed_student_id) references students_student(id) on delete set null
    index (page_id)
    index (proposed_student_id)
    check identification_ocrresult_rotation_check
    check identification_ocrresult_fields_check
    check reading_status_known
    check reading_none_names_nobody
    check identification_ocrresult_candidates_check
    check identification_ocrresult_confidence_check
  `,
  identification_headerlayout: `
    -- not in the schema document:
    exam_id uuid not null
    sample_page_id uuid
    fields jsonb not null
    updated_by_id uuid not null
    updated_at timestamptz not null default clock_timestamp()
    primary key (exam_id)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    foreign key (sample_page_id) references scans_page(id) on delete set null
    foreign key (updated_by_id) references auth_user(id) on delete restrict
    index (sample_page_id)
    index (updated_by_id)
    check identification_headerlayout_fields_check
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    [{ confidence: -0.001 }, 'identification_ocrresult_confidence_check'],
    [{ confidence: 1.001 }, 'identification_ocrresult_confidence_check'],
    [{ confidence: 'NaN' }, 'identification_ocrresult_confidence_check'],
    [{ confidence: null }, 'confidence is missing'],
    [{ detected_text: null }, 'detected_text is missing'],
    [{ candidates: '{}' }, 'identification_ocrresult_candidates_check'],
    [{ fields: '{}' }, 'identification_ocrresult_fields_check'],
    [{ rotation: 45 }, 'identification_ocrresult_rotation_check'],
    [{ status: 'sure' }, 'reading_status_known'],
  ])('a reading with %o is refused', async (change, rule) => {
    expect(await refusal(make(db, 'identification_ocrresult', change))).toBe(rule)
  })

  test('a reading may be wholly unsure or wholly sure', async () => {
    await make(db, 'identification_ocrresult', { confidence: 0 })
    await make(db, 'identification_ocrresult', { confidence: 1 })
  })

  test('a copy is read once', async () => {
    const { copy_id } = await make(db, 'identification_ocrresult')
    expect(await refusal(make(db, 'identification_ocrresult', { copy_id }))).toBe(
      'identification_ocrresult_copy_id_key',
    )
  })

  test('a reading that proposes nobody names nobody; one may lose the student it named', async () => {
    const named = { proposed_student_id: await makeId(db, 'students_student') }
    expect(await refusal(make(db, 'identification_ocrresult', { ...named, status: 'none' }))).toBe(
      'reading_none_names_nobody',
    )
    const id = await makeId(db, 'identification_ocrresult', { ...named, status: 'certain' })
    await db.query('delete from students_student where id = $1', [named.proposed_student_id])
    expect(
      await db.query('select status, proposed_student_id from identification_ocrresult where id = $1', [id]),
    ).toEqual([{ status: 'certain', proposed_student_id: null }])
  })

  test('the fields of a header are outlined once an exam, at least one, and go with it', async () => {
    expect(await refusal(make(db, 'identification_headerlayout', { fields: '[]' }))).toBe(
      'identification_headerlayout_fields_check',
    )
    const { exam_id } = await make(db, 'identification_headerlayout')
    expect(await refusal(make(db, 'identification_headerlayout', { exam_id }))).toBe(
      'identification_headerlayout_pkey',
    )
    await db.query('delete from exams_exam where id = $1', [exam_id])
    expect(await db.query('select from identification_headerlayout where exam_id = $1', [exam_id])).toEqual(
      [],
    )
  })

  test('a reading goes with its copy', async () => {
    const { copy_id } = await make(db, 'identification_ocrresult')
    await db.query('delete from exams_copy where id = $1', [copy_id])
    expect(await db.query('select from identification_ocrresult where copy_id = $1', [copy_id])).toEqual([])
  })
})
