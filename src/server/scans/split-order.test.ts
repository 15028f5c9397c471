import { randomBytes, randomUUID } from 'node:crypto'
import { PDFDocument } from '@cantoo/pdf-lib'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelScan, listScans, type Scan } from '#contract/scans.ts'
import type { Deps } from '#server/deps.ts'
import { JOB_DEFINITIONS } from '#server/jobs/definitions.ts'
import { openJobs } from '#server/jobs/jobs.ts'
import { imageTags, writeTiff } from '#server/pdf/tiff.fixture.ts'
import { sheetsFolder } from '#server/storage/layout.ts'
import { removeForgottenFilesJob } from '#server/upkeep/upkeep.jobs.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam } from '#test/factories.ts'
import { until } from '#test/installation.ts'
import { deposit, newScanPdf, writeSides } from '#test/scans.ts'
import { queueSplit } from './queue-split.ts'
import { splitScanJob } from './scans.jobs.ts'
import { splitScanQueue } from './scans.queues.ts'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

interface Deposited {
  id: string
  now(): Promise<Scan>
}

async function put(bytes: Uint8Array): Promise<Deposited> {
  const { id: examId } = await makeExam(korrigo)
  const [scan] = (await deposit(korrigo, admin, examId, [{ name: 'lot.pdf', bytes }])).json.scans
  if (scan === undefined) throw new Error('no scan was deposited')
  const now = async () => {
    const { scans } = (await admin.call(listScans, { params: { examId } })).json
    const seen = scans.find(({ id }) => id === scan.id)
    if (seen === undefined || seen.error !== null) throw new Error(seen?.error?.detail ?? 'it is gone')
    return seen
  }
  return { id: scan.id, now }
}

/** A worker that splits and clears up, and nothing else, while `during` lasts. */
async function withWorker(during: () => Promise<void>): Promise<void> {
  const jobs = await openJobs(korrigo.connectionString, {
    works: true,
    definitions: JOB_DEFINITIONS,
    onError: (error) => console.error(error),
  })
  const deps: Deps = { ...korrigo, jobs }
  try {
    await jobs.work(deps, [splitScanJob, removeForgottenFilesJob])
    await during()
  } finally {
    await jobs.stop()
  }
}
const isDone = async (scan: Deposited): Promise<boolean> => (await scan.now()).status === 'DONE'

test.each([
  ['PDF', () => writeSides(300)],
  ['image', () => writeTiffPages(300)],
])(
  'a large %s under way gives way to a small scan, and goes on where it was; called off, it leaves nothing in the store',
  async (_, write) => {
    const large = await put(await write())
    await withWorker(async () => {
      await until(async () => (await large.now()).pagesDone > 0)
      const small = await put(await newScanPdf())
      await until(() => isDone(small))
      const { pageCount, pagesDone, status } = await large.now()
      expect(status).not.toBe('DONE')
      expect(pageCount).toBe(300)
      expect(pagesDone).toBeLessThan(300)
      await until(async () => (await large.now()).pagesDone > pagesDone)
      await cancel(large)
      await until(async () => !(await korrigo.storage.exists(sheetsFolder(large.id))))
    })
  },
  // Four waits, of a minute each at most.
  240_000,
)

test('a large scan that was overtaken for long is finished before a small one that comes now', async () => {
  const large = await put(await writeSides(300))
  await depositedAgo(large, '300 minutes')
  await withWorker(async () => {
    await until(async () => (await large.now()).pagesDone > 0)
    const small = await put(await newScanPdf())
    const { pagesDone } = await large.now()
    await until(async () => (await large.now()).pagesDone > pagesDone + 20)
    expect((await small.now()).status).toBe('QUEUED')
    await cancel(large)
    await until(() => isDone(small))
  })
})

test('of two that wait, the one that seems to have fewer pages is split first', async () => {
  const heavy = await put(await weighing(await newScanPdf(), 5_000_000))
  const light = await put(await newScanPdf())
  await withWorker(() => until(async () => (await isDone(heavy)) && (await isDone(light))))
  const endOf = async (scan: Deposited) => Date.parse((await scan.now()).finishedAt ?? '')
  expect(await endOf(light)).toBeLessThan(await endOf(heavy))
})

test('a scan that went with its exam is not queued, and holds up nobody who queues others', async () => {
  const next = () => korrigo.jobs.findNextDueTime(korrigo.db, splitScanQueue)
  const before = await next()
  await korrigo.db.transaction().execute((trx) => queueSplit(korrigo, trx, randomUUID()))
  expect(await next()).toEqual(before)
})

const cancel = ({ id }: Deposited) => admin.call(cancelScan, { params: { scanId: id } })

const depositedAgo = ({ id }: Deposited, ago: string) =>
  sql`update scans_scan set uploaded_at = now() - ${ago}::interval where id = ${id}`.execute(korrigo.db)

/** A TIFF that shows the same page again and again. */
async function writeTiffPages(count: number): Promise<Buffer> {
  const size = { widthPx: 827, heightPx: 1169 }
  const jpeg = await sharp({ create: { width: 827, height: 1169, channels: 3, background: '#fafafa' } })
    .toColourspace('b-w')
    .jpeg()
    .toBuffer()
  const tags = imageTags({ ...size, bits: 8, compression: 7, photometric: 1, dpi: 100 })
  return writeTiff(Array.from({ length: count }, () => ({ tags, strips: [jpeg] })))
}

/** The same scan with so many bytes that no page shows. */
async function weighing(bytes: Uint8Array, byteSize: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(bytes)
  pdf.context.register(pdf.context.stream(randomBytes(byteSize)))
  return pdf.save()
}
