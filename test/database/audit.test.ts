import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeCopyIn, makeId } from './rows.ts'

const TABLES = {
  grading_gradingevent: `
    id uuid not null default gen_random_uuid()
    copy_id uuid not null
    action varchar(20) not null
    actor_id uuid not null
    timestamp timestamptz not null default clock_timestamp()
    metadata jsonb not null default '{}'
    primary key (id)
    foreign key (actor_id) references auth_user(id) on delete restrict
    foreign key (copy_id) references exams_copy(id) on delete cascade
    check event_action_known
    check grading_gradingevent_metadata_check
    index (actor_id)
    index (copy_id, "timestamp")
  `,
  audit_event: `
    action varchar(40) not null
    actor_id uuid not null
    at timestamptz not null default clock_timestamp()
    copy_id uuid
    exam_id uuid
    id uuid not null default gen_random_uuid()
    metadata jsonb not null default '{}'
    primary key (id)
    foreign key (actor_id) references auth_user(id) on delete restrict
    check audit_event_action_check
    check audit_event_metadata_check
    index (actor_id)
    index (at)
    index (exam_id, at)
  `,
}

const ACTIONS = [
  ...['IMPORT', 'VALIDATE', 'LOCK', 'UNLOCK', 'CREATE_ANN', 'UPDATE_ANN', 'DELETE_ANN', 'FINALIZE', 'EXPORT'],
  ...['STAPLE', 'IDENTIFY', 'UNIDENTIFY', 'ASSIGN', 'MARK', 'REMARK', 'APPRECIATION', 'LOCK_TAKEN_OVER'],
  ...['LOCK_EXPIRED', 'LOCK_RELEASED', 'REOPEN', 'RELEASE', 'UNRELEASE', 'LIFT_ANONYMITY'],
  ...['PAINT', 'RESTORE_ANONYMITY'],
]

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    ['grading_gradingevent', { action: 'lock' }, 'event_action_known'],
    ['grading_gradingevent', { metadata: '[]' }, 'grading_gradingevent_metadata_check'],
    ['audit_event', { action: '' }, 'audit_event_action_check'],
    ['audit_event', { metadata: '[]' }, 'audit_event_metadata_check'],
  ])('%s: %o is refused', async (table, change, rule) => {
    expect(await refusal(make(db, table, change))).toBe(rule)
  })

  test('every action of the vocabulary is accepted', async () => {
    const copy_id = await makeId(db, 'exams_copy')
    for (const action of ACTIONS) await make(db, 'grading_gradingevent', { copy_id, action })
  })

  test('an exam or a copy that is gone may be named in the audit log', async () => {
    const gone = '00000000-0000-4000-8000-000000000000'
    await make(db, 'audit_event', { exam_id: gone, copy_id: gone })
  })

  describe.each(['grading_gradingevent', 'audit_event'])('%s', (table) => {
    test('is never changed, thinned out or emptied', async () => {
      const { id } = await make(db, table)
      expect(await refusal(db.query(`update ${table} set metadata = '{"x":1}' where id = $1`, [id]))).toBe(
        'journal_append_only',
      )
      expect(await refusal(db.query(`delete from ${table} where id = $1`, [id]))).toBe('journal_append_only')
      expect(await refusal(db.query(`truncate ${table}`))).toBe('journal_append_only')
      expect(await db.query(`select metadata from ${table} where id = $1`, [id])).toEqual([{ metadata: {} }])
    })

    test('holds on to whoever it names', async () => {
      const { actor_id } = await make(db, table)
      expect(await refusal(db.query('delete from auth_user where id = $1', [actor_id]))).toBe(
        `${table}_actor_id_fkey`,
      )
    })
  })

  test('emptying the copies or the exams is refused too', async () => {
    await make(db, 'grading_gradingevent')
    expect(await refusal(db.query('truncate exams_exam cascade'))).toBe('journal_append_only')
  })

  test('the journal of a deleted exam stays in the audit log, event by event', async () => {
    const examId = await makeId(db, 'exams_exam')
    const told = []
    for (const status of ['STAGING', 'GRADED'] as const) {
      const copy_id = await makeCopyIn(db, status, { exam_id: examId })
      for (const action of ['IMPORT', 'VALIDATE'])
        told.push(await make(db, 'grading_gradingevent', { copy_id, action, metadata: '{"n":1}' }))
    }
    await db.query('delete from exams_exam where id = $1', [examId])
    const kept = await db.query(
      'select at, actor_id, action, copy_id, metadata from audit_event where exam_id = $1 order by at',
      [examId],
    )
    expect(kept).toEqual(
      told.map(({ id, timestamp, actor_id, action, copy_id }) => ({
        at: timestamp,
        actor_id,
        action,
        copy_id,
        metadata: { n: 1, event_id: id },
      })),
    )
  })

  test('an event has the time of the act, not of the transaction', async () => {
    const copy_id = await makeId(db, 'exams_copy')
    const actor_id = await makeId(db, 'auth_user')
    await db.transact(async () => {
      await make(db, 'grading_gradingevent', { copy_id, actor_id })
      await make(db, 'grading_gradingevent', { copy_id, actor_id, action: 'VALIDATE' })
    })
    const rows = await db.query(
      'select action from grading_gradingevent where copy_id = $1 and timestamp > (select min(timestamp) from grading_gradingevent where copy_id = $1)',
      [copy_id],
    )
    expect(rows).toEqual([{ action: 'VALIDATE' }])
  })
})
