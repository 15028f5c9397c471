import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelScan, getPageImage, listScans, removeScan, retryScan, type Scan } from '#contract/scans.ts'
import { getStapler } from '#contract/stapler.ts'
import { removeForgottenFiles } from '#server/upkeep/forgotten-files.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam } from '#test/factories.ts'
import { batchPdf, deposit, depositAndSplit, newScanPdf } from '#test/scans.ts'
import { runMakeImages } from './make-images-job.ts'
import { derivedKey } from './page-images.ts'
import { splitWholeScan } from './split-scan-job.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const scansOf = async (examId: string) => (await admin.call(listScans, { params: { examId } })).json.scans
const scanOf = async (examId: string): Promise<Scan> => {
  const [scan] = await scansOf(examId)
  if (scan === undefined) throw new Error('no scan')
  return scan
}
const pagesOf = async (examId: string) => {
  const { copies, bin } = (await admin.call(getStapler, { params: { examId } })).json
  return [...copies.flatMap(({ pages }) => pages), ...bin]
}
async function put(bytes: Uint8Array): Promise<{ examId: string; scanId: string }> {
  const { id: examId } = await makeExam(korrigo)
  const [scan] = (await deposit(korrigo, admin, examId, [{ name: 'lot.pdf', bytes }])).json.scans
  return { examId, scanId: scan?.id ?? '' }
}
const cancel = (scanId: string) => admin.call(cancelScan, { params: { scanId } })
/** Whole: other tests may have left scans that wait, and a busy machine may need more than a turn. */
const split = (scanId: string) => splitWholeScan(korrigo, scanId)
/** Does something once pages of the scan are saved, and before it can be done: its pages are put in copies under a lock on the exam. */
async function withSplitUnderWay(
  { examId, scanId }: { examId: string; scanId: string },
  during: () => Promise<void>,
): Promise<void> {
  const running = await korrigo.db.transaction().execute(async (trx) => {
    await trx.selectFrom('exams_exam').where('id', '=', examId).select('id').forUpdate().execute()
    const ended = split(scanId)
    while ((await scanOf(examId)).pagesDone === 0) await sleep(5)
    await during()
    return { ended }
  })
  await running.ended
}
const isThere = (key: string) => korrigo.storage.exists(key)

describe('calling a split off', () => {
  test('that is unknown, over or refused: nothing changes', async () => {
    expect(await cancel(NOBODY)).toMatchObject({ status: 404 })
    const { id: examId } = await makeExam(korrigo)
    const done = await depositAndSplit(korrigo, admin, examId, await newScanPdf())
    const refused = await depositAndSplit(korrigo, admin, examId, Buffer.from('%PDF-1.7\nrien'), 'vide.pdf')
    const before = await scansOf(examId)
    for (const { id } of [done, refused])
      expect(await cancel(id)).toMatchObject({ status: 409, code: 'scan_not_cancellable' })
    expect(await scansOf(examId)).toEqual(before)
  })

  test('that waits: its job finds nothing to do, and it can be taken off the list', async () => {
    const { examId, scanId } = await put(await newScanPdf())
    expect((await cancel(scanId)).json).toMatchObject({ status: 'CANCELLED', error: null })
    await split(scanId)
    expect(await scanOf(examId)).toMatchObject({ status: 'CANCELLED', pagesDone: 0 })
    expect(await pagesOf(examId)).toEqual([])
    expect(await cancel(scanId)).toMatchObject({ status: 409, code: 'scan_not_cancellable' })
    expect(await admin.call(removeScan, { params: { scanId } })).toMatchObject({ status: 204 })
    expect(await scansOf(examId)).toEqual([])
  })

  test('that is under way: it stops, leaves no page and no image, and can be begun anew', async () => {
    const { examId, scanId } = await put(await batchPdf())
    await withSplitUnderWay({ examId, scanId }, async () => {
      expect(await cancel(scanId)).toMatchObject({ status: 200 })
    })
    expect(await scanOf(examId)).toMatchObject({ status: 'CANCELLED', pagesDone: 0 })
    expect(await pagesOf(examId)).toEqual([])
    const left = await korrigo.db
      .selectFrom('scans_page')
      .where('scan_id', '=', scanId)
      .select('id')
      .execute()
    expect(left).toEqual([])
    await removeForgottenFiles(korrigo)
    expect(await isThere(`sheets/${scanId}/00001.pdf`)).toBe(false)

    expect((await admin.call(retryScan, { params: { scanId } })).json).toMatchObject({ status: 'QUEUED' })
    await split(scanId)
    expect(await scanOf(examId)).toMatchObject({ status: 'DONE', pagesDone: 6 })
    expect(await pagesOf(examId)).toHaveLength(12)
  })
})

