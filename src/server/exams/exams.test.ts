import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createExam,
  deleteExam,
  getExam,
  listExams,
  setExamCorrectors,
  setGradingStructure,
  updateExam,
} from '#contract/exams.ts'
import { reopenCopy } from '#contract/grading.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { BAREME, makeCopy, makeExam, makeReading, makeStudent } from '#test/factories.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'

let korrigo: TestApp
let admin: TestUser
let ada: TestUser
let bea: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  ada = await korrigo.newUser('corrector', { firstName: 'Ada', lastName: 'Un' })
  bea = await korrigo.newUser('corrector', { firstName: 'Béa', lastName: 'Deux' })
})
afterAll(() => korrigo.close())

const look = async (examId: string) => (await admin.call(getExam, { params: { examId } })).json
const change = (examId: string, body: object) => admin.call(updateExam, { params: { examId }, body })
const setBareme = (examId: string, gradingStructure: typeof BAREME) =>
  admin.call(setGradingStructure, { params: { examId }, body: { gradingStructure } })
const choose = (examId: string, correctorIds: string[]) =>
  admin.call(setExamCorrectors, { params: { examId }, body: { correctorIds } })
const remove = (examId: string, confirmName: string) =>
  admin.call(deleteExam, { params: { examId }, body: { confirmName } })

describe('an exam', () => {
  test('is not made without a name, with a date that is none or settings out of range', async () => {
    const body = { name: 'Maths', date: '2026-05-18' }
    for (const fault of [
      { name: '  ' },
      { name: 'x'.repeat(256) },
      { name: 'a\u0000b' },
      { date: '2026-02-30' },
      { date: '0000-01-01' },
      { pagesPerBooklet: 0 },
      { pagesPerBooklet: 65 },
      { pagesPerBooklet: 4.5 },
      { coefficient: 0 },
      { coefficient: 0.001 },
      { uploadMode: 'AUTRE' as 'BATCH_A3' },
    ])
      expect(await admin.call(createExam, { body: { ...body, ...fault } })).toMatchObject({
        status: 400,
        code: 'invalid_request',
      })
    const exam = await admin.call(createExam, { body })
    expect(exam.status).toBe(201)
    expect(exam.json).toMatchObject({
      ...body,
      uploadMode: 'BATCH_A3',
      pagesPerBooklet: 4,
      subject: null,
      coefficient: 1,
      gradingStructure: [],
      totalPoints: 0,
      correctors: [],
    })
    expect(Object.values(exam.json.counts).every((count) => count === 0)).toBe(true)
  })

  test('an unknown one is 404 wherever it is named', async () => {
    const params = { examId: NOBODY }
    for (const answer of [
      await admin.call(getExam, { params }),
      await change(NOBODY, { name: 'Autre' }),
      await setBareme(NOBODY, BAREME),
      await choose(NOBODY, []),
      await remove(NOBODY, ''),
    ])
      expect(answer).toMatchObject({ status: 404, code: 'not_found' })
    expect(await admin.call(getExam, { params: { examId: 'pas-un-uuid' } })).toMatchObject({ status: 400 })
  })

  test('changes only what is said', async () => {
    const { id } = await makeExam(korrigo)
    const before = await look(id)
    expect((await change(id, { subject: 'PHYSIQUE', coefficient: 2.5 })).json).toEqual({
      ...before,
      subject: 'PHYSIQUE',
      coefficient: 2.5,
    })
    expect((await change(id, { subject: null })).json.subject).toBeNull()
  })

  test('keeps its mode and its pages per booklet once something was scanned', async () => {
    const { id } = await makeExam(korrigo)
    expect((await change(id, { pagesPerBooklet: 8 })).json.pagesPerBooklet).toBe(8)
    await makeCopy(korrigo, { examId: id, status: 'STAGING' })
    for (const body of [{ pagesPerBooklet: 4 }, { uploadMode: 'INDIVIDUAL_A4', name: 'Autre' }])
      expect(await change(id, body)).toMatchObject({ status: 409, code: 'exam_has_scans' })
    expect((await change(id, { name: 'Nouveau nom', pagesPerBooklet: 8 })).json).toMatchObject({
      name: 'Nouveau nom',
      uploadMode: 'BATCH_A3',
      pagesPerBooklet: 8,
    })
  })

  test('counts each stage', async () => {
    const { id: examId } = await makeExam(korrigo, { correctorIds: [ada.id] })
    const student = await makeStudent(korrigo, { examId })
    await makeStudent(korrigo, { examId })
    await makeCopy(korrigo, { examId, status: 'STAGING' })
    const waiting = await makeCopy(korrigo, { examId, correctorId: ada.id })
    await makeCopy(korrigo, { examId, status: 'GRADED', correctorId: ada.id, studentId: student.id })
    await makeReading(korrigo, {
      copyId: waiting.id,
      status: 'review',
      candidates: [{ studentId: student.id, confidence: 0.6 }],
    })
    expect((await look(examId)).counts).toEqual({
      students: 2,
      correctors: 1,
      scans: 3,
      scansRunning: 0,
      scansRefused: 0,
      copies: 3,
      staging: 1,
      ready: 1,
      locked: 0,
      graded: 1,
      identified: 1,
      proposed: 1,
      assigned: 2,
      questions: 3,
    })
    const listOf = async (user: TestUser) =>
      (await user.call(listExams)).json.exams.find(({ id }) => id === examId)
    expect(await listOf(admin)).toMatchObject({ copies: 3, graded: 1 })
    expect(await listOf(ada)).toMatchObject({ copies: 2, graded: 1 })
    expect(await listOf(bea)).toBeUndefined()
  })
})

