import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeScan } from '#contract/scans.ts'
import { changeStaples, getStapler } from '#contract/stapler.ts'
import { doubtNumbering } from '#domain/sheet-numbers.ts'
import { markPages } from '#domain/stapling.ts'
import { makeReport } from '#server/commands/ingest-report.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam } from '#test/factories.ts'
import { depositAndSplit, writeBatch } from '#test/scans.ts'
import { listUnnumbered } from './number-readings.store.ts'
import { runReadNumbers } from './read-numbers-job.ts'

let korrigo: TestApp
let admin: TestUser
let examId: string
let scanId: string
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  examId = (await makeExam(korrigo)).id
  // Two copies of two sheets; the second one of the second copy was left in the staff room.
  const bytes = await writeBatch(
    2,
    { insertedSheet: [0, 1], lostSheet: [1] },
    { dpi: 150, numbering: 'sheets' },
  )
  scanId = (await depositAndSplit(korrigo, admin, examId, bytes)).id
}, 120_000)
afterAll(() => korrigo.close())

const readNumbers = (id = examId) => runReadNumbers(korrigo, { examId: id }, new AbortController().signal)
const copies = async () => (await admin.call(getStapler, { params: { examId } })).json.copies
const numbersOf = async () =>
  (await copies()).map(({ pages }) =>
    pages.flatMap(({ numbers: [first] }) => (first ? [`${first.number}/${first.of}`] : [])),
  )

test('of an exam that is gone are not read', async () => {
  await readNumbers(randomUUID())
})

test('broken off, it stops; nothing is told before', async () => {
  const stopped = AbortSignal.abort(new Error('stop'))
  await expect(runReadNumbers(korrigo, { examId }, stopped)).rejects.toThrow('stop')
  expect(await numbersOf()).toEqual([[], []])
})

test('answer whether a sheet goes on with the copy', async () => {
  const asked = async () =>
    (await copies())[0]?.flags.filter(({ code }) => code === 'copy_start_uncertain').length
  expect(await asked()).toBeGreaterThan(0)
  await readNumbers()
  expect(await asked()).toBe(0)
})

test('are shown with the pages, and tell which sheet is missing, in the report too', async () => {
  await readNumbers()
  expect(await numbersOf()).toEqual([['1/2', '2/2'], ['1/2']])
  expect((await copies()).map(({ pages }) => doubtNumbering(pages).map(({ text }) => text))).toEqual([
    [],
    ['il manque la feuille 2/2'],
  ])
  const { problems } = await makeReport(korrigo, examId, [{ file: 'lot.pdf', scanId }], 0)
  expect(problems).toContainEqual({
    ...{ code: 'numbers_missing', source: 0, sourcePage: 5 },
    detail: 'Page 5\u00a0: il manque la feuille 2/2.',
  })
})

test('are read once, and again when the page is turned', async () => {
  expect(await listUnnumbered(korrigo.db, examId)).toEqual([])
  const [first] = await copies()
  const pages = first?.pages.map(({ id }) => id) ?? []
  const [pageId = ''] = pages
  const copy = { id: first?.id ?? '', follows: null, pages, accepted: false }
  const turn = async (from: 0 | 180, to: 0 | 180) => {
    const change = markPages(copy, [
      { pageId, before: { rotation: from, blank: false }, after: { rotation: to, blank: false } },
    ])
    const body = { id: randomUUID(), ...change }
    expect((await admin.call(changeStaples, { params: { examId }, body })).status).toBe(200)
  }
  await turn(0, 180)
  expect((await listUnnumbered(korrigo.db, examId)).map(({ id }) => id)).toEqual([pageId])
  expect((await numbersOf())[0]).toEqual(['2/2'])
  await turn(180, 0)
  await readNumbers()
  expect((await numbersOf())[0]).toEqual(['1/2', '2/2'])
})

test('of pages that go meanwhile are let be', async () => {
  await korrigo.db
    .updateTable('scans_page')
    .set({ number_readings: null })
    .where('scan_id', '=', scanId)
    .execute()
  const reading = readNumbers()
  expect((await admin.call(removeScan, { params: { scanId } })).status).toBe(204)
  await reading
  expect(await copies()).toEqual([])
})
