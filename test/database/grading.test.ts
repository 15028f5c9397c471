import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make } from './rows.ts'

const TABLES = {
  grading_annotation: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    page_index integer not null
    x float not null
    y float not null
    w float not null
    h float not null
    content text
    type varchar(20) not null
    score_delta numeric(6,2)
    created_by_id uuid not null
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()
    -- not in the schema document:
    question_id varchar(255)
    primary key (id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    foreign key (created_by_id) references auth_user(id) on delete restrict
    check annotation_within_page
    check grading_annotation_h_check
    check grading_annotation_page_index_check
    check grading_annotation_score_delta_check
    check grading_annotation_type_check
    check grading_annotation_w_check
    check grading_annotation_x_check
    check grading_annotation_y_check
    index (copy_id, page_index)
    index (created_by_id)
  `,
  grading_copylock: `
    id integer not null identity
    copy_id uuid not null
    owner_id uuid not null
    token uuid not null default gen_random_uuid()
    locked_at timestamptz not null default now()
    expires_at timestamptz not null
    primary key (id)
    unique (copy_id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    foreign key (owner_id) references auth_user(id) on delete restrict
    check grading_copylock_check
    index (expires_at)
    index (owner_id)
  `,
  grading_draftstate: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    owner_id uuid not null
    payload jsonb not null default '{}'
    lock_token uuid
    client_id uuid
    version integer not null default 1
    updated_at timestamptz not null default now()
    primary key (id)
    unique (copy_id, owner_id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    foreign key (owner_id) references auth_user(id) on delete cascade
    check grading_draftstate_payload_check
    check grading_draftstate_version_check
    index (owner_id)
  `,
  grading_questionremark: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    question_id varchar(255) not null
    remark text
    primary key (id)
    unique (copy_id, question_id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    check grading_questionremark_question_id_check
  `,
  grading_score: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    scores_data jsonb not null
    primary key (id)
    unique (copy_id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    check grading_score_scores_data_check
  `,
  grading_annotationtemplate: `
    id uuid not null default gen_random_uuid()
    exam_id uuid not null
    text text not null
    criterion_type varchar(20) not null
    primary key (id)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    check grading_annotationtemplate_criterion_type_check
    check grading_annotationtemplate_text_check
    index (exam_id, criterion_type)
  `,
  grading_userannotation: `
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    text text not null
    usage_count integer not null default 0
    primary key (id)
    foreign key (user_id) references auth_user(id) on delete cascade
    check grading_userannotation_text_check
    check grading_userannotation_usage_count_check
    index (user_id, usage_count desc)
  `,
  grading_finalpdf: `
    copy_id uuid not null
    file varchar(255) not null
    id uuid not null default gen_random_uuid()
    made_at timestamptz not null default now()
    made_by_id uuid not null
    sha256 varchar(64) not null
    primary key (id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    foreign key (made_by_id) references auth_user(id) on delete restrict
    check grading_finalpdf_sha256_check
    index (copy_id, made_at)
    index (made_by_id)
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  const annotation = 'grading_annotation'
  test.each([
    [annotation, { page_index: -1 }, 'grading_annotation_page_index_check'],
    [annotation, { x: -0.001 }, 'grading_annotation_x_check'],
    [annotation, { y: -0.001 }, 'grading_annotation_y_check'],
    [annotation, { w: -0.001 }, 'grading_annotation_w_check'],
    [annotation, { h: -0.001 }, 'grading_annotation_h_check'],
    [annotation, { x: 0.81, w: 0.2 }, 'annotation_within_page'],
    [annotation, { y: 0.81, h: 0.2 }, 'annotation_within_page'],
    [annotation, { type: 'comment' }, 'grading_annotation_type_check'],
    [annotation, { score_delta: 'NaN' }, 'grading_annotation_score_delta_check'],
    ['grading_copylock', { locked_at: '2026-01-02', expires_at: '2026-01-02' }, 'grading_copylock_check'],
    ['grading_draftstate', { payload: '[]' }, 'grading_draftstate_payload_check'],
    ['grading_draftstate', { version: 0 }, 'grading_draftstate_version_check'],
    ['grading_questionremark', { question_id: '' }, 'grading_questionremark_question_id_check'],
    ['grading_score', { scores_data: '[]' }, 'grading_score_scores_data_check'],
    ['grading_score', { scores_data: null }, 'scores_data is missing'],
    ['grading_annotationtemplate', { text: '' }, 'grading_annotationtemplate_text_check'],
    [
      'grading_annotationtemplate',
      { criterion_type: 'ORTHOGRAPHE' },
      'grading_annotationtemplate_criterion_type_check',
    ],
    ['grading_userannotation', { text: '' }, 'grading_userannotation_text_check'],
    ['grading_userannotation', { usage_count: -1 }, 'grading_userannotation_usage_count_check'],
    ['grading_finalpdf', { sha256: 'g'.repeat(64) }, 'grading_finalpdf_sha256_check'],
  ])('%s: %o is refused', async (table, change, rule) => {
    expect(await refusal(make(db, table, change))).toBe(rule)
  })

  // What is out of range alone would also reach over the edge of the page; either rule may speak first.
  test.each(['x', 'y', 'w', 'h'])(
    'annotation: %s above 1, infinite or not a number is refused',
    async (name) => {
      for (const value of [1.001, 'Infinity', 'NaN'])
        expect(await refusal(make(db, annotation, { x: 0, y: 0, w: 0, h: 0, [name]: value }))).toMatch(
          new RegExp(`^(annotation_within_page|grading_annotation_${name}_check)$`),
        )
    },
  )

  test.each([
    [annotation, { x: 0, y: 0, w: 1, h: 1 }],
    [annotation, { x: 1, y: 1, w: 0, h: 0 }],
    [annotation, { type: 'COMMENT' }],
    [annotation, { type: 'HIGHLIGHT' }],
    [annotation, { type: 'ERROR', score_delta: -0.25 }],
    [annotation, { type: 'BONUS', score_delta: 0.5 }],
    ['grading_draftstate', { version: 1 }],
    ['grading_annotationtemplate', { criterion_type: 'METHODE' }],
    ['grading_annotationtemplate', { criterion_type: 'RESULTAT' }],
    ['grading_annotationtemplate', { criterion_type: 'REDACTION' }],
    ['grading_annotationtemplate', { criterion_type: 'PRESENTATION' }],
    ['grading_annotationtemplate', { criterion_type: 'AUTRE' }],
    ['grading_userannotation', { usage_count: 0 }],
  ])('%s: %o is accepted', async (table, change) => {
    expect(await make(db, table, change)).toHaveProperty('id')
  })

  test('half and quarter points are kept exactly', async () => {
    expect(await make(db, annotation, { score_delta: '-1.25' })).toMatchObject({ score_delta: '-1.25' })
  })

  test.each([
    ['grading_draftstate', ['copy_id', 'owner_id'], 'grading_draftstate_copy_id_owner_id_key'],
    ['grading_questionremark', ['copy_id', 'question_id'], 'grading_questionremark_copy_id_question_id_key'],
    ['grading_score', ['copy_id'], 'grading_score_copy_id_key'],
  ])('%s: one for each %o', async (table, columns, rule) => {
    const row = await make(db, table)
    const same = Object.fromEntries(columns.map((name) => [name, row[name]]))
    expect(await refusal(make(db, table, same))).toBe(rule)
    for (const name of columns) {
      const { [name]: _, ...others } = same
      await make(db, table, { ...others, ...(name === 'question_id' && { question_id: 'ex2' }) })
    }
  })

  describe('deletion', () => {
    test.each([
      [annotation, 'created_by_id'],
      ['grading_finalpdf', 'made_by_id'],
    ])('whoever %s is by cannot go', async (table, column) => {
      const row = await make(db, table)
      expect(await refusal(db.query('delete from auth_user where id = $1', [row[column]]))).toBe(
        `${table}_${column}_fkey`,
      )
    })

    test.each([
      ['grading_draftstate', 'owner_id'],
      ['grading_userannotation', 'user_id'],
    ])('%s goes with its owner', async (table, column) => {
      const row = await make(db, table)
      await db.query('delete from auth_user where id = $1', [row[column]])
      expect(await db.query(`select from ${table} where id = $1`, [row.id])).toEqual([])
    })
  })

  test('a draft only moves forward', async () => {
    const { id } = await make(db, 'grading_draftstate', { version: 3 })
    for (const version of [3, 2])
      expect(await refusal(db.update('grading_draftstate', id, { version, payload: '{"late":1}' }))).toBe(
        'draft_version_increases',
      )
    expect(await refusal(db.update('grading_draftstate', id, { payload: '{"late":1}' }))).toBe(
      'draft_version_increases',
    )
    await db.update('grading_draftstate', id, { version: 4 })
  })
})