describe('the barème', () => {
  test('a fault is named, and nothing changes', async () => {
    const { id } = await makeExam(korrigo)
    const node = { id: 'q', label: 'Question', points: 1 }
    for (const [structure, word] of [
      [[node, node], 'même identifiant'],
      [[{ ...node, label: ' ' }], 'intitulé'],
      [[{ ...node, points: 0 }], 'plus de 0'],
      [[{ ...node, points: 0.3 }], 'multiple de 0,25'],
    ] as const) {
      const answer = await setBareme(id, [...structure])
      expect(answer).toMatchObject({ status: 422, code: 'bareme_invalid' })
      expect(answer.problem?.detail).toContain(word)
    }
    expect((await setBareme(id, [{ ...node, points: -1 }])).status).toBe(400)
    expect((await look(id)).gradingStructure).toEqual(BAREME)
  })

  test('a tree thousands of levels deep is refused, not fatal', async () => {
    const { id } = await makeExam(korrigo)
    const deep = `${'{"id":"q","label":"q","points":1,"children":['.repeat(20_000)}${']}'.repeat(20_000)}`
    const response = await korrigo.app.inject({
      method: 'PUT',
      url: `/api/exams/${id}/grading-structure`,
      headers: { ...admin.headers, 'content-type': 'application/json' },
      payload: `{"gradingStructure":[${deep}]}`,
    })
    expect(response.statusCode).toBe(400)
  })

  test('points of exercises are those of their questions', async () => {
    const { id } = await makeExam(korrigo)
    const [ex1] = BAREME
    const { json } = await setBareme(id, [
      { id: 'ex1', label: 'Exercice 1', points: 99, children: ex1?.children },
    ])
    expect(json.gradingStructure).toEqual([ex1])
    expect(json.totalPoints).toBe(4)
  })

  test('a question with marks can neither go, nor be worth less, nor become an exercise', async () => {
    const { id } = await makeExam(korrigo)
    const [ex1, ex2] = BAREME
    if (!ex1 || !ex2) throw new Error('two exercises')
    const copy = await makeCopy(korrigo, { examId: id, status: 'GRADED', marks: { ex2: 1.5 } })
    const body = { reason: 'Barème à revoir' }
    expect((await admin.call(reopenCopy, { params: { copyId: copy.id }, body })).status).toBe(204)
    for (const structure of [
      [ex1],
      [ex1, { ...ex2, points: 1.25 }],
      [ex1, { ...ex2, children: [{ id: 'ex2-q1', label: 'a', points: 2 }] }],
    ]) {
      const answer = await setBareme(id, structure)
      expect(answer).toMatchObject({ status: 409, code: 'bareme_in_use' })
      expect(answer.problem?.detail).toContain('Exercice 2')
    }
    expect((await setBareme(id, [{ ...ex2, label: 'Problème', points: 1.5 }])).json.totalPoints).toBe(1.5)
  })

  test('a question keeps its points while a marked copy has a PDF that tells them; its words may change', async () => {
    const { id } = await makeExam(korrigo)
    const [ex1, ex2] = BAREME
    if (!ex1 || !ex2) throw new Error('two exercises')
    await makeCopy(korrigo, { examId: id, status: 'GRADED', marks: { ex2: 1.5 } })
    for (const structure of [
      [ex1],
      [ex1, { ...ex2, points: 3 }],
      [ex1, ex2, { id: 'ex3', label: 'Exercice 3', points: 2 }],
    ]) {
      expect(await setBareme(id, structure)).toMatchObject({ status: 409, code: 'bareme_graded' })
    }
    expect((await setBareme(id, [ex1, { ...ex2, label: 'Problème' }])).json.totalPoints).toBe(6)
  })

  test('does not change while results are released', async () => {
    const { id } = await makeExam(korrigo)
    await korrigo.db
      .updateTable('exams_exam')
      .set({ results_released_at: new Date() })
      .where('id', '=', id)
      .execute()
    expect(await setBareme(id, BAREME)).toMatchObject({ status: 409, code: 'exam_released' })
  })
})

