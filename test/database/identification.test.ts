import { expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make } from './rows.ts'

const TABLES = {
  identification_ocrresult: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    detected_text text not null
    confidence float not null
    -- not in the schema document:
    candidates jsonb not null default '[]'
    primary key (id)
    unique (copy_id)
    foreign key (copy_id) references exams_copy(id) on delete cascade
    check identification_ocrresult_candidates_check
    check identification_ocrresult_confidence_check
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

  test('a reading goes with its copy', async () => {
    const { copy_id } = await make(db, 'identification_ocrresult')
    await db.query('delete from exams_copy where id = $1', [copy_id])
    expect(await db.query('select from identification_ocrresult where copy_id = $1', [copy_id])).toEqual([])
  })
})
