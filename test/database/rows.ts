import { randomUUID } from 'node:crypto'
import type { Row, Sql } from './on-both-versions.ts'

let serial = 0
const SHA256 = 'a'.repeat(64)
const LATER = '2999-01-01'

/** Makes a row of `table` that breaks no rule, with the rows it needs, unless `change` says otherwise. Gives the row as written. */
export async function make(db: Sql, table: string, change: Row = {}): Promise<Row> {
  return db.insert(table, await completed(db, table, change))
}

/** The id of a new row. */
export const makeId = async (db: Sql, table: string, change: Row = {}): Promise<string> =>
  String((await make(db, table, change)).id)

/** What must be given for a row of the table; `$table` stands for the id of a new row of that table. */
const NEEDED: Record<string, () => Row> = {
  auth_user: () => ({ username: `user-${++serial}`, password: '!' }),
  auth_group: () => ({ name: `group-${++serial}` }),
  auth_permission: () => ({ codename: `permission-${++serial}`, name: 'Essai' }),
  auth_user_groups: () => ({ user_id: '$auth_user', group_id: '$auth_group' }),
  auth_group_permissions: () => ({ group_id: '$auth_group', permission_id: '$auth_permission' }),
  auth_user_user_permissions: () => ({ user_id: '$auth_user', permission_id: '$auth_permission' }),
  auth_session: () => ({
    token_hash: Buffer.from(randomUUID().replaceAll('-', '')),
    user_id: '$auth_user',
    csrf_token: 'x',
    expires_at: LATER,
  }),
  students_student: () => ({
    last_name: `Essai-${++serial}`,
    first_name: 'Dominique',
    date_naissance: '2009-03-12',
    class_name: '2nde 3',
  }),
  exams_exam: () => ({ name: `Essai ${++serial}`, date: '2026-05-18' }),
  exams_exam_correctors: () => ({ exam_id: '$exams_exam', user_id: '$auth_user' }),
  exams_exam_students: () => ({ exam_id: '$exams_exam', student_id: '$students_student' }),
  exams_booklet: () => ({ exam_id: '$exams_exam', start_page: 1, end_page: 4 }),
  exams_copy: () => ({ exam_id: '$exams_exam', anonymous_id: `ESSAI-${++serial}` }),
  exams_copy_booklets: () => ({ copy_id: '$exams_copy', booklet_id: '$exams_booklet' }),
  exams_examdocumentset: () => ({ exam_id: '$exams_exam', version: 1 }),
  exams_examdocument: () => ({
    document_set_id: '$exams_examdocumentset',
    doc_type: 'SUJET',
    sha256: SHA256,
    file: 'sujet.pdf',
  }),
  exams_exampdf: () => ({ exam_id: '$exams_exam', pdf_file: 'essai.pdf' }),
  scans_scan: () => ({
    exam_id: '$exams_exam',
    file_name: 'lot.pdf',
    sha256: (++serial).toString(16).padStart(64, '0'),
    storage_key: 'scans/lot.pdf',
    byte_size: 1,
    uploaded_by_id: '$auth_user',
  }),
  scans_page: () => ({
    scan_id: '$scans_scan',
    source_page: 1,
    half: 'left',
    sheet_key: 'sheets/1.pdf',
    box_x: 0,
    box_y: 0,
    box_w: 0.5,
    box_h: 1,
    width_px: 1240,
    height_px: 1754,
    analysis: '{}',
  }),
  grading_annotation: () => ({
    copy_id: '$exams_copy',
    page_index: 0,
    x: 0.1,
    y: 0.1,
    w: 0.2,
    h: 0.2,
    type: 'COMMENT',
    created_by_id: '$auth_user',
  }),
  grading_gradingevent: () => ({ copy_id: '$exams_copy', action: 'IMPORT', actor_id: '$auth_user' }),
  grading_copylock: () => ({ copy_id: '$exams_copy', owner_id: '$auth_user', expires_at: LATER }),
  grading_draftstate: () => ({ copy_id: '$exams_copy', owner_id: '$auth_user' }),
  grading_questionremark: () => ({ copy_id: '$exams_copy', question_id: 'ex1-q1' }),
  grading_score: () => ({ copy_id: '$exams_copy', scores_data: '{}' }),
  grading_annotationtemplate: () => ({
    exam_id: '$exams_exam',
    text: 'Justifiez.',
    criterion_type: 'METHODE',
  }),
  grading_userannotation: () => ({ user_id: '$auth_user', text: 'Bien.' }),
  grading_finalpdf: () => ({
    copy_id: '$exams_copy',
    file: 'final.pdf',
    sha256: SHA256,
    made_by_id: '$auth_user',
  }),
  identification_headerlayout: () => ({
    exam_id: '$exams_exam',
    fields: JSON.stringify([{ field: 'lastName', box: { x: 0.1, y: 0.1, w: 0.3, h: 0.04 } }]),
    updated_by_id: '$auth_user',
  }),
  identification_ocrresult: () => ({ copy_id: '$exams_copy', detected_text: '', confidence: 0.5 }),
  anonymity_band: () => ({
    page_id: '$scans_page',
    height: 0.2,
    rotation: 0,
    created_by_id: '$auth_user',
  }),
  anonymity_zone: () => ({
    ...{ page_id: '$scans_page', x: 0.1, y: 0.1, w: 0.2, h: 0.1 },
    created_by_id: '$auth_user',
  }),
  audit_event: () => ({ actor_id: '$auth_user', action: 'essai' }),
}

