import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelScan, getScanRemoval, listScans, removeScan } from '#contract/scans.ts'
import { changeStaples, getStapler, validateCopies } from '#contract/stapler.ts'
import { acceptAfter, movePage } from '#domain/stapling.ts'
import { removeForgottenFiles } from '#server/upkeep/forgotten-files.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam } from '#test/factories.ts'
import { batchPdf, deposit, depositAndSplit, newScanPdf } from '#test/scans.ts'
import { derivedKey } from './page-images.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const look = (scanId: string) => admin.call(getScanRemoval, { params: { scanId } })
const remove = (scanId: string) => admin.call(removeScan, { params: { scanId } })
const scansOf = async (examId: string) =>
  (await admin.call(listScans, { params: { examId } })).json.scans.map(({ id }) => id)
const staplerOf = async (examId: string) => (await admin.call(getStapler, { params: { examId } })).json
const forgotten = () => korrigo.db.selectFrom('upkeep_forgotten').selectAll().execute()
const isThere = (key: string) => korrigo.storage.exists(key)

async function examWithScan() {
  const { id: examId } = await makeExam(korrigo)
  const scan = await depositAndSplit(korrigo, admin, examId, await newScanPdf())
  return { examId, scanId: scan.id }
}

describe('a scan stays, and nothing changes', () => {
  test('when it is not there', async () => {
    expect(await look(NOBODY)).toMatchObject({ status: 404 })
    expect(await remove(NOBODY)).toMatchObject({ status: 404 })
  })

  test('while its split waits', async () => {
    const { id: examId } = await makeExam(korrigo)
    const files = [{ name: 'lot.pdf', bytes: await newScanPdf() }]
    const [scan] = (await deposit(korrigo, admin, examId, files)).json.scans
    const scanId = scan?.id ?? ''
    expect(await remove(scanId)).toMatchObject({ status: 409, code: 'scan_under_way' })
    await admin.call(cancelScan, { params: { scanId } })
    expect(await remove(scanId)).toMatchObject({ status: 204 })
  })

  test('when a copy made of it is validated', async () => {
    const { id: examId } = await makeExam(korrigo)
    const { id: scanId } = await depositAndSplit(korrigo, admin, examId, await batchPdf())
    const [first] = (await staplerOf(examId)).copies
    await admin.call(validateCopies, { params: { examId }, body: { copyIds: [first?.id ?? ''] } })
    const before = [await staplerOf(examId), await forgotten()]
    expect((await look(scanId)).json).toEqual({
      ...{ pages: 12, copies: 3, identified: 0, thinned: 0 },
      settled: [first?.anonymousId],
    })
    const refused = await remove(scanId)
    expect(refused).toMatchObject({ status: 409, code: 'scan_settled' })
    expect(refused.problem?.detail).toContain(`lot.pdf ne peut plus être retiré`)
    expect(refused.problem?.detail).toContain(first?.anonymousId)
    expect([await staplerOf(examId), await forgotten()]).toEqual(before)
  })
})

test('a scan is taken back with its pages, its copies and its files, and can be deposited again', async () => {
  const { examId, scanId: other } = await examWithScan()
  const kept = await staplerOf(examId)
  const bytes = Buffer.concat([await batchPdf(), Buffer.from('\n% erreur\n')])
  const { id: scanId, sha256 } = await depositAndSplit(korrigo, admin, examId, bytes, 'erreur.pdf')
  const pages = (await staplerOf(examId)).copies
    .flatMap((copy) => copy.pages)
    .filter((page) => page.scanId === scanId)
  const files = [
    `scans/${sha256}.pdf`,
    `sheets/${scanId}/00001.pdf`,
    ...pages.map(({ id, rotation }) => derivedKey(id, 'thumb', rotation)),
  ]
  expect(files).toHaveLength(14)
  expect(await Promise.all(files.map(isThere))).toEqual(files.map(() => true))

  expect((await look(scanId)).json).toEqual({ pages: 12, copies: 3, identified: 0, thinned: 0, settled: [] })
  expect(await remove(scanId)).toMatchObject({ status: 204 })
  expect(await remove(scanId)).toMatchObject({ status: 404 })
  expect(await scansOf(examId)).toEqual([other])
  expect(await staplerOf(examId)).toEqual(kept)
  expect(
    await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', examId)
      .where('action', '=', 'remove_scan')
      .select(['actor_id', 'metadata'])
      .execute(),
  ).toMatchObject([
    {
      actor_id: admin.id,
      metadata: { file: 'erreur.pdf', sha256, pages: 12, copies: [{}, {}, {}].map(() => expect.any(String)) },
    },
  ])
  await removeForgottenFiles(korrigo)
  expect(await Promise.all(files.map(isThere))).toEqual(files.map(() => false))
  expect(await isThere(`sheets/${other}/00001.pdf`)).toBe(true)

  await depositAndSplit(korrigo, admin, examId, bytes, 'erreur.pdf')
  await removeForgottenFiles(korrigo)
  expect(await isThere(files[0] ?? '')).toBe(true)
  expect((await staplerOf(examId)).balance.halves).toBe(14)
})

