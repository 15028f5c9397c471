import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { archiveStudents, type importRoster, listRoster, listStudents } from '#contract/students.ts'
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
const sendToSchool = (text: string | Buffer, { dryRun = false, as = admin } = {}) =>
  upload<Import>(korrigo, as, `/api/students/import?dryRun=${dryRun}`, [
    { name: 'élèves.csv', bytes: Buffer.from(text) },
  ])
const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../test/fixtures/rosters/${name}`, import.meta.url)))
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

describe('importing for the whole school', () => {
  test('a stranger to it is refused; a file for the school puts nobody on a roster', async () => {
    const corrector = await korrigo.newUser('corrector')
    expect(await sendToSchool(rosterOf([]), { as: corrector })).toMatchObject({ status: 403 })
    expect(await sendToSchool('bonjour')).toMatchObject({ status: 422, code: 'roster_unreadable' })
    const name = newName()
    const { id: examId } = await makeExam(korrigo)
    expect((await sendToSchool(rosterOf([`${name};Ada;01/02/2009;2nde 1;`]))).json.created).toBe(1)
    expect(await rosterFor(examId)).toEqual([])
    const found = (await admin.call(listStudents, { query: { search: name } })).json
    expect(found).toMatchObject({ total: 1, students: [{ lastName: name, className: '2nde 1' }] })
  })

  test.each([
    '1-pronote-cp1252.csv',
    '2-utf8-virgule.csv',
    '3-utf16-tabulation.csv',
    '4-bom-separateurs-en-trop.csv',
    '5-entetes-synonymes.csv',
    '6-erreurs.csv',
    '8-guillemets-casses.csv',
  ])('%s twice: the second time changes nothing and says the same', async (name) => {
    const dry = (await sendToSchool(fixture(name), { dryRun: true })).json
    const first = (await sendToSchool(fixture(name))).json
    expect(first).toEqual({ ...dry, dryRun: false })
    const before = await korrigo.db.selectFrom('students_student').selectAll().orderBy('id').execute()
    const second = (await sendToSchool(fixture(name))).json
    expect(second).toEqual({ ...first, created: 0, unchanged: first.created })
    expect(await korrigo.db.selectFrom('students_student').selectAll().orderBy('id').execute()).toEqual(
      before,
    )
  })

  test('homonyms are both kept and told of, by line or as the school knows them', async () => {
    const name = newName()
    const dates = ['11/11/2009', '12/11/2009']
    const first = await sendToSchool(rosterOf(dates.map((date) => `${name};Sarah;${date};2nde 2;s@x.fr`)))
    expect(first.json.created).toBe(2)
    const told = first.json.problems.filter(({ code }) => code === 'homonym')
    expect(told.map(({ line, severity }) => [line, severity])).toEqual([
      [2, 'warning'],
      [3, 'warning'],
    ])
    expect(told[0]?.message).toContain(`${name} Sarah, 2nde 2, 12/11/2009 (ligne 3)`)
    const third = await sendToSchool(rosterOf([`${name.toLowerCase()};sarah;13/11/2009;2nde 2;s@x.fr`]))
    expect(third.json.problems).toMatchObject([{ line: 2, code: 'homonym' }])
    expect(third.json.problems[0]?.message).toContain(
      `${name} Sarah, 2nde 2, 11/11/2009 et de ${name} Sarah, 2nde 2, 12/11/2009. `,
    )
  })

  test('somebody archived who is named again comes back, and the report says so', async () => {
    const { id, lastName, firstName } = await makeStudent(korrigo, { lastName: newName(), className: 'TG2' })
    await admin.call(archiveStudents, { body: { studentIds: [id] } })
    const text = rosterOf([`${lastName};${firstName};12/03/2009;TG2;`])
    for (const dryRun of [true, false]) {
      const { json } = await sendToSchool(text, { dryRun })
      expect(json).toMatchObject({ created: 0, updated: 1, unchanged: 0, restored: 1 })
      expect(json.problems).toContainEqual(expect.objectContaining({ line: 2, code: 'restored' }))
    }
    expect((await sendToSchool(text)).json).toMatchObject({ unchanged: 1, restored: 0 })
    const { students } = (await admin.call(listStudents, { query: { search: lastName } })).json
    expect(students).toMatchObject([{ id, archivedAt: null }])
  })
})