async function completed(db: Sql, table: string, change: Row): Promise<Row> {
  const needed = NEEDED[table]
  if (needed === undefined) throw new Error(`No valid row is known for ${table}`)
  const row: Row = { ...needed(), ...change }
  for (const [name, value] of Object.entries(row))
    if (typeof value === 'string' && value.startsWith('$')) row[name] = await makeId(db, value.slice(1))
  return row
}

/** A copy brought to that state the way the application does, with one page. LOCKED is held by `ownerId`. */
export async function makeCopyIn(
  db: Sql,
  status: 'STAGING' | 'READY' | 'LOCKED' | 'GRADED',
  { ownerId, ...change }: Row & { ownerId?: string } = {},
): Promise<string> {
  const copy = await make(db, 'exams_copy', change)
  const id = String(copy.id)
  const scanId = await makeId(db, 'scans_scan', { exam_id: copy.exam_id })
  await make(db, 'scans_page', { scan_id: scanId, copy_id: id, position: 0 })
  if (status === 'STAGING') return id
  await db.update('exams_copy', id, { status: 'READY', validated_at: 'now' })
  if (status === 'READY') return id
  const owner = ownerId ?? (await makeId(db, 'auth_user'))
  await db.transact(() => lockCopy(db, id, owner))
  if (status === 'GRADED') await db.transact(() => gradeCopy(db, id))
  return id
}

/** To be called in a transaction: lock row and state change together. */
export async function lockCopy(db: Sql, copyId: string, ownerId: string): Promise<void> {
  await make(db, 'grading_copylock', { copy_id: copyId, owner_id: ownerId })
  await db.update('exams_copy', copyId, { status: 'LOCKED', locked_by_id: ownerId, locked_at: 'now' })
}

/** To be called in a transaction. */
export async function unlockCopy(db: Sql, copyId: string): Promise<void> {
  await db.query('delete from grading_copylock where copy_id = $1', [copyId])
  await db.update('exams_copy', copyId, { status: 'READY', locked_by_id: null })
}

/** To be called in a transaction. */
export async function gradeCopy(db: Sql, copyId: string): Promise<void> {
  await db.query('delete from grading_copylock where copy_id = $1', [copyId])
  await db.update('exams_copy', copyId, {
    status: 'GRADED',
    locked_by_id: null,
    graded_at: 'now',
    final_pdf: 'final.pdf',
  })
}