test('the exam names a scan that it still has as its source', async () => {
  const source = async (examId: string) =>
    (
      await korrigo.db
        .selectFrom('exams_exam')
        .where('id', '=', examId)
        .select('pdf_source')
        .executeTakeFirstOrThrow()
    ).pdf_source
  const { examId, scanId } = await examWithScan()
  const second = await depositAndSplit(korrigo, admin, examId, await newScanPdf())
  await remove(scanId)
  expect(await source(examId)).toBe(`scans/${second.sha256}.pdf`)
  await remove(second.id)
  expect(await source(examId)).toBeNull()
})

test('a copy that holds pages of another scan too keeps those, and is to be looked at again', async () => {
  const { examId, scanId } = await examWithScan()
  const other = await depositAndSplit(korrigo, admin, examId, await newScanPdf())
  const [from, to] = (await staplerOf(examId)).copies.map(({ id, pages, accepted }) => ({
    ...{ id, accepted, follows: null },
    pages: pages.map((page) => page.id),
  }))
  if (from === undefined || to === undefined) throw new Error('two copies were expected')
  const moved = from.pages[0] ?? ''
  const change = acceptAfter(movePage(moved, from, to, 0), true)
  await admin.call(changeStaples, { params: { examId }, body: { id: randomUUID(), ...change } })

  expect((await look(scanId)).json).toMatchObject({ pages: 2, copies: 1, thinned: 1 })
  expect(await remove(scanId)).toMatchObject({ status: 204 })
  const { copies, balance } = await staplerOf(examId)
  expect(copies).toMatchObject([{ id: to.id, accepted: false }])
  expect(copies[0]?.pages.map(({ id }) => id)).toEqual(to.pages)
  expect(balance).toMatchObject({ halves: 2 })
  const copy = await korrigo.db
    .selectFrom('exams_copy')
    .where('id', '=', to.id)
    .select('pdf_source')
    .executeTakeFirst()
  expect(copy?.pdf_source).toBe(`scans/${other.sha256}.pdf`)
  const events = await korrigo.db
    .selectFrom('grading_gradingevent')
    .where('copy_id', '=', to.id)
    .where('action', '=', 'STAPLE')
    .select('metadata')
    .orderBy('timestamp')
    .execute()
  expect(events.at(-1)?.metadata).toMatchObject({
    ...{ before: [moved, ...to.pages], after: to.pages },
    removed: { file: 'lot.pdf' },
  })
})

test('taken back while its copies are validated: one of the two comes first, and nothing is done by halves', async () => {
  for (let round = 0; round < 5; round++) {
    const { examId, scanId } = await examWithScan()
    const [removed, validated] = await Promise.all([
      remove(scanId),
      admin.call(validateCopies, { params: { examId }, body: {} }),
    ])
    expect(validated.status).toBe(200)
    const { copies, balance } = await staplerOf(examId)
    if (removed.status === 204) expect({ copies, halves: balance.halves }).toEqual({ copies: [], halves: 0 })
    else {
      expect(removed).toMatchObject({ status: 409, code: 'scan_settled' })
      expect(copies).toMatchObject([{ status: 'READY' }])
    }
  }
})
