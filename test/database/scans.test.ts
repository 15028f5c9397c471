import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeId } from './rows.ts'

const TABLES = {
  exams_exampdf: `
    id uuid not null default gen_random_uuid()
    exam_id uuid not null
    pdf_file varchar(255) not null
    student_identifier varchar(255)
    uploaded_at timestamptz not null default now()
    -- not in the schema document:
    scan_id uuid
    primary key (id)
    unique (scan_id)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    foreign key (scan_id) references scans_scan(id) on delete cascade
    index (exam_id)
  `,
  scans_scan: `
    byte_size bigint not null
    error_code varchar(50)
    error_detail text
    error_page integer
    exam_id uuid not null
    file_name varchar(255) not null
    finished_at timestamptz
    id uuid not null default gen_random_uuid()
    page_count integer
    pages_done integer not null default 0
    problems jsonb not null default '[]'
    seconds_per_page real
    sha256 varchar(64) not null
    started_at timestamptz
    status varchar(20) not null default 'QUEUED'
    storage_key varchar(255) not null
    timings jsonb not null default '{}'
    uploaded_at timestamptz not null default clock_timestamp()
    uploaded_by_id uuid not null
    primary key (id)
    unique (exam_id, sha256)
    foreign key (exam_id) references exams_exam(id) on delete cascade
    foreign key (uploaded_by_id) references auth_user(id) on delete restrict
    check scan_error_says_why
    check scan_finished_stamp
    check scan_pages_done_within
    check scan_status_known
    check scans_scan_byte_size_check
    check scans_scan_page_count_check
    check scans_scan_pages_done_check
    check scans_scan_problems_check
    check scans_scan_seconds_per_page_check
    check scans_scan_sha256_check
    index (exam_id, uploaded_at)
    index (status)
    index (storage_key)
    index (uploaded_by_id)
  `,
  scans_page: `
    analysis jsonb not null
    bin_reason varchar(50)
    blank boolean not null default false
    booklet_id uuid
    box_h float not null
    box_w float not null
    box_x float not null
    box_y float not null
    copy_id uuid
    half varchar(5) not null
    header_box jsonb
    height_px integer not null
    id uuid not null default gen_random_uuid()
    number_readings jsonb
    position integer
    rotation smallint not null default 0
    scan_id uuid not null
    sheet_key varchar(255) not null
    source_page integer not null
    width_px integer not null
    primary key (id)
    unique (copy_id, "position") deferrable initially deferred
    unique (scan_id, source_page, half)
    foreign key (booklet_id) references exams_booklet(id) on delete set null
    foreign key (copy_id) references exams_copy(id) deferrable initially deferred
    foreign key (scan_id) references scans_scan(id) on delete cascade
    check page_box_within
    check page_number_readings_listed
    check page_placed_has_position
    check page_placed_or_binned
    check scans_page_half_check
    check scans_page_height_px_check
    check scans_page_position_check
    check scans_page_rotation_check
    check scans_page_source_page_check
    check scans_page_width_px_check
    index (booklet_id)
    index (scan_id) where ((copy_id IS NULL) AND (bin_reason IS NULL))
    index (scan_id) where ((number_readings IS NULL) AND (copy_id IS NOT NULL) AND (NOT blank))
  `,
}

