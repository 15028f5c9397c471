import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteExam } from '#contract/exams.ts'
import { getCopyPageImage } from '#contract/grading.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam } from '#test/factories.ts'
import { deposit, newScanPdf } from '#test/scans.ts'
import { removeForgottenFiles } from './forgotten-files.ts'

let korrigo: TestApp
let admin: TestUser

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const stored = async (): Promise<string[]> =>
  (await readdir(korrigo.config.filesDir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()

/** An exam with everything the store can hold of it, and a scan that others may have deposited too. */
async function fullExam(scan: Uint8Array): Promise<{ id: string; name: string }> {
  const exam = await makeExam(korrigo)
  const copy = await makeCopy(korrigo, { examId: exam.id, status: 'GRADED' })
  await admin.call(getCopyPageImage, { params: { copyId: copy.id, index: 0 } })
  await deposit(korrigo, admin, exam.id, [{ name: 'lot.pdf', bytes: scan }])
  return exam
}

test('the files of a deleted exam go, those that another exam has too stay', async () => {
  const shared = await newScanPdf()
  await fullExam(shared)
  const before = await stored()
  const gone = await fullExam(shared)
  await deposit(korrigo, admin, gone.id, [{ name: 'seul.pdf', bytes: await newScanPdf() }])
  const full = await stored()
  expect(full.length).toBeGreaterThanOrEqual(before.length + 4)

  await removeForgottenFiles(korrigo)
  expect(await stored()).toEqual(full)

  const refused = await admin.call(deleteExam, {
    params: { examId: gone.id },
    body: { confirmName: 'autre' },
  })
  expect(refused.status).toBe(422)
  await removeForgottenFiles(korrigo)
  expect(await stored()).toEqual(full)

  const deleted = await admin.call(deleteExam, {
    params: { examId: gone.id },
    body: { confirmName: gone.name },
  })
  expect(deleted.status).toBe(204)
  await removeForgottenFiles(korrigo)
  expect(await stored()).toEqual(before)
})
