import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteExam } from '#contract/exams.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam } from '#test/factories.ts'
import { removeUnreferencedFiles } from './unreferenced-files.ts'

let korrigo: TestApp
let admin: TestUser

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const stored = async (): Promise<string[]> => {
  const keys = []
  for await (const { key } of korrigo.storage.list()) keys.push(key)
  return keys.sort()
}
const inTwoHours = () => new Date(Date.now() + 2 * 3_600_000)

test('what a deleted exam left in the store goes, what others use stays, and so does what has just come', async () => {
  const kept = await makeExam(korrigo)
  await makeCopy(korrigo, { examId: kept.id, status: 'GRADED' })
  const before = await stored()
  expect(before.length).toBeGreaterThan(0)

  const gone = await makeExam(korrigo)
  await makeCopy(korrigo, { examId: gone.id, status: 'GRADED' })
  await korrigo.storage.put(`derived/desk/${randomUUID()}-0.jpg`, Buffer.from('image'))
  await korrigo.storage.put('backups/hors-sujet.txt', Buffer.from('not a kind of ours'))
  const body = { confirmName: gone.name }
  expect((await admin.call(deleteExam, { params: { examId: gone.id }, body })).status).toBe(204)

  expect(await removeUnreferencedFiles(korrigo)).toBe(0)
  expect(await removeUnreferencedFiles(korrigo, inTwoHours())).toBeGreaterThan(1)
  expect(await stored()).toEqual(['backups/hors-sujet.txt', ...before].sort())
  expect(await removeUnreferencedFiles(korrigo, inTwoHours())).toBe(0)
})
