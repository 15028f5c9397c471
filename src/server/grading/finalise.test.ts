import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { open, readdir, rm, writeFile } from 'node:fs/promises'
import { PDFDocument } from '@cantoo/pdf-lib'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { finaliseCopy, getDesk, lockCopy, type Marking, reopenCopy, saveDraft } from '#contract/grading.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { BAREME, type MadeCopy, makeCopy, makeExam, makeStudent } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
let corrector: TestUser
let other: TestUser
let copy: MadeCopy
let examId: string
let token: string

const VIEW = { activePage: 0, zoom: 1, scroll: 0, activeQuestion: null, unsavedText: '' }
const MARKS = { 'ex1-q1': 1.5, 'ex1-q2': 1.25, ex2: 0.5 }

const marking = (change: Partial<Marking> = {}): Marking => ({
  annotations: [
    {
      id: randomUUID(),
      pageIndex: 1,
      x: 0.1,
      y: 0.2,
      w: 0.3,
      h: 0.05,
      type: 'COMMENT',
      content: 'Très bien rédigé',
      scoreDelta: 0.25,
      questionId: 'ex2',
    },
  ],
  marks: MARKS,
  remarks: { 'ex1-q2': 'Revoir le signe' },
  appreciation: 'Travail soigné.',
  ...change,
})

async function save(baseVersion: number, change: Partial<Marking> = {}): Promise<number> {
  const answer = await corrector.call(saveDraft, {
    params: { copyId: copy.id },
    lockToken: token,
    body: { baseVersion, clientId: randomUUID(), marking: marking(change), view: VIEW },
  })
  return answer.json.version
}

const finalise = (version: number, lockToken: string | undefined = token, by = corrector) =>
  by.call(finaliseCopy, { params: { copyId: copy.id }, lockToken, body: { version } })

const stored = () =>
  korrigo.db.selectFrom('exams_copy').where('id', '=', copy.id).selectAll().executeTakeFirstOrThrow()

const actions = async () =>
  (
    await korrigo.db
      .selectFrom('grading_gradingevent')
      .where('copy_id', '=', copy.id)
      .orderBy('timestamp')
      .select('action')
      .execute()
  ).map(({ action }) => action)

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  corrector = await korrigo.newUser('corrector')
  other = await korrigo.newUser('corrector')
})
afterAll(() => korrigo.close())

beforeEach(async () => {
  const exam = await makeExam(korrigo, { correctorIds: [corrector.id] })
  examId = exam.id
  copy = await makeCopy(korrigo, { examId, correctorId: corrector.id, handOutOrder: 0.5 })
  token = (await corrector.call(lockCopy, { params: { copyId: copy.id } })).json.token
})

