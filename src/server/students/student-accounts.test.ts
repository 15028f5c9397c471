import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logIn } from '#contract/auth.ts'
import { createStudentAccounts, listRoster } from '#contract/students.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam, makeStudent } from '#test/factories.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const rosterFor = async (examId: string) =>
  (await admin.call(listRoster, { params: { examId } })).json.students
const openAccounts = (examId: string) => admin.call(createStudentAccounts, { params: { examId } })

describe('accounts of students', () => {
  test('an exam that is not there: 404, and nothing in the audit log', async () => {
    expect(await openAccounts(NOBODY)).toMatchObject({ status: 404 })
    expect(await admin.call(listRoster, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
    const told = await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', NOBODY)
      .select('id')
      .execute()
    expect(told).toEqual([])
  })

  test('one each, with names that stay apart, and passwords that work', async () => {
    const { id: examId } = await makeExam(korrigo)
    for (const birthDate of ['2009-01-01', '2009-01-02'])
      await makeStudent(korrigo, { examId, lastName: 'LE GOFF', firstName: 'Maëlle', birthDate })
    await makeStudent(korrigo, { examId, lastName: 'N'.repeat(100), firstName: 'P'.repeat(100) })
    const { status, json } = await openAccounts(examId)
    expect(status).toBe(201)
    const [one, two, long] = json.accounts
    expect([one?.username, two?.username]).toEqual(['maelle.le-goff', 'maelle.le-goff2'])
    for (const account of [one, two, long]) {
      const { username = '', password = '' } = account ?? {}
      const session = await korrigo.stranger.call(logIn, { body: { username, password } })
      expect(session.json.actor?.role).toBe('student')
    }
    expect((await rosterFor(examId)).every((student) => student.hasAccount)).toBe(true)
    expect((await openAccounts(examId)).json.accounts).toEqual([])
    const audit = JSON.stringify(await korrigo.db.selectFrom('audit_event').selectAll().execute())
    for (const { password } of json.accounts) expect(audit).not.toContain(password)
  })

  test('two admins at once open each account once', async () => {
    const { id: examId } = await makeExam(korrigo)
    for (let i = 0; i < 4; i++) await makeStudent(korrigo, { examId })
    const answers = await Promise.all([openAccounts(examId), openAccounts(examId)])
    expect(answers.map(({ json }) => json.accounts.length).sort()).toEqual([0, 4])
  })
})
