import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeCopyIn, makeId } from './rows.ts'

const TABLES = {
  exams_exam: `
    id uuid not null default gen_random_uuid()
    name varchar(255) not null
    date date not null
    upload_mode varchar(20) not null default 'BATCH_A3'
    students_csv varchar(255)
    pdf_source varchar(255)
    grading_structure jsonb not null default '[]'
    is_processed boolean not null default false
    pages_per_booklet integer not null default 4
    results_released_at timestamptz
    -- not in the schema document:
    anonymity_lifted_at timestamptz
    coefficient numeric(4,2) not null default 1
    created_at timestamptz not null default now()
    header_margin float not null default 0.015
    subject varchar(100)
    primary key (id)
    check exams_exam_coefficient_check
    check exams_exam_grading_structure_check
    check exams_exam_name_check
    check exams_exam_pages_per_booklet_check
    check exams_exam_upload_mode_check
    check exam_header_margin_within
    index (date desc, id)
  `,
  exams_exam_correctors: `
    exam_id uuid not null
    id bigint not null identity
    user_id uuid not null
    primary key (id)
    unique (exam_id, user_id)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    foreign key (user_id) references auth_user(id) on delete cascade
    index (user_id)
  `,
  exams_booklet: `
    id uuid not null default gen_random_uuid()
    exam_id uuid not null
    start_page integer not null
    end_page integer not null
    header_image varchar(255)
    student_name_guess varchar(255)
    pages_images jsonb not null default '[]'
    primary key (id)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    check exams_booklet_check
    check exams_booklet_pages_images_check
    check exams_booklet_start_page_check
    index (exam_id)
  `,
  exams_examdocumentset: `
    id uuid not null default gen_random_uuid()
    exam_id uuid not null
    version integer not null
    is_active boolean not null default true
    -- not in the schema document:
    created_at timestamptz not null default now()
    primary key (id)
    unique (exam_id, version)
    unique index (exam_id) where is_active
    foreign key (exam_id) references exams_exam(id) on delete cascade
    check exams_examdocumentset_version_check
  `,
  exams_examdocument: `
    id uuid not null default gen_random_uuid()
    document_set_id uuid not null
    doc_type varchar(20) not null
    sha256 varchar(64) not null
    -- not in the schema document:
    file varchar(255) not null
    primary key (id)
    unique (document_set_id, doc_type)
    foreign key (document_set_id) references exams_examdocumentset(id) on delete cascade
    check exams_examdocument_doc_type_check
    check exams_examdocument_sha256_check
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    ['exams_exam', { name: '' }, 'exams_exam_name_check'],
    ['exams_exam', { upload_mode: 'BATCH_A5' }, 'exams_exam_upload_mode_check'],
    ['exams_exam', { grading_structure: '{}' }, 'exams_exam_grading_structure_check'],
    ['exams_exam', { pages_per_booklet: 0 }, 'exams_exam_pages_per_booklet_check'],
    ['exams_exam', { pages_per_booklet: 65 }, 'exams_exam_pages_per_booklet_check'],
    ['exams_exam', { coefficient: 0 }, 'exams_exam_coefficient_check'],
    ['exams_exam', { coefficient: 'NaN' }, 'exams_exam_coefficient_check'],
    ['exams_booklet', { start_page: 0 }, 'exams_booklet_start_page_check'],
    ['exams_booklet', { start_page: 5, end_page: 4 }, 'exams_booklet_check'],
    ['exams_booklet', { pages_images: '{}' }, 'exams_booklet_pages_images_check'],
    ['exams_examdocumentset', { version: 0 }, 'exams_examdocumentset_version_check'],
    ['exams_examdocument', { doc_type: 'ANNEXE' }, 'exams_examdocument_doc_type_check'],
    ['exams_examdocument', { sha256: 'A'.repeat(64) }, 'exams_examdocument_sha256_check'],
    ['exams_examdocument', { sha256: 'a'.repeat(63) }, 'exams_examdocument_sha256_check'],
  ])('%s: %o is refused', async (table, change, rule) => {
    expect(await refusal(make(db, table, change))).toBe(rule)
  })

  test.each([
    ['exams_exam', { upload_mode: 'BATCH_A3' }],
    ['exams_exam', { upload_mode: 'INDIVIDUAL_A4' }],
    ['exams_exam', { pages_per_booklet: 1, coefficient: 0.01 }],
    ['exams_exam', { pages_per_booklet: 64, coefficient: 99.99 }],
    ['exams_booklet', { start_page: 1, end_page: 1 }],
    ['exams_examdocument', { doc_type: 'SUJET' }],
    ['exams_examdocument', { doc_type: 'CORRIGE' }],
    ['exams_examdocument', { doc_type: 'BAREME' }],
  ])('%s: %o is accepted', async (table, change) => {
    expect(await make(db, table, change)).toHaveProperty('id')
  })

  test('somebody marks an exam once', async () => {
    const { id, ...row } = await make(db, 'exams_exam_correctors')
    expect(await refusal(make(db, 'exams_exam_correctors', row))).toBe(
      'exams_exam_correctors_exam_id_user_id_key',
    )
  })

  test('document sets: each version once, one active at most; in a set each kind once', async () => {
    const { id, exam_id } = await make(db, 'exams_examdocumentset')
    expect(await refusal(make(db, 'exams_examdocumentset', { exam_id, is_active: false }))).toBe(
      'exams_examdocumentset_exam_id_version_key',
    )
    expect(await refusal(make(db, 'exams_examdocumentset', { exam_id, version: 2 }))).toBe(
      'examdocumentset_one_active',
    )
    await db.update('exams_examdocumentset', id, { is_active: false })
    await make(db, 'exams_examdocumentset', { exam_id, version: 2 })
    await make(db, 'exams_examdocumentset', { exam_id, version: 3, is_active: false })

    await make(db, 'exams_examdocument', { document_set_id: id })
    expect(await refusal(make(db, 'exams_examdocument', { document_set_id: id }))).toBe(
      'exams_examdocument_document_set_id_doc_type_key',
    )
  })

  describe('deletion', () => {
    test('an exam takes along all that is its own', async () => {
      const examId = await makeId(db, 'exams_exam')
      const tables = [
        'exams_exam_correctors',
        'exams_exam_students',
        'exams_booklet',
        'exams_examdocumentset',
        'exams_exampdf',
        'scans_scan',
        'grading_annotationtemplate',
      ]
      for (const table of tables) await make(db, table, { exam_id: examId })
      for (const status of ['STAGING', 'READY', 'GRADED'] as const)
        await makeCopyIn(db, status, { exam_id: examId })
      await db.query('delete from exams_exam where id = $1', [examId])
      for (const table of [...tables, 'exams_copy'])
        expect(await db.query(`select from ${table} where exam_id = $1`, [examId])).toEqual([])
    })

    test('a document set takes its documents along', async () => {
      const { document_set_id } = await make(db, 'exams_examdocument')
      await db.query('delete from exams_examdocumentset where id = $1', [document_set_id])
      expect(
        await db.query('select from exams_examdocument where document_set_id = $1', [document_set_id]),
      ).toEqual([])
    })

    test('somebody who marks exams may go; the exam stays', async () => {
      const { exam_id, user_id } = await make(db, 'exams_exam_correctors')
      await db.query('delete from auth_user where id = $1', [user_id])
      expect(await db.query('select from exams_exam_correctors where exam_id = $1', [exam_id])).toEqual([])
      expect(await db.query('select from exams_exam where id = $1', [exam_id])).toHaveLength(1)
    })

    test('not while results are released', async () => {
      const examId = await makeId(db, 'exams_exam', { results_released_at: 'now' })
      const remove = () => db.query('delete from exams_exam where id = $1', [examId])
      expect(await refusal(remove())).toBe('exam_deleted_unreleased')
      await db.update('exams_exam', examId, { results_released_at: null })
      await remove()
    })

    test('not while a copy is being marked', async () => {
      const copyId = await makeCopyIn(db, 'LOCKED')
      const examOf = '(select exam_id from exams_copy where id = $1)'
      expect(await refusal(db.query(`delete from exams_exam where id = ${examOf}`, [copyId]))).toBe(
        'exam_deleted_unlocked',
      )
      expect(await refusal(db.query('delete from exams_copy where id = $1', [copyId]))).toBe(
        'exam_deleted_unlocked',
      )
    })

    test('not if somebody opens a copy while the exam is being deleted', async () => {
      const copyId = await makeCopyIn(db, 'READY')
      const ownerId = await makeId(db, 'auth_user')
      const marker = await db.connect()
      await marker.query('begin')
      await marker.query(
        `update exams_copy set status = 'LOCKED', locked_at = now(), locked_by_id = $2 where id = $1`,
        [copyId, ownerId],
      )
      await marker.query(
        `insert into grading_copylock (copy_id, owner_id, expires_at) values ($1, $2, now() + interval '30 minutes')`,
        [copyId, ownerId],
      )
      const deletion = refusal(
        db.query('delete from exams_exam where id = (select exam_id from exams_copy where id = $1)', [
          copyId,
        ]),
      )
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      while ((await marker.query(waiting)).rowCount === 0) await setTimeout(5)
      await marker.query('commit')
      expect(await deletion).toBe('exam_deleted_unlocked')
    })
  })
})
