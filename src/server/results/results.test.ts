import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  exportPronote,
  getFinalPdf,
  getMyFinalPdf,
  getMyResult,
  getResults,
  listMyResults,
  releaseResults,
  withdrawResults,
} from '#contract/results.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type MadeCopy, makeCopy, makeExam, makeStudent } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
let corrector: TestUser
let student: TestUser
let classmate: TestUser
let exam: { id: string; name: string }
let copy: MadeCopy

const MARKS = { 'ex1-q1': 1.5, 'ex1-q2': 1.25, ex2: 0.5 }

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  corrector = await korrigo.newUser('corrector', { firstName: 'Anne', lastName: 'Kerbrat' })
})
afterAll(() => korrigo.close())

beforeEach(async () => {
  student = await korrigo.newUser('student')
  classmate = await korrigo.newUser('student')
  exam = await makeExam(korrigo, { correctorIds: [corrector.id], coefficient: 0.5 })
  const owner = await makeStudent(korrigo, {
    lastName: `Évrard-${student.username}`,
    firstName: 'Zoé',
    userId: student.id,
    examId: exam.id,
  })
  copy = await makeCopy(korrigo, {
    examId: exam.id,
    correctorId: corrector.id,
    studentId: owner.id,
    status: 'GRADED',
    marks: MARKS,
    appreciation: '=Bien ; continuez',
  })
})

const examParams = () => ({ params: { examId: exam.id } })
const copyParams = () => ({ params: { copyId: copy.id } })
const release = () => admin.call(releaseResults, examParams())

const eventsOf = async (copyId: string) =>
  korrigo.db
    .selectFrom('grading_gradingevent')
    .where('copy_id', '=', copyId)
    .orderBy('timestamp')
    .select(['action', 'actor_id'])
    .execute()

const auditOf = async (examId: string) =>
  (
    await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', examId)
      .orderBy('at')
      .selectAll()
      .execute()
  ).map(({ action }) => action)

describe('the results of an exam', () => {
  test('are for admins', async () => {
    for (const endpoint of [getResults, releaseResults, withdrawResults, exportPronote]) {
      expect(await korrigo.stranger.call(endpoint, examParams())).toMatchObject({ status: 401 })
      expect(await corrector.call(endpoint, examParams())).toMatchObject({ status: 403 })
      expect(await student.call(endpoint, examParams())).toMatchObject({ status: 403 })
      expect(await admin.call(endpoint, { params: { examId: 'x' } })).toMatchObject({ status: 400 })
      expect(await admin.call(endpoint, { params: { examId: randomUUID() } })).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    }
  })

  test('list every copy by name, and what the export would leave out', async () => {
    const nameless = await makeCopy(korrigo, { examId: exam.id, status: 'GRADED', marks: MARKS })
    const unmarkedOwner = await makeStudent(korrigo, { lastName: 'Aubry', examId: exam.id })
    await makeCopy(korrigo, { examId: exam.id, studentId: unmarkedOwner.id })
    await makeStudent(korrigo, { lastName: 'Zemmouri', firstName: 'Alix', examId: exam.id })
    const { json } = await admin.call(getResults, examParams())
    expect(json).toMatchObject({ releasedAt: null, totalMax: 6 })
    expect(json.lines.map((line) => [line.student?.lastName ?? null, line.total, line.outOf20])).toEqual([
      ['Aubry', null, null],
      [`Évrard-${student.username}`, 3.25, 10.83],
      [null, 3.25, 10.83],
    ])
    expect(json.lines[1]).toMatchObject({ corrector: 'Anne Kerbrat', status: 'GRADED' })
    expect(json.gaps).toEqual([
      { code: 'not_graded', label: 'Aubry Dominique' },
      { code: 'not_identified', label: nameless.anonymousId },
      { code: 'absent', label: 'Zemmouri Alix (2nde 3)' },
    ])
  })

  test('count the deltas of annotations, as everywhere', async () => {
    const annotation = { copy_id: copy.id, page_index: 0, x: 0, y: 0, w: 0.1, h: 0.1, content: null }
    await korrigo.db
      .insertInto('grading_annotation')
      .values({
        ...annotation,
        type: 'BONUS',
        question_id: 'ex2',
        score_delta: 0.25,
        created_by_id: corrector.id,
      })
      .execute()
    expect((await admin.call(getResults, examParams())).json.lines[0]?.total).toBe(3.5)
  })

  test('go to Pronote: only marked and named copies, formulas defused, journalled', async () => {
    await makeCopy(korrigo, { examId: exam.id, status: 'GRADED', marks: MARKS })
    const answer = await admin.call(exportPronote, examParams())
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="pronote-[A-Za-z0-9-]+\.csv"$/,
    )
    expect(answer.bytes.toString('utf8')).toBe(
      '\uFEFFNOM;PRENOM;DATE_NAISSANCE;MATIERE;NOTE;COEFF;COMMENTAIRE\r\n' +
        `Évrard-${student.username};Zoé;12/03/2009;MATHEMATIQUES;10,83;0,5;"'=Bien ; continuez"\r\n`,
    )
    expect(await auditOf(exam.id)).toEqual(['export_pronote'])
  })
})

