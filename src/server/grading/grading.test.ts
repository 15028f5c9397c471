import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getDesk, listCopyEvents, listMyCopies } from '#contract/grading.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type MadeCopy, makeCopy, makeExam, makeStudent } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
let corrector: TestUser
let other: TestUser
let examId: string
let copy: MadeCopy

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  corrector = await korrigo.newUser('corrector')
  other = await korrigo.newUser('corrector')
  examId = (await makeExam(korrigo, { correctorIds: [corrector.id] })).id
  const student = await makeStudent(korrigo, { lastName: 'Quéméneur', firstName: 'Bérénice', examId })
  copy = await makeCopy(korrigo, {
    examId,
    correctorId: corrector.id,
    studentId: student.id,
    handOutOrder: 0.9,
    status: 'GRADED',
    marks: { 'ex1-q1': 1.5, ex2: 0.5 },
  })
})
afterAll(() => korrigo.close())

describe('getDesk', () => {
  const desk = (by: TestUser, copyId = copy.id) => by.call(getDesk, { params: { copyId } })

  test('is for the corrector of the copy and for admins', async () => {
    expect(await korrigo.stranger.call(getDesk, { params: { copyId: copy.id } })).toMatchObject({
      status: 401,
    })
    expect(await desk(await korrigo.newUser('student'))).toMatchObject({ status: 403 })
    // Word for word the same answer, whether the copy exists or not.
    const [hidden, absent] = [await desk(other), await desk(other, randomUUID())]
    expect(hidden).toMatchObject({ status: 404, code: 'not_found' })
    expect(hidden.problem).toEqual(absent.problem)
    expect(await desk(corrector, 'x')).toMatchObject({ status: 400 })
  })

  test('shows pages, barème and marks, and nothing that tells whose copy it is', async () => {
    for (const user of [corrector, admin]) {
      const answer = await desk(user)
      expect(answer.json).toMatchObject({
        anonymousId: copy.anonymousId,
        status: 'GRADED',
        draft: { version: 0, marking: { marks: { 'ex1-q1': 1.5, ex2: 0.5 } } },
        lock: null,
      })
      expect(answer.json.pages).toHaveLength(4)
      expect(answer.json.pages[0]).toEqual({
        index: 0,
        look: expect.any(String),
        widthPx: 413,
        heightPx: 585,
        blank: false,
      })
      expect(answer.bytes.toString()).not.toMatch(/Quéméneur|Bérénice|student|position|scan|final/i)
      for (const id of [copy.scanId, ...copy.pageIds]) expect(answer.bytes.toString()).not.toContain(id)
    }
  })
})

describe('listMyCopies', () => {
  const list = (by: TestUser, id = examId) => by.call(listMyCopies, { params: { examId: id } })

  test('is for correctors, of exams they mark', async () => {
    expect(await korrigo.stranger.call(listMyCopies, { params: { examId } })).toMatchObject({ status: 401 })
    expect(await list(admin)).toMatchObject({ status: 403 })
    expect(await list(other)).toMatchObject({ status: 404, code: 'not_found' })
    expect(await list(corrector, randomUUID())).toMatchObject({ status: 404 })
  })

  test('gives mine in hand-out order with what is marked, and tells nobody’s name', async () => {
    const first = await makeCopy(korrigo, { examId, correctorId: corrector.id, handOutOrder: 0.1, pages: 8 })
    await makeCopy(korrigo, { examId, correctorId: other.id, handOutOrder: 0.2 })
    await makeCopy(korrigo, { examId, correctorId: corrector.id, handOutOrder: 0.3, status: 'STAGING' })
    const answer = await list(corrector)
    expect(answer.json.copies).toMatchObject([
      { id: first.id, status: 'READY', pages: 8, marked: 0, questions: 3, total: 0, totalMax: 6 },
      { id: copy.id, status: 'GRADED', pages: 4, marked: 2, questions: 3, total: 2, totalMax: 6 },
    ])
    expect(answer.bytes.toString()).not.toMatch(/Quéméneur|Bérénice|student|position|scan/i)
    // A corrector with a copy but no longer on the list of the exam still finds it.
    expect((await list(other)).json.copies).toHaveLength(1)
  })

  test('of an exam without copies for me is empty, not absent', async () => {
    const empty = await makeExam(korrigo, { correctorIds: [corrector.id] })
    expect((await list(corrector, empty.id)).json).toEqual({ exam: empty, copies: [] })
  })
})

describe('listCopyEvents', () => {
  test('is for admins', async () => {
    const call = { params: { copyId: copy.id } }
    expect(await korrigo.stranger.call(listCopyEvents, call)).toMatchObject({ status: 401 })
    expect(await corrector.call(listCopyEvents, call)).toMatchObject({ status: 403 })
    expect(await admin.call(listCopyEvents, { params: { copyId: randomUUID() } })).toMatchObject({
      status: 404,
    })
    expect((await admin.call(listCopyEvents, call)).json.events).toEqual([])
  })
})
