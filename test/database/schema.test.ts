import { expect, test } from 'vitest'
import { onBothVersions } from './on-both-versions.ts'

/** Every table is written out, column by column, in the test of its feature. */
const TABLES = [
  ...['auth_user', 'auth_group', 'auth_permission', 'auth_session'],
  ...['auth_user_groups', 'auth_group_permissions', 'auth_user_user_permissions'],
  ...['students_student', 'exams_exam', 'exams_exam_correctors', 'exams_exam_students', 'exams_booklet'],
  ...['exams_copy', 'exams_copy_booklets', 'exams_examdocumentset', 'exams_examdocument', 'exams_exampdf'],
  ...['anonymity_band', 'anonymity_zone'],
  ...['scans_scan', 'scans_page', 'identification_ocrresult', 'identification_headerlayout', 'audit_event'],
  ...['grading_annotation', 'grading_gradingevent', 'grading_copylock', 'grading_draftstate'],
  ...['grading_questionremark', 'grading_score', 'grading_annotationtemplate', 'grading_userannotation'],
  ...['grading_finalpdf', 'upkeep_forgotten', 'korrigo_migration'],
]

onBothVersions((db) => {
  test('these are the tables, and no others', async () => {
    const rows = await db.query(
      `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    )
    expect(rows.map(({ relname }) => relname).sort()).toEqual([...TABLES].sort())
  })

  test('every foreign key leads an index: no deletion reads a whole table', async () => {
    const rows = await db.query(
      `select c.conrelid::regclass::text as table, a.attname as column
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
         select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null
       )`,
    )
    expect(rows).toEqual([])
  })

  test.each([
    ['grading_annotation', ['copy_id', 'page_index']],
    ['grading_gradingevent', ['copy_id', 'timestamp']],
    ['grading_copylock', ['expires_at']],
    ['exams_copy', ['anonymous_id']],
  ])('%s has the index the schema document names: %o', async (table, columns) => {
    const rows = await db.query('select indexdef from pg_indexes where tablename = $1', [table])
    const lists = rows.map(({ indexdef }) => /\(([^)]*)\)/.exec(String(indexdef))?.[1]?.replaceAll('"', ''))
    expect(lists).toContain(columns.join(', '))
  })

  test('these are the guards, and no others', async () => {
    const rows = await db.query(`select tgname from pg_trigger where not tgisinternal order by tgname`)
    expect(rows.map(({ tgname }) => tgname)).toEqual([
      'anonymity_lifted',
      'audit_kept',
      'audit_kept_whole',
      'copy_anonymous',
      'copy_deletion',
      'copy_lock_agrees',
      'copy_student_removed',
      'copy_transition',
      'copy_validation',
      'draft_version',
      'exam_deletion',
      'journal_kept',
      'journal_kept_whole',
      'lock_copy_agrees',
      'page_added',
      'page_placed',
      'page_removed',
      'page_settled',
      'scan_pages_placed',
    ])
  })
})