describe('who marks the exam', () => {
  test('only correctors who can log in', async () => {
    const { id } = await makeExam(korrigo)
    const closed = await korrigo.newUser('corrector')
    await korrigo.db.updateTable('auth_user').set({ is_active: false }).where('id', '=', closed.id).execute()
    for (const stranger of [admin.id, NOBODY, closed.id])
      expect(await choose(id, [ada.id, stranger])).toMatchObject({ status: 400, code: 'invalid_request' })
    expect((await look(id)).correctors).toEqual([])
    expect((await choose(id, [ada.id, bea.id, ada.id])).json.correctors).toEqual([
      { id: bea.id, displayName: 'Béa Deux' },
      { id: ada.id, displayName: 'Ada Un' },
    ])
  })

  test('an account closed since does not stand in the way of the others', async () => {
    const gone = await korrigo.newUser('corrector')
    const { id } = await makeExam(korrigo, { correctorIds: [gone.id] })
    await korrigo.db.updateTable('auth_user').set({ is_active: false }).where('id', '=', gone.id).execute()
    expect((await choose(id, [gone.id, ada.id])).json.correctors).toHaveLength(2)
    expect((await choose(id, [ada.id])).json.correctors).toHaveLength(1)
    expect(await choose(id, [gone.id])).toMatchObject({ status: 400 })
  })

  test('whoever is taken off gives back the copies not yet marked, and the journal says so', async () => {
    const { id: examId } = await makeExam(korrigo, { correctorIds: [ada.id, bea.id] })
    const mine = await makeCopy(korrigo, { examId, correctorId: ada.id })
    const graded = await makeCopy(korrigo, { examId, correctorId: ada.id, status: 'GRADED' })
    const hers = await makeCopy(korrigo, { examId, correctorId: bea.id })
    await choose(examId, [bea.id])
    const rows = await korrigo.db
      .selectFrom('exams_copy')
      .where('exam_id', '=', examId)
      .select(['id', 'assigned_corrector_id'])
      .execute()
    expect(new Map(rows.map((row) => [row.id, row.assigned_corrector_id]))).toEqual(
      new Map([
        [mine.id, null],
        [graded.id, ada.id],
        [hers.id, bea.id],
      ]),
    )
    const events = await korrigo.db
      .selectFrom('grading_gradingevent')
      .where('copy_id', 'in', [mine.id, graded.id, hers.id])
      .where('action', '=', 'ASSIGN')
      .select(['copy_id', 'actor_id', 'metadata'])
      .execute()
    expect(events).toEqual([
      {
        copy_id: mine.id,
        actor_id: admin.id,
        metadata: { previous_corrector_id: ada.id, corrector_id: null },
      },
    ])
  })
})

describe('deleting an exam', () => {
  test('needs its name, no published results and nobody marking', async () => {
    const { id: examId, name } = await makeExam(korrigo, { correctorIds: [ada.id] })
    const copy = await makeCopy(korrigo, { examId, correctorId: ada.id })
    expect(await remove(examId, `${name} `)).toMatchObject({ status: 422, code: 'exam_name_mismatch' })
    const released = (at: Date | null) =>
      korrigo.db.updateTable('exams_exam').set({ results_released_at: at }).where('id', '=', examId).execute()
    await released(new Date())
    expect(await remove(examId, name)).toMatchObject({ status: 409, code: 'exam_released' })
    await released(null)
    await korrigo.db.transaction().execute(async (trx) => {
      await trx
        .insertInto('grading_copylock')
        .values({ copy_id: copy.id, owner_id: ada.id, expires_at: new Date(Date.now() + 60_000) })
        .execute()
      await trx
        .updateTable('exams_copy')
        .set({ status: 'LOCKED', locked_by_id: ada.id, locked_at: new Date() })
        .where('id', '=', copy.id)
        .execute()
    })
    expect(await remove(examId, name)).toMatchObject({ status: 409, code: 'exam_being_marked' })
    expect((await look(examId)).counts).toMatchObject({ copies: 1, locked: 1 })
  })

  test('takes all with it, and the audit log keeps what there was', async () => {
    const { id: examId, name } = await makeExam(korrigo)
    const student = await makeStudent(korrigo, { examId })
    const copy = await makeCopy(korrigo, {
      examId,
      status: 'GRADED',
      marks: { ex2: 1 },
      studentId: student.id,
    })
    await makeCopy(korrigo, { examId, status: 'STAGING' })
    expect((await remove(examId, name)).status).toBe(204)
    expect(await admin.call(getExam, { params: { examId } })).toMatchObject({ status: 404 })
    const left = await korrigo.db
      .selectFrom('scans_page')
      .where('copy_id', '=', copy.id)
      .select('id')
      .execute()
    expect(left).toEqual([])
    expect(
      await korrigo.db.selectFrom('students_student').where('id', '=', student.id).select('id').execute(),
    ).toHaveLength(1)
    const [event] = await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', examId)
      .where('action', '=', 'delete_exam')
      .select(['actor_id', 'metadata'])
      .execute()
    expect(event).toEqual({ actor_id: admin.id, metadata: { name, copies: 2, annotations: 0, scores: 1 } })
  })
})
