import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { logIn } from '#contract/auth.ts'
import { createStudentAccounts, type importRoster, listRoster } from '#contract/students.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam, makeStudent } from '#test/factories.ts'
import { upload } from '#test/upload.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'
type Import = z.output<NonNullable<typeof importRoster.response>>

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

let serial = 0
/** A file of students nobody else has, `Nom;Prénom;…`. */
const rosterOf = (lines: string[]) => ['Nom;Prénom;Date de naissance;Classe;E-mail', ...lines].join('\n')
const newName = () => `ESSAI${++serial}`
const send = (examId: string, text: string | Buffer, { dryRun = false, as = admin } = {}) =>
  upload<Import>(korrigo, as, `/api/exams/${examId}/roster?dryRun=${dryRun}`, [
    { name: 'élèves.csv', bytes: Buffer.from(text) },
  ])
const rosterFor = async (examId: string) =>
  (await admin.call(listRoster, { params: { examId } })).json.students
const openAccounts = (examId: string) => admin.call(createStudentAccounts, { params: { examId } })
const countStudents = async () =>
  (await korrigo.db.selectFrom('students_student').select('id').execute()).length
const keptRosters = () => readdir(join(korrigo.config.filesDir, 'rosters')).catch((): string[] => [])

describe('importing a roster', () => {
  test('nothing sent, or nothing that can be read: refused, and nothing is kept', async () => {
    const { id } = await makeExam(korrigo)
    const url = `/api/exams/${id}/roster`
    const json = await korrigo.app.inject({ method: 'POST', url, headers: admin.headers, payload: {} })
    expect(json.json()).toMatchObject({ status: 400, code: 'upload_missing' })
    expect(await upload(korrigo, admin, url, [])).toMatchObject({ status: 400, code: 'upload_missing' })
    const broken = { ...admin.headers, 'content-type': 'multipart/form-data' }
    expect(
      (await korrigo.app.inject({ method: 'POST', url, headers: broken, payload: 'x' })).statusCode,
    ).toBe(400)
    const cut = { ...admin.headers, 'content-type': 'multipart/form-data; boundary=a' }
    const half = '--a\r\ncontent-disposition: form-data; name="file"; filename="x.csv"\r\n\r\nNom;Pr'
    expect((await korrigo.app.inject({ method: 'POST', url, headers: cut, payload: half })).statusCode).toBe(
      400,
    )
    for (const text of ['', 'bonjour', 'Nom;Classe\nA;B', '%PDF-1.4'])
      expect(await send(id, text)).toMatchObject({ status: 422, code: 'roster_unreadable' })
    const large = await send(id, Buffer.alloc(5 * 1024 * 1024 + 1, 'a'))
    expect(large).toMatchObject({ status: 413, code: 'upload_too_large' })
    expect(large.problem?.detail).toContain('élèves.csv dépasse la limite de 5 Mo')
    const corrector = await korrigo.newUser('corrector')
    expect(await send(id, rosterOf([]), { as: corrector })).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await send(NOBODY, rosterOf(['A;B;01/01/2009;2nde 1;']))).toMatchObject({ status: 404 })
    expect(await rosterFor(id)).toEqual([])
    expect(await keptRosters()).toEqual([])
  })

  test('a sign no database can hold is the file’s fault', async () => {
    const { id } = await makeExam(korrigo)
    const answer = await send(id, rosterOf([`${newName()}\u0000;Ada;01/02/2009;2nde 1;`]))
    expect([200, 400]).toContain(answer.status)
  })

  test('a dry run says what would happen and changes nothing', async () => {
    const { id } = await makeExam(korrigo)
    const before = await countStudents()
    const text = rosterOf([
      `${newName()};Ada;01/02/2009;2nde 1;`,
      `${newName()};Bo;32/02/2009;2nde 1;b@exemple.fr`,
    ])
    const dry = await send(id, text, { dryRun: true })
    expect(dry.json).toMatchObject({ dryRun: true, created: 1, updated: 0, unchanged: 0, separator: ';' })
    expect(dry.json.problems.map(({ line, code }) => [line, code])).toEqual([
      [2, 'missing_value'],
      [3, 'bad_date'],
    ])
    expect(await countStudents()).toBe(before)
    expect(await rosterFor(id)).toEqual([])
    expect((await send(id, text)).json).toEqual({ ...dry.json, dryRun: false })
    expect(await rosterFor(id)).toHaveLength(1)
  })

  test('a second time changes nothing; class and e-mail follow a new file; gaps erase nothing', async () => {
    const { id } = await makeExam(korrigo)
    const name = newName()
    await send(id, rosterOf([`${name};Zoé;01/02/2009;2nde 1;zoe@exemple.fr`]))
    const before = await rosterFor(id)
    const again = (await send(id, rosterOf([`${name.toLowerCase()};ZOE;1/2/2009;2nde 1;zoe@exemple.fr`])))
      .json
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 1 })
    expect(await rosterFor(id)).toEqual(before)
    expect((await send(id, rosterOf([`${name};Zoé;01/02/2009;;`]))).json).toMatchObject({ unchanged: 1 })
    expect(await rosterFor(id)).toEqual(before)
    expect((await send(id, rosterOf([`${name};Zoé;01/02/2009;2nde 2;`]))).json).toMatchObject({ updated: 1 })
    expect(await rosterFor(id)).toEqual([{ ...before[0], className: '2nde 2' }])
  })

  test('two at once make each student once', async () => {
    const { id } = await makeExam(korrigo)
    const { id: other } = await makeExam(korrigo)
    const text = rosterOf(Array.from({ length: 30 }, () => `${newName()};Ada;01/02/2009;2nde 1;`))
    const before = await countStudents()
    const answers = await Promise.all([id, other, id].map((examId) => send(examId, text)))
    expect(answers.map(({ json }) => json.created).sort((a, b) => a - b)).toEqual([0, 0, 30])
    expect(await countStudents()).toBe(before + 30)
    expect((await rosterFor(id)).map((student) => student.id)).toEqual(
      (await rosterFor(other)).map((student) => student.id),
    )
  })
})

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
