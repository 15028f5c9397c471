import { expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { lockCopy, make, makeCopyIn, makeId } from './rows.ts'

const TABLES = {
  anonymity_band: `
    page_id uuid not null
    height float not null
    rotation smallint not null
    created_by_id uuid not null
    created_at timestamptz not null default clock_timestamp()
    primary key (page_id)
    foreign key (page_id) references scans_page(id) on delete cascade
    foreign key (created_by_id) references auth_user(id) on delete restrict
    check band_height_within
    check band_rotation_known
    index (created_by_id)
  `,
  anonymity_zone: `
    id uuid not null default gen_random_uuid()
    page_id uuid not null
    x float not null
    y float not null
    w float not null
    h float not null
    created_by_id uuid not null
    created_at timestamptz not null default clock_timestamp()
    primary key (id)
    foreign key (page_id) references scans_page(id) on delete cascade
    foreign key (created_by_id) references auth_user(id) on delete restrict
    check zone_within_page
    index (page_id)
    index (created_by_id)
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    ['anonymity_band', { height: -0.01 }, 'band_height_within'],
    ['anonymity_band', { height: 1.01 }, 'band_height_within'],
    ['anonymity_band', { height: 'NaN' }, 'band_height_within'],
    ['anonymity_band', { rotation: 45 }, 'band_rotation_known'],
    ['anonymity_zone', { x: -0.01 }, 'zone_within_page'],
    ['anonymity_zone', { y: 0.95 }, 'zone_within_page'],
    ['anonymity_zone', { w: 0 }, 'zone_within_page'],
    ['anonymity_zone', { h: 'NaN' }, 'zone_within_page'],
    ['exams_exam', { header_margin: -0.01 }, 'exam_header_margin_within'],
    ['exams_exam', { header_margin: 0.31 }, 'exam_header_margin_within'],
  ])('%s: %o is refused', async (table, change, rule) => {
    expect(await refusal(make(db, table, change))).toBe(rule)
  })

  test('what is hidden on a page goes with the page', async () => {
    const page_id = await makeId(db, 'scans_page')
    await make(db, 'anonymity_band', { page_id })
    await make(db, 'anonymity_zone', { page_id })
    await db.query('delete from scans_page where id = $1', [page_id])
    for (const table of Object.keys(TABLES))
      expect(await db.query(`select from ${table} where page_id = $1`, [page_id])).toEqual([])
  })

  test.each(['STAGING', 'READY', 'LOCKED'] as const)(
    'names are not shown while a copy is %s',
    async (state) => {
      const exam_id = await makeId(db, 'exams_exam')
      await makeCopyIn(db, 'GRADED', { exam_id })
      await makeCopyIn(db, state, { exam_id })
      expect(await refusal(db.update('exams_exam', exam_id, { anonymity_lifted_at: 'now' }))).toBe(
        'anonymity_lifted_when_graded',
      )
    },
  )

  test('while names are shown no copy comes back to be marked', async () => {
    const exam_id = await makeId(db, 'exams_exam')
    const copyId = await makeCopyIn(db, 'GRADED', { exam_id })
    await db.update('exams_exam', exam_id, { anonymity_lifted_at: 'now' })
    const reopened = { status: 'READY', graded_at: null, final_pdf: null }
    expect(await refusal(db.update('exams_copy', copyId, reopened))).toBe('copy_marked_anonymously')
    // A copy scanned later may wait.
    const later = await makeCopyIn(db, 'STAGING', { exam_id })
    expect(await refusal(db.update('exams_copy', later, { status: 'READY', validated_at: 'now' }))).toBe(
      'copy_marked_anonymously',
    )
    await db.update('exams_exam', exam_id, { anonymity_lifted_at: null })
    await db.update('exams_copy', copyId, reopened)
    const owner = await makeId(db, 'auth_user')
    await db.transact(() => lockCopy(db, copyId, owner))
  })
})
