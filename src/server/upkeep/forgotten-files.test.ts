import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteExam } from '#contract/exams.ts'
import { getCopyPageImage } from '#contract/grading.ts'
import { holdStoredFile } from '#server/db/stored-file-lock.ts'
import { insertScan } from '#server/scans/scans.store.ts'
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

test('a scan deposited again while the files of its deleted exam are removed is not lost', async () => {
  const bytes = await newScanPdf()
  const gone = await makeExam(korrigo)
  const [scan] = (await deposit(korrigo, admin, gone.id, [{ name: 'lot.pdf', bytes }])).json.scans
  const key = `scans/${scan?.sha256}.pdf`
  await admin.call(deleteExam, { params: { examId: gone.id }, body: { confirmName: gone.name } })

  const { id: examId } = await makeExam(korrigo)
  // A deposit that has put its file in place and has not committed its row yet.
  const removal = await korrigo.db.transaction().execute(async (trx) => {
    await holdStoredFile(trx, key)
    const removing = removeForgottenFiles(korrigo)
    await insertScan(trx, {
      exam_id: examId,
      file_name: 'lot.pdf',
      sha256: scan?.sha256 ?? '',
      storage_key: key,
      byte_size: bytes.length,
      uploaded_by_id: admin.id,
    })
    // Long enough for a removal that does not wait.
    await sleep(300)
    return { removing }
  })
  await removal.removing
  expect(await korrigo.storage.exists(key)).toBe(true)
})
