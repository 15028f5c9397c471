import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addToRoster,
  archiveStudents,
  createRosterStudent,
  listRoster,
  listStudents,
  removeFromRoster,
} from '#contract/students.ts'
import { type ExamEvent, openEventHub } from '#server/db/events.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam, makeStudent } from '#test/factories.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'
const newcomer = { lastName: 'Arrivée', firstName: 'Lou', birthDate: '2009-05-04', className: '2nde 3' }

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const add = (examId: string, body: object) => admin.call(addToRoster, { params: { examId }, body })
const remove = (examId: string, ...studentIds: number[]) =>
  admin.call(removeFromRoster, { params: { examId }, body: { studentIds } })
const create = (examId: string, body: object) =>
  admin.call(createRosterStudent, { params: { examId }, body: { ...newcomer, ...body } })
const rosterFor = async (examId: string) =>
  (await admin.call(listRoster, { params: { examId } })).json.students.map(({ id }) => id)
const actionsOf = async (examId: string) =>
  (
    await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', examId)
      .orderBy('at')
      .select('action')
      .execute()
  ).map(({ action }) => action)

describe('the roster of an exam', () => {
  test('an exam or a student that is not there: 404, and nothing is done', async () => {
    const { id: examId } = await makeExam(korrigo)
    const { id } = await makeStudent(korrigo)
    expect(await create(NOBODY, {})).toMatchObject({ status: 404 })
    expect((await admin.call(listStudents, { query: { search: 'arrivee' } })).json.total).toBe(0)
    expect(await add(NOBODY, { studentIds: [id] })).toMatchObject({ status: 404 })
    expect(await add(examId, { studentIds: [id, 2_000_000_000] })).toMatchObject({ status: 404 })
    expect(await remove(NOBODY, id)).toMatchObject({ status: 404 })
    expect(await rosterFor(examId)).toEqual([])
    expect(await actionsOf(examId)).toEqual([])
  })

  test('takes somebody the school does not know, and refuses whom it knows, saying who', async () => {
    const { id: examId } = await makeExam(korrigo)
    const { status, json } = await create(examId, { email: 'lou@exemple.fr' })
    expect(status).toBe(201)
    expect(json).toEqual({ ...newcomer, id: json.id, email: 'lou@exemple.fr', hasAccount: false })
    expect(await rosterFor(examId)).toEqual([json.id])
    const { id: other } = await makeExam(korrigo)
    const refused = await create(other, { lastName: 'ARRIVEE' })
    expect(refused).toMatchObject({ status: 409, code: 'student_exists' })
    expect(refused.problem?.current).toMatchObject({ id: json.id, archivedAt: null })
    expect(await rosterFor(other)).toEqual([])
    expect((await create(other, { birthDate: '2009-05-05' })).status).toBe(201)
  })

  test('takes whole classes, without who left, and each student once', async () => {
    const { id: examId } = await makeExam(korrigo)
    const one = await makeStudent(korrigo, { className: 'TG6' })
    const two = await makeStudent(korrigo, { className: 'TG7' })
    const left = await makeStudent(korrigo, { className: 'TG7' })
    const single = await makeStudent(korrigo, { className: 'TG8' })
    await admin.call(archiveStudents, { body: { studentIds: [left.id] } })
    await add(examId, { studentIds: [one.id] })
    const { json } = await add(examId, { classNames: ['TG6', 'TG7'], studentIds: [single.id, two.id] })
    expect(json.studentIds.toSorted((a, b) => a - b)).toEqual([two.id, single.id])
    expect((await rosterFor(examId)).toSorted((a, b) => a - b)).toEqual([one.id, two.id, single.id])
    expect((await add(examId, { classNames: ['TG6'] })).json.studentIds).toEqual([])
    expect(await actionsOf(examId)).toEqual(['add_to_roster', 'add_to_roster'])
  })

  test('lets nobody go who has a copy of the exam; others go, and are announced', async () => {
    const { id: examId } = await makeExam(korrigo)
    const named = await makeStudent(korrigo, { examId, lastName: 'Nommé' })
    const free = await makeStudent(korrigo, { examId })
    const copy = await makeCopy(korrigo, { examId, studentId: named.id })
    const refused = await remove(examId, free.id, named.id)
    expect(refused).toMatchObject({ status: 409, code: 'roster_student_has_copy' })
    expect(refused.problem?.detail).toContain(
      `Nommé Dominique a une copie dans cet examen\u00a0: ${copy.anonymousId}`,
    )
    expect((await rosterFor(examId)).length).toBe(2)
    const hub = await openEventHub(korrigo.connectionString)
    const heard: ExamEvent[] = []
    hub.subscribe(examId, (event) => heard.push(event))
    expect((await remove(examId, free.id)).json.studentIds).toEqual([free.id])
    expect((await remove(examId, free.id)).json.studentIds).toEqual([])
    await expect.poll(() => heard).toEqual([{ type: 'exam', examId }])
    await hub.close()
    expect(await rosterFor(examId)).toEqual([named.id])
  })
})