test('a split that goes wrong as it is called off stays called off', async () => {
  const { examId, scanId } = await put(await newScanPdf())
  // In the way of the folder that its sheets are put in.
  await korrigo.storage.put(`sheets/${scanId}`, Buffer.from('rien'))
  const ended = split(scanId)
  while ((await scanOf(examId)).status !== 'SPLITTING') await sleep(5)
  expect(await cancel(scanId)).toMatchObject({ status: 200 })
  await ended
  expect(await scanOf(examId)).toMatchObject({ status: 'CANCELLED', error: null })
})

test('a split begun anew before the upkeep came keeps its sheets', async () => {
  const { examId, scanId } = await put(await newScanPdf())
  await cancel(scanId)
  await admin.call(retryScan, { params: { scanId } })
  await split(scanId)
  await removeForgottenFiles(korrigo)
  expect(await scanOf(examId)).toMatchObject({ status: 'DONE' })
  expect(await isThere(`sheets/${scanId}/00001.pdf`)).toBe(true)
})

test('a split says how long it will yet take', async () => {
  const large = await put(await batchPdf())
  await withSplitUnderWay(large, async () => {
    const { status, remainingSeconds } = await scanOf(large.examId)
    expect({ status, remainingSeconds }).toEqual({
      status: 'SPLITTING',
      remainingSeconds: expect.any(Number),
    })
    expect(remainingSeconds).toBeGreaterThanOrEqual(1)
  })
  expect(await scanOf(large.examId)).toMatchObject({ status: 'DONE', remainingSeconds: null })
})

describe('the display images', () => {
  test('are made after the split, once, for the pages as they are turned', async () => {
    const { id: examId } = await makeExam(korrigo)
    const { id: scanId } = await depositAndSplit(korrigo, admin, examId, await batchPdf())
    const pages = await korrigo.db
      .selectFrom('scans_page')
      .where('scan_id', '=', scanId)
      .select(['id', 'rotation'])
      .execute()
    const made = () => Promise.all(pages.map(({ id, rotation }) => isThere(derivedKey(id, 'desk', rotation))))
    expect(new Set(await made())).toEqual(new Set([false]))
    // Small ones are there as soon as the stapler opens.
    expect(
      await Promise.all(pages.map(({ id, rotation }) => isThere(derivedKey(id, 'thumb', rotation)))),
    ).toEqual(pages.map(() => true))
    const [first] = pages
    const early = await admin.call(getPageImage, { params: { pageId: first?.id ?? '' } })
    expect(early.status).toBe(200)

    const run = () => runMakeImages(korrigo, { scanId }, new AbortController().signal)
    await run()
    expect(await made()).toEqual(pages.map(() => true))
    expect((await admin.call(getPageImage, { params: { pageId: first?.id ?? '' } })).bytes).toEqual(
      early.bytes,
    )
    const timings = async () =>
      (
        await korrigo.db
          .selectFrom('scans_scan')
          .where('id', '=', scanId)
          .select('timings')
          .executeTakeFirst()
      )?.timings
    expect(await timings()).toMatchObject({
      splitMs: expect.any(Number),
      derivedImagesMs: expect.any(Number),
    })
    const before = await timings()
    await run()
    expect(await timings()).toEqual(before)
  })

  test('of an exam deleted in the meantime are not made', async () => {
    await runMakeImages(korrigo, { scanId: NOBODY }, new AbortController().signal)
  })
})