describe('finaliseCopy refuses', () => {
  test('strangers, students, admins, and correctors of other copies', async () => {
    expect(
      await korrigo.stranger.call(finaliseCopy, { params: { copyId: copy.id }, body: { version: 1 } }),
    ).toMatchObject({ status: 401, code: 'not_authenticated' })
    for (const role of ['student', 'admin'] as const)
      expect(await finalise(1, token, await korrigo.newUser(role))).toMatchObject({ status: 403 })
    expect(await finalise(1, token, other)).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('without the lock, or with a stale one', async () => {
    expect(await finalise(1, randomUUID())).toMatchObject({ status: 409, code: 'lock_lost' })
    expect(
      await corrector.call(finaliseCopy, { params: { copyId: copy.id }, body: { version: 1 } }),
    ).toMatchObject({ status: 409, code: 'lock_lost' })
  })

  test('a version that is not the newest, with the newest', async () => {
    await save(0)
    await save(1, { appreciation: 'Mieux.' })
    const answer = await finalise(1)
    expect(answer).toMatchObject({ status: 409, code: 'draft_conflict' })
    expect(answer.problem?.current).toMatchObject({ version: 2, marking: { appreciation: 'Mieux.' } })
  })

  test('a missing mark, naming the questions', async () => {
    const version = await save(0, { marks: { 'ex1-q1': 1.5 } })
    const answer = await finalise(version)
    expect(answer).toMatchObject({ status: 409, code: 'marks_missing' })
    expect(answer.problem?.detail).toContain('2 questions sans note')
    expect(answer.problem?.detail).toContain('Exercice 1 › Question 2, Exercice 2')
    expect(await stored()).toMatchObject({ status: 'LOCKED', final_pdf: null })
  })

  test('an empty barème', async () => {
    await korrigo.db
      .updateTable('exams_exam')
      .set({ grading_structure: '[]' })
      .where('id', '=', examId)
      .execute()
    const version = await save(0, { marks: {}, annotations: [], remarks: {} })
    expect(await finalise(version)).toMatchObject({ status: 409, code: 'bareme_empty' })
  })
})

describe('finaliseCopy', () => {
  test('makes the PDF and the state in one, and names the next copy', async () => {
    const student = await makeStudent(korrigo, { lastName: 'Jaouen', firstName: 'Maëlle' })
    await korrigo.db
      .updateTable('exams_copy')
      .set({ student_id: student.id, is_identified: true })
      .where('id', '=', copy.id)
      .execute()
    const before = await makeCopy(korrigo, { examId, correctorId: corrector.id, handOutOrder: 0.1 })
    const answer = await finalise(await save(0))
    // The delta of the comment counts towards exercise 2.
    expect(answer.json).toEqual({ total: 3.5, totalMax: 6, nextCopyId: before.id })

    const row = await stored()
    expect(row).toMatchObject({ status: 'GRADED', locked_by_id: null })
    expect(row.graded_at).toBeInstanceOf(Date)
    const kept = await korrigo.db
      .selectFrom('grading_finalpdf')
      .where('copy_id', '=', copy.id)
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(row.final_pdf).toBe(`final/${copy.id}/${kept.sha256}.pdf`)
    const pdf = await PDFDocument.load(await korrigo.storage.read(kept.file))
    expect(pdf.getPageCount()).toBe(5)
    expect(
      await korrigo.db.selectFrom('grading_copylock').where('copy_id', '=', copy.id).selectAll().execute(),
    ).toEqual([])
    expect((await actions()).at(-1)).toBe('FINALIZE')
    expect((await corrector.call(getDesk, { params: { copyId: copy.id } })).json).toMatchObject({
      status: 'GRADED',
      lock: null,
    })
    expect(await readdir(korrigo.config.workDir)).toEqual([])
  })

  test('twice at once happens once', async () => {
    const version = await save(0)
    const answers = await Promise.all([finalise(version), finalise(version), finalise(version)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await actions()).filter((action) => action === 'FINALIZE')).toHaveLength(1)
    expect(await finalFiles()).toEqual([(await stored()).final_pdf?.split('/').at(-1)])
  })

  test('that cannot read a sheet leaves the copy open, and works once the sheet is back', async () => {
    const version = await save(0)
    const page = await korrigo.db
      .selectFrom('scans_page')
      .where('copy_id', '=', copy.id)
      .select('sheet_key')
      .executeTakeFirstOrThrow()
    const sheet = await korrigo.storage.read(page.sheet_key)
    await korrigo.storage.remove(page.sheet_key)
    expect(await finalise(version)).toMatchObject({ status: 500, code: 'final_pdf_failed' })
    expect(await stored()).toMatchObject({ status: 'LOCKED', final_pdf: null })
    await korrigo.storage.put(page.sheet_key, sheet)
    expect(await finalise(version)).toMatchObject({ status: 200 })
  })

  test('that cannot store the PDF leaves the copy open', async () => {
    const version = await save(0)
    // A file stands where the folder of the copy's PDFs would be.
    const inTheWay = await korrigo.storage.localPath(`final/${copy.id}`)
    await korrigo.storage.put(`final/${randomUUID()}/x.pdf`, Buffer.from('x'))
    await writeFile(inTheWay, '')
    expect(await finalise(version)).toMatchObject({ status: 500, code: 'final_pdf_failed' })
    expect(await stored()).toMatchObject({ status: 'LOCKED', final_pdf: null })
    await rm(inTheWay)
    expect(await finalise(version)).toMatchObject({ status: 200 })
  })

  test('cut off between the PDF and the commit changes nothing, and can be done again', async () => {
    const version = await save(0)
    const cut = await korrigo.db.transaction().execute(async (trx) => {
      // The commit has to write here: it waits, then its connection dies, as when the server is killed.
      await sql`lock table grading_finalpdf in exclusive mode`.execute(trx)
      const pending = finalise(version)
      await expect.poll(waitingBackends, { timeout: 20_000 }).toHaveLength(1)
      const [pid] = await waitingBackends()
      await sql`select pg_terminate_backend(${pid})`.execute(trx)
      return await pending
    })
    expect(cut).toMatchObject({ status: 500 })
    expect(await stored()).toMatchObject({ status: 'LOCKED', final_pdf: null })
    expect(await actions()).not.toContain('FINALIZE')
    expect(await finalise(version)).toMatchObject({ status: 200 })
  })

  test('composes again when the barème changes meanwhile', async () => {
    const version = await save(0)
    const { sheet_key } = await korrigo.db
      .selectFrom('scans_page')
      .where('copy_id', '=', copy.id)
      .select('sheet_key')
      .executeTakeFirstOrThrow()
    const sheet = await korrigo.storage.read(sheet_key)
    // A pipe in place of a sheet: composing has to wait for what is written into it.
    const path = await korrigo.storage.localPath(sheet_key)
    await rm(path)
    execFileSync('/usr/bin/mkfifo', [path])
    const pending = finalise(version)
    const pipe = await open(path, 'w')
    await rm(path)
    await korrigo.storage.put(sheet_key, sheet)
    const changed = BAREME.map((node) => (node.id === 'ex2' ? { ...node, points: 4 } : node))
    await korrigo.db
      .updateTable('exams_exam')
      .set({ grading_structure: JSON.stringify(changed) })
      .where('id', '=', examId)
      .execute()
    await pipe.writeFile(sheet)
    await pipe.close()
    expect((await pending).json).toMatchObject({ total: 3.5, totalMax: 8 })
    expect(await finalFiles()).toHaveLength(1)
  })
})

const finalFiles = async () => readdir(await korrigo.storage.localPath(`final/${copy.id}`))

const waitingBackends = async (): Promise<number[]> => {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
  `.execute(korrigo.db)
  return rows.map(({ pid }) => pid)
}

describe('reopenCopy', () => {
  const reopen = (by: TestUser) =>
    by.call(reopenCopy, { params: { copyId: copy.id }, body: { reason: 'Page oubliée' } })

  test('is for admins, of marked copies, before the release', async () => {
    expect(await reopen(corrector)).toMatchObject({ status: 403 })
    expect(await reopen(admin)).toMatchObject({ status: 409, code: 'copy_wrong_state' })
    await finalise(await save(0))
    await korrigo.db
      .updateTable('exams_exam')
      .set({ results_released_at: new Date() })
      .where('id', '=', examId)
      .execute()
    expect(await reopen(admin)).toMatchObject({ status: 409, code: 'exam_released' })
    expect(await stored()).toMatchObject({ status: 'GRADED' })
  })

  test('keeps the old PDF and all marks; the copy can be finalised again', async () => {
    const version = await save(0)
    await finalise(version)
    const first = (await stored()).final_pdf ?? ''
    expect(await reopen(admin)).toMatchObject({ status: 204 })
    expect(await stored()).toMatchObject({ status: 'READY', final_pdf: null, graded_at: null })
    expect(await korrigo.storage.exists(first)).toBe(true)
    const desk = await corrector.call(getDesk, { params: { copyId: copy.id } })
    expect(desk.json.draft).toMatchObject({ version, marking: { marks: MARKS } })

    token = (await corrector.call(lockCopy, { params: { copyId: copy.id } })).json.token
    expect(await finalise(version)).toMatchObject({ status: 200 })
    const kept = await korrigo.db
      .selectFrom('grading_finalpdf')
      .where('copy_id', '=', copy.id)
      .orderBy('made_at')
      .select('file')
      .execute()
    expect(kept.map(({ file }) => file)).toEqual([first, (await stored()).final_pdf])
    expect(await actions()).toContain('REOPEN')
  })
})