const ENDED = { finished_at: 'now' }

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    ['scans_scan', { sha256: 'A'.repeat(64) }, 'scans_scan_sha256_check'],
    ['scans_scan', { byte_size: 0 }, 'scans_scan_byte_size_check'],
    ['scans_scan', { page_count: 0 }, 'scans_scan_page_count_check'],
    ['scans_scan', { pages_done: -1 }, 'scans_scan_pages_done_check'],
    ['scans_scan', { page_count: 4, pages_done: 5 }, 'scan_pages_done_within'],
    ['scans_scan', { problems: '{}' }, 'scans_scan_problems_check'],
    ['scans_scan', { status: 'LOST' }, 'scan_status_known'],
    ['scans_scan', { status: 'REFUSED', ...ENDED }, 'scan_error_says_why'],
    ['scans_scan', { status: 'FAILED', ...ENDED }, 'scan_error_says_why'],
    ['scans_scan', { error_code: 'pdf_damaged' }, 'scan_error_says_why'],
    ['scans_scan', { status: 'DONE' }, 'scan_finished_stamp'],
    ['scans_scan', { status: 'SPLITTING', ...ENDED }, 'scan_finished_stamp'],
    ['scans_page', { source_page: 0 }, 'scans_page_source_page_check'],
    ['scans_page', { half: 'top' }, 'scans_page_half_check'],
    ['scans_page', { width_px: 0 }, 'scans_page_width_px_check'],
    ['scans_page', { height_px: 0 }, 'scans_page_height_px_check'],
    ['scans_page', { rotation: 45 }, 'scans_page_rotation_check'],
    ['scans_page', { box_x: -0.001 }, 'page_box_within'],
    ['scans_page', { box_y: -0.001 }, 'page_box_within'],
    ['scans_page', { box_w: 0 }, 'page_box_within'],
    ['scans_page', { box_h: 0 }, 'page_box_within'],
    ['scans_page', { box_x: 0.51, box_w: 0.5 }, 'page_box_within'],
    ['scans_page', { box_y: 0.01, box_h: 1 }, 'page_box_within'],
    ['scans_page', { box_x: 'NaN' }, 'page_box_within'],
    ['scans_page', { box_h: 'NaN' }, 'page_box_within'],
    ['scans_page', { box_w: 'Infinity' }, 'page_box_within'],
    ['scans_page', { copy_id: '$exams_copy', position: -1 }, 'scans_page_position_check'],
    ['scans_page', { copy_id: '$exams_copy' }, 'page_placed_has_position'],
    ['scans_page', { position: 0 }, 'page_placed_has_position'],
    ['scans_page', { copy_id: '$exams_copy', position: 0, bin_reason: 'dropped' }, 'page_placed_or_binned'],
  ])('%s: %o is refused', async (table, change, rule) => {
    expect(await refusal(make(db, table, change))).toBe(rule)
  })

  test.each([
    ['scans_scan', { status: 'QUEUED' }],
    ['scans_scan', { status: 'SPLITTING', page_count: 1, pages_done: 1 }],
    ['scans_scan', { status: 'DONE', ...ENDED }],
    ['scans_scan', { status: 'REFUSED', error_code: 'pdf_damaged', ...ENDED }],
    ['scans_scan', { status: 'FAILED', error_code: 'internal_error', ...ENDED }],
    ['scans_page', { half: 'right', rotation: 90, box_x: 0.5 }],
    ['scans_page', { half: 'full', rotation: 180, box_w: 1 }],
    ['scans_page', { rotation: 270, bin_reason: 'dropped', width_px: 1, height_px: 1 }],
    ['scans_page', { rotation: 0, copy_id: '$exams_copy', position: 0 }],
  ])('%s: %o is accepted', async (table, change) => {
    expect(await make(db, table, change)).toHaveProperty('id')
  })

  test('a file is in an exam once, and may be in another', async () => {
    const { exam_id, sha256 } = await make(db, 'scans_scan')
    expect(await refusal(make(db, 'scans_scan', { exam_id, sha256 }))).toBe('scan_once_per_exam')
    await make(db, 'scans_scan', { sha256 })
  })

  test('a scan is one PDF of one student', async () => {
    const scan_id = await makeId(db, 'scans_scan')
    await make(db, 'exams_exampdf', { scan_id })
    expect(await refusal(make(db, 'exams_exampdf', { scan_id }))).toBe('exams_exampdf_scan_id_key')
  })

  test('each half of each scanned page is there once', async () => {
    const { scan_id } = await make(db, 'scans_page')
    expect(await refusal(make(db, 'scans_page', { scan_id }))).toBe('page_each_half_once')
    await make(db, 'scans_page', { scan_id, half: 'right' })
    await make(db, 'scans_page', { scan_id, source_page: 2 })
  })

  test('two pages of a copy may change places in a transaction, but never share one', async () => {
    const { copy_id, id: first } = await make(db, 'scans_page', { copy_id: '$exams_copy', position: 0 })
    const second = await makeId(db, 'scans_page', { copy_id, position: 1 })
    await db.transact(async () => {
      await db.update('scans_page', first, { position: 1 })
      await db.update('scans_page', second, { position: 0 })
    })
    expect(await refusal(db.update('scans_page', first, { position: 0 }))).toBe('page_position_once')
  })

  test('a page is in a copy that exists', async () => {
    const missing = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(make(db, 'scans_page', { copy_id: missing, position: 0 }))).toBe('page_copy_exists')
  })

  describe('deletion', () => {
    test('a scan takes its pages and its individual PDF along', async () => {
      const { scan_id } = await make(db, 'scans_page', { copy_id: '$exams_copy', position: 0 })
      await make(db, 'exams_exampdf', { scan_id })
      await db.query('delete from scans_scan where id = $1', [scan_id])
      for (const table of ['scans_page', 'exams_exampdf'])
        expect(await db.query(`select from ${table} where scan_id = $1`, [scan_id])).toEqual([])
    })

    test('a booklet goes, its pages stay', async () => {
      const { id, booklet_id } = await make(db, 'scans_page', { booklet_id: '$exams_booklet' })
      await db.query('delete from exams_booklet where id = $1', [booklet_id])
      expect(await db.query('select booklet_id from scans_page where id = $1', [id])).toEqual([
        { booklet_id: null },
      ])
    })

    test('a copy that holds pages does not go alone; with its exam it does', async () => {
      const { id: copyId, exam_id } = await make(db, 'exams_copy')
      const scan_id = await makeId(db, 'scans_scan', { exam_id })
      const pageId = await makeId(db, 'scans_page', { scan_id, copy_id: copyId, position: 0 })
      expect(await refusal(db.query('delete from exams_copy where id = $1', [copyId]))).toBe(
        'page_copy_exists',
      )
      await db.query('delete from exams_exam where id = $1', [exam_id])
      expect(await db.query('select from scans_page where id = $1', [pageId])).toEqual([])
    })

    test('whoever deposited a scan stays', async () => {
      const { uploaded_by_id } = await make(db, 'scans_scan')
      expect(await refusal(db.query('delete from auth_user where id = $1', [uploaded_by_id]))).toBe(
        'scans_scan_uploaded_by_id_fkey',
      )
    })
  })
})