describe('the release', () => {
  test('needs a copy that is marked and named', async () => {
    const empty = await makeExam(korrigo)
    await makeCopy(korrigo, { examId: empty.id, status: 'GRADED', marks: MARKS })
    const owner = await makeStudent(korrigo)
    await makeCopy(korrigo, { examId: empty.id, studentId: owner.id })
    expect(await admin.call(releaseResults, { params: { examId: empty.id } })).toMatchObject({
      status: 409,
      code: 'nothing_to_release',
    })
    expect((await admin.call(getResults, { params: { examId: empty.id } })).json.releasedAt).toBeNull()
    expect(await auditOf(empty.id)).toEqual([])
  })

  test('is one act however often it is asked for, can be taken back, and is journalled', async () => {
    const answers = await Promise.all([release(), release()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.json.releasedAt).not.toBeNull()
    expect((await admin.call(withdrawResults, examParams())).json.releasedAt).toBeNull()
    expect((await admin.call(withdrawResults, examParams())).status).toBe(200)
    expect(await auditOf(exam.id)).toEqual(['release_results', 'withdraw_results'])
    expect(await eventsOf(copy.id)).toEqual([
      { action: 'RELEASE', actor_id: admin.id },
      { action: 'UNRELEASE', actor_id: admin.id },
    ])
  })
})

describe('a student', () => {
  const routes = [getMyResult, getMyFinalPdf] as const

  test('is the only one with results of their own', async () => {
    for (const endpoint of routes) {
      expect(await korrigo.stranger.call(endpoint, copyParams())).toMatchObject({ status: 401 })
      expect(await corrector.call(endpoint, copyParams())).toMatchObject({ status: 403 })
      expect(await admin.call(endpoint, copyParams())).toMatchObject({ status: 403 })
    }
    expect(await corrector.call(listMyResults)).toMatchObject({ status: 403 })
  })

  test('gets nothing by any route before the release, nor after it is taken back', async () => {
    const expectNothing = async () => {
      expect((await student.call(listMyResults)).json.results).toEqual([])
      for (const endpoint of routes)
        expect(await student.call(endpoint, copyParams())).toMatchObject({ status: 404, code: 'not_found' })
      expect(await student.call(getFinalPdf, copyParams())).toMatchObject({ status: 403 })
    }
    await expectNothing()
    await release()
    expect((await student.call(listMyResults)).json.results).toHaveLength(1)
    await admin.call(withdrawResults, examParams())
    await expectNothing()
  })

  test('gets nothing of a released exam that is not marked yet, or is somebody else’s', async () => {
    const other = await makeStudent(korrigo, { userId: classmate.id, examId: exam.id })
    const unmarked = await makeCopy(korrigo, { examId: exam.id, studentId: other.id })
    await release()
    expect((await classmate.call(listMyResults)).json.results).toEqual([])
    for (const endpoint of routes)
      for (const copyId of [copy.id, unmarked.id, randomUUID()])
        expect(await classmate.call(endpoint, { params: { copyId } })).toMatchObject({ status: 404 })
  })

  test('sees marks, remarks and the PDF after the release', async () => {
    await korrigo.db
      .insertInto('grading_questionremark')
      .values({ copy_id: copy.id, question_id: 'ex1-q2', remark: 'Revoir le signe' })
      .execute()
    await release()
    expect((await student.call(listMyResults)).json.results).toEqual([
      {
        copyId: copy.id,
        examName: exam.name,
        examDate: '2026-05-18',
        subject: 'MATHEMATIQUES',
        total: 3.25,
        totalMax: 6,
        outOf20: 10.83,
      },
    ])
    expect((await student.call(getMyResult, copyParams())).json).toMatchObject({
      questions: [
        { questionId: 'ex1-q1', mark: 1.5, max: 1.5, remark: null },
        { questionId: 'ex1-q2', mark: 1.25, max: 2.5, remark: 'Revoir le signe' },
        { questionId: 'ex2', mark: 0.5, max: 2, remark: null },
      ],
      appreciation: '=Bien ; continuez',
      total: 3.25,
      outOf20: 10.83,
    })
    const pdf = await student.call(getMyFinalPdf, copyParams())
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="copie-${copy.anonymousId}.pdf"`,
      'cache-control': 'no-store',
    })
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-')
  })
})

describe('the final PDF for the admin', () => {
  test('is for admins, of a copy that has one', async () => {
    expect(await korrigo.stranger.call(getFinalPdf, copyParams())).toMatchObject({ status: 401 })
    expect(await corrector.call(getFinalPdf, copyParams())).toMatchObject({ status: 403 })
    expect(await admin.call(getFinalPdf, { params: { copyId: randomUUID() } })).toMatchObject({ status: 404 })
    const unmarked = await makeCopy(korrigo, { examId: exam.id })
    expect(await admin.call(getFinalPdf, { params: { copyId: unmarked.id } })).toMatchObject({
      status: 409,
      code: 'copy_wrong_state',
    })
  })

  test('is the stored file, journalled, its name telling nobody’s', async () => {
    const answer = await admin.call(getFinalPdf, copyParams())
    const { final_pdf } = await korrigo.db
      .selectFrom('exams_copy')
      .where('id', '=', copy.id)
      .select('final_pdf')
      .executeTakeFirstOrThrow()
    expect(answer.bytes.equals(await korrigo.storage.read(final_pdf ?? ''))).toBe(true)
    expect(answer.headers['content-disposition']).toBe(`inline; filename="copie-${copy.anonymousId}.pdf"`)
    expect(await eventsOf(copy.id)).toEqual([{ action: 'EXPORT', actor_id: admin.id }])
  })

  test('whose file is gone is an error of ours, not half an answer', async () => {
    const { final_pdf } = await korrigo.db
      .selectFrom('exams_copy')
      .where('id', '=', copy.id)
      .select('final_pdf')
      .executeTakeFirstOrThrow()
    await korrigo.storage.remove(final_pdf ?? '')
    expect(await admin.call(getFinalPdf, copyParams())).toMatchObject({ status: 500, code: 'internal_error' })
    expect(await eventsOf(copy.id)).toEqual([])
  })
})
