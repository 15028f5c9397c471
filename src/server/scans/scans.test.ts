import { createHash, randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { followExam, getPageImage, listScans, retryScan } from '#contract/scans.ts'
import { changeStaples, getStapler, validateCopies } from '#contract/stapler.ts'
import type { Rotation } from '#domain/geometry.ts'
import { markPages } from '#domain/stapling.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam } from '#test/factories.ts'
import { batchPdf, deposit, depositAndSplit, newScanPdf, takePages, writeBatch } from '#test/scans.ts'
import { multipart } from '#test/upload.ts'
import { requeueUnfinishedScans } from './requeue-scans.ts'
import { withScanLock } from './scan-lock.ts'
import { splitWholeScan } from './split-scan-job.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'
const LIMIT = 4 * 1024 * 1024

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp({ KORRIGO_MAX_UPLOAD_MB: '4' })
  admin = await korrigo.newUser('admin')
  await korrigo.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => korrigo.close())

const leftInWork = () => readdir(korrigo.config.workDir)
const scansOf = async (examId: string) => (await admin.call(listScans, { params: { examId } })).json.scans
const jobs = async () =>
  (await korrigo.db.selectFrom('scans_scan').where('status', '=', 'QUEUED').select('id').execute()).length
const put = (examId: string, name: string, bytes: Uint8Array) =>
  deposit(korrigo, admin, examId, [{ name, bytes }])

/** A request to the listening server, its body written piece by piece. */
function openRequest(url: string, headers: Record<string, string>, method = 'POST') {
  const { port } = korrigo.app.server.address() as AddressInfo
  const sent = request({
    host: '127.0.0.1',
    port,
    path: url,
    method,
    headers: { ...admin.headers, ...headers },
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  return { sent, answer }
}
async function bodyOf(message: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of message) text += chunk
  return text
}

describe('a deposit is refused, and leaves nothing behind', () => {
  let examId = ''
  beforeAll(async () => {
    examId = (await makeExam(korrigo)).id
  })
  const expectNothing = async () => {
    expect(await scansOf(examId)).toEqual([])
    expect(await leftInWork()).toEqual([])
    expect(await jobs()).toBe(0)
  }

  test('when it is no file at all', async () => {
    const url = `/api/exams/${examId}/scans`
    const json = await korrigo.app.inject({ method: 'POST', url, headers: admin.headers, payload: {} })
    expect(json.json()).toMatchObject({ status: 400, code: 'upload_missing' })
    expect(await deposit(korrigo, admin, examId, [])).toMatchObject({ status: 400, code: 'upload_missing' })
    await expectNothing()
  })

  test('to whoever is no admin', async () => {
    const corrector = await korrigo.newUser('corrector')
    const files = [{ name: 'lot.pdf', bytes: await newScanPdf() }]
    expect(await deposit(korrigo, corrector, examId, files)).toMatchObject({ status: 403, code: 'forbidden' })
    await expectNothing()
  })

  test('for an exam that is not there', async () => {
    expect(await put(NOBODY, 'lot.pdf', await newScanPdf())).toMatchObject({ status: 404, code: 'not_found' })
    await expectNothing()
  })

  test.each([
    ['text', Buffer.from('Bonjour')],
    ['a web page', Buffer.from('<!doctype html><html><body>Session expirée</body></html>')],
    ['a moving image', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')],
    ['its mark beyond the first kilobyte', Buffer.concat([Buffer.alloc(1024, 32), Buffer.from('%PDF-1.7')])],
  ])('when it is no scan, whatever its name: %s', async (_, bytes) => {
    const answer = await put(examId, 'copies 2nde 3.pdf', bytes)
    expect(answer).toMatchObject({ status: 415, code: 'upload_not_a_scan' })
    expect(answer.problem?.detail).toContain('copies 2nde 3.pdf n’est ni un PDF, ni une image')
    await expectNothing()
  })

  test('when it is empty', async () => {
    const answer = await put(examId, 'rien.pdf', Buffer.alloc(0))
    expect(answer).toMatchObject({ status: 422, code: 'upload_empty' })
    expect(answer.problem?.detail).toContain('rien.pdf est vide')
    await expectNothing()
  })

  test('when it is too large, however it is sent', async () => {
    const bytes = Buffer.alloc(LIMIT + 1, '%PDF-1.7\n')
    const answer = await put(examId, 'gros.pdf', bytes)
    expect(answer).toMatchObject({ status: 413, code: 'upload_too_large' })
    expect(answer.problem?.detail).toContain('gros.pdf dépasse la limite de 4 Mo')
    await expectNothing()
  })

  test('and a sender of many megabytes hears why', async () => {
    for (const [start, code] of [
      ['Bonjour. ', 'upload_not_a_scan'],
      ['%PDF-1.7\n', 'upload_too_large'],
    ] as const) {
      const { headers, payload } = multipart([{ name: 'gros.pdf', bytes: Buffer.alloc(5 * LIMIT, start) }])
      const { sent, answer } = openRequest(`/api/exams/${examId}/scans`, headers)
      sent.end(payload)
      expect(JSON.parse(await bodyOf(await answer))).toMatchObject({ code })
    }
    await expectNothing()
  })

  test('when the line breaks', async () => {
    const { headers, payload } = multipart([{ name: 'lot.pdf', bytes: await newScanPdf() }])
    const { sent, answer } = openRequest(`/api/exams/${examId}/scans`, {
      ...headers,
      'content-length': String(payload.length),
    })
    sent.write(payload.subarray(0, payload.length - 100))
    for (let i = 0; i < 100 && (await leftInWork()).length === 0; i++) await sleep(20)
    expect(await leftInWork()).toHaveLength(1)
    sent.destroy()
    await expect(answer).rejects.toThrow()
    for (let i = 0; i < 100 && (await leftInWork()).length > 0; i++) await sleep(20)
    await expectNothing()
  })

  test('when it says that it is shorter than it is', async () => {
    const { headers, payload } = multipart([{ name: 'lot.pdf', bytes: await newScanPdf() }])
    const { sent, answer } = openRequest(`/api/exams/${examId}/scans`, {
      ...headers,
      'content-length': String(payload.length - 500),
    })
    sent.end(payload)
    // What comes after is no request: the line is cut at that, whatever was being answered.
    expect((await answer).statusCode).toBe(400)
    for (let i = 0; i < 100 && (await leftInWork()).length > 0; i++) await sleep(20)
    await expectNothing()
  })

  test('when it ends before its last boundary', async () => {
    const { headers, payload } = multipart([{ name: 'lot.pdf', bytes: await newScanPdf() }])
    const response = await korrigo.app.inject({
      method: 'POST',
      url: `/api/exams/${examId}/scans`,
      headers: { ...admin.headers, ...headers },
      payload: payload.subarray(0, -100),
    })
    expect(response.json()).toMatchObject({ status: 400, code: 'upload_interrupted' })
    await expectNothing()
  })
})

describe('a deposit', () => {
  test('keeps the bytes under their hash and queues the split', async () => {
    const { id: examId } = await makeExam(korrigo)
    const bytes = await newScanPdf()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const answer = await put(examId, 'C:\\copieur\\lot 1.pdf', bytes)
    expect(answer.status).toBe(202)
    expect(answer.json.scans).toMatchObject([
      {
        fileName: 'lot 1.pdf',
        sha256,
        byteSize: bytes.length,
        status: 'QUEUED',
        pageCount: null,
        error: null,
      },
    ])
    expect((await korrigo.storage.read(`scans/${sha256}.pdf`)).equals(bytes)).toBe(true)
    expect(await leftInWork()).toEqual([])
  })

  test('of the same file again is recognised by its bytes; another exam may have it too', async () => {
    const { id: examId } = await makeExam(korrigo)
    const bytes = await newScanPdf()
    await put(examId, 'lot.pdf', bytes)
    const again = await put(examId, 'autre nom.pdf', bytes)
    expect(again).toMatchObject({ status: 409, code: 'scan_already_there' })
    expect(again.problem?.detail).toMatch(/^autre nom\.pdf a déjà été déposé .*«\slot\.pdf\s»/)
    expect(await scansOf(examId)).toHaveLength(1)
    expect((await put((await makeExam(korrigo)).id, 'lot.pdf', bytes)).status).toBe(202)
    expect(await leftInWork()).toEqual([])
  })

  test('of the same file by several at once happens once', async () => {
    const { id: examId } = await makeExam(korrigo)
    const bytes = await newScanPdf()
    const answers = await Promise.all(['a.pdf', 'b.pdf', 'c.pdf'].map((name) => put(examId, name, bytes)))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409])
    const [scan] = await scansOf(examId)
    expect((await korrigo.storage.read(`scans/${scan?.sha256}.pdf`)).equals(bytes)).toBe(true)
    expect(await leftInWork()).toEqual([])
  })
})

describe('the split', () => {
  test('puts every half in one place, tells its progress live, and running it again changes nothing', async () => {
    const { id: examId } = await makeExam(korrigo)
    const { sent, answer } = openRequest(`/api/exams/${examId}/events`, {}, 'GET')
    sent.end()
    const stream = await answer
    expect(stream.headers['content-type']).toContain('text/event-stream')
    let heard = ''
    stream.on('data', (chunk) => {
      heard += chunk
    })
    // As a reader that was here for a while: the stream must outlast the request.
    await sleep(300)

    const scan = await depositAndSplit(korrigo, admin, examId, await batchPdf())
    const [done] = await scansOf(examId)
    expect(done).toMatchObject({ id: scan.id, status: 'DONE', pageCount: 6, pagesDone: 6, error: null })
    const stapler = (await admin.call(getStapler, { params: { examId } })).json
    expect(stapler.copies.map((copy) => copy.pages.length)).toEqual([4, 4, 4])
    expect(stapler.balance).toMatchObject({ halves: 12, binned: 0 })
    expect(new Set(stapler.copies.flatMap((copy) => copy.pages.map(({ id }) => id))).size).toBe(12)

    await splitWholeScan(korrigo, scan.id)
    expect((await admin.call(getStapler, { params: { examId } })).json).toEqual(stapler)
    expect(await leftInWork()).toEqual([])

    for (let i = 0; i < 50 && !heard.includes('"status":"DONE"'); i++) await sleep(20)
    const told = heard.split('\n\n').filter((event) => event.startsWith('event: scan\n'))
    const progress = told.map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)))
    expect(progress.every(({ id }) => id === scan.id)).toBe(true)
    expect(Math.max(...progress.map(({ pagesDone }) => pagesDone))).toBe(6)
    expect(progress.some(({ pagesDone }) => pagesDone > 0 && pagesDone < 6)).toBe(true)
    expect(progress.at(-1)).toMatchObject({ status: 'DONE' })
    sent.destroy()
  })

  test('broken off in the middle goes on where it was, with the same result', async () => {
    // Long enough to be broken off before it ends.
    const batch = await writeBatch(8)
    const { id: whole } = await makeExam(korrigo)
    await depositAndSplit(korrigo, admin, whole, batch)
    const { id: examId } = await makeExam(korrigo)
    const [scan] = (await put(examId, 'lot.pdf', batch)).json.scans
    const scanId = scan?.id ?? ''
    const controller = new AbortController()
    const running = splitWholeScan(korrigo, scanId, controller.signal)
    const pagesDone = async () => (await scansOf(examId))[0]?.pagesDone ?? 0
    while ((await pagesDone()) < 1) await sleep(5)
    controller.abort(new Error('stop'))
    await expect(running).rejects.toThrow('stop')
    const [stopped] = await scansOf(examId)
    expect(stopped).toMatchObject({ status: 'SPLITTING', error: null })
    expect(stopped?.pagesDone).toBeLessThan(16)
    expect(await leftInWork()).toEqual([])

    await splitWholeScan(korrigo, scanId)
    const shape = async (id: string) =>
      (await admin.call(getStapler, { params: { examId: id } })).json.copies.map((copy) =>
        copy.pages.map(({ sourcePage, half, rotation, blank }) => ({ sourcePage, half, rotation, blank })),
      )
    expect(await shape(examId)).toEqual(await shape(whole))
  })

  test.each(['QUEUED', 'SPLITTING'] as const)(
    'a %s scan that nobody works on is queued again, one that is in hand is not',
    async (status) => {
      const { id: examId } = await makeExam(korrigo)
      const [scan] = (await put(examId, 'lot.pdf', await newScanPdf())).json.scans
      const scanId = scan?.id ?? ''
      await korrigo.db.updateTable('scans_scan').set({ status }).where('id', '=', scanId).execute()
      const queued = async () => {
        const { Pool } = (await import('pg')).default
        const pool = new Pool({ connectionString: korrigo.connectionString, max: 1 })
        const { rows } = await pool.query('select count(*)::int as n from pgboss.job where data->>$1 = $2', [
          'scanId',
          scanId,
        ])
        await pool.end()
        return rows[0].n as number
      }
      expect(await queued()).toBe(1)
      await withScanLock(korrigo, scanId, () => requeueUnfinishedScans(korrigo))
      expect(await queued()).toBe(1)
      await requeueUnfinishedScans(korrigo)
      expect(await queued()).toBe(2)
    },
  )

  test('what failed by our fault can be tried again, what the file is at fault for cannot', async () => {
    expect(await admin.call(retryScan, { params: { scanId: NOBODY } })).toMatchObject({ status: 404 })
    const { id: examId } = await makeExam(korrigo)
    const broken = await depositAndSplit(korrigo, admin, examId, Buffer.from('%PDF-1.7\nrien'), 'cassé.pdf')
    const [refused] = await scansOf(examId)
    expect(refused).toMatchObject({ status: 'REFUSED', error: { code: expect.stringMatching(/^pdf_/) } })
    expect(refused?.error?.detail).toContain('cassé.pdf')
    expect(await admin.call(retryScan, { params: { scanId: broken.id } })).toMatchObject({
      status: 409,
      code: 'scan_not_retryable',
    })
    const [scan] = (await put(examId, 'lot.pdf', await newScanPdf())).json.scans
    const scanId = scan?.id ?? ''
    // Our fault: the file is gone from the store.
    const key = `scans/${scan?.sha256}.pdf`
    const bytes = await korrigo.storage.read(key)
    await korrigo.storage.remove(key)
    await splitWholeScan(korrigo, scanId)
    expect((await scansOf(examId))[1]).toMatchObject({
      status: 'FAILED',
      error: {
        code: 'split_failed',
        detail: expect.stringContaining('Le découpage de lot.pdf s’est interrompu'),
      },
    })
    await korrigo.storage.put(key, bytes)
    const again = await admin.call(retryScan, { params: { scanId } })
    expect(again).toMatchObject({ status: 202 })
    expect(again.json).toMatchObject({ status: 'QUEUED', error: null, finishedAt: null })
    await splitWholeScan(korrigo, scanId)
    expect((await scansOf(examId))[1]).toMatchObject({ status: 'DONE', pagesDone: 1 })
  })

  test('a sheet that comes again in another file of the exam is set aside and told of, not dropped', async () => {
    // Sides 3 and 4 are the first sheet, gone through the scanner once more.
    const batch = await writeBatch(2, { scannedTwice: [0] })
    const { id: examId } = await makeExam(korrigo)
    const first = await depositAndSplit(korrigo, admin, examId, await takePages(batch, [1, 2]), 'lundi.pdf')
    await depositAndSplit(korrigo, admin, examId, await takePages(batch, [3, 4, 5, 6]), 'mardi.pdf')
    const [, second] = await scansOf(examId)
    expect(second).toMatchObject({ status: 'DONE', pagesDone: 4 })
    expect(second?.problems).toMatchObject([
      { code: 'duplicate_sheet', sourcePage: 1, detail: expect.stringContaining('lundi.pdf, page 1') },
      { code: 'duplicate_sheet', sourcePage: 2, detail: expect.stringContaining('lundi.pdf, page 2') },
    ])

    const { copies, bin, balance } = (await admin.call(getStapler, { params: { examId } })).json
    expect(copies.map(({ pages }) => pages.map(({ sourcePage }) => sourcePage).sort())).toEqual([
      [1, 1, 2, 2],
      [3, 3, 4, 4],
    ])
    expect(copies[0]?.pages.every(({ scanId }) => scanId === first.id)).toBe(true)
    expect(bin.map(({ scanId, sourcePage, binReason }) => ({ scanId, sourcePage, binReason }))).toEqual(
      [1, 1, 2, 2].map((sourcePage) => ({ scanId: second?.id, sourcePage, binReason: 'duplicate_sheet' })),
    )
    expect(balance).toMatchObject({ halves: 12, binned: 4 })
  })
})

describe('a page', () => {
  const image = (pageId: string, size: 'thumb' | 'desk' | 'header' = 'desk') =>
    admin.call(getPageImage, { params: { pageId }, query: { size } })
  const sizeOf = async (pageId: string) => {
    const { width, height } = await sharp((await image(pageId)).bytes).metadata()
    return { width, height }
  }
  async function pageInStaging() {
    const { id: examId } = await makeExam(korrigo)
    const { id, pageIds } = await makeCopy(korrigo, { examId, status: 'STAGING' })
    const [pageId = ''] = pageIds
    const copy = { id, follows: null, pages: pageIds, accepted: false }
    const turn = (from: Rotation, to: Rotation) => {
      const state = (rotation: Rotation) => ({ rotation, blank: false })
      const change = markPages(copy, [{ pageId, before: state(from), after: state(to) }])
      return admin.call(changeStaples, { params: { examId }, body: { id: randomUUID(), ...change } })
    }
    return { examId, pageId, turn }
  }

  test('unknown: 404', async () => {
    expect(await image(NOBODY)).toMatchObject({ status: 404 })
  })

  test('turned, its image turns along, and back', async () => {
    const { turn, pageId } = await pageInStaging()
    const upright = await sizeOf(pageId)
    await turn(0, 90)
    expect(await sizeOf(pageId)).toEqual({ width: upright.height, height: upright.width })
    const before = await image(pageId, 'header')
    await turn(90, 270)
    await turn(270, 90)
    expect((await image(pageId, 'header')).bytes.equals(before.bytes)).toBe(true)
    await turn(90, 0)
    expect(await sizeOf(pageId)).toEqual(upright)
  })

  test('its images are made again when the derived ones are thrown away', async () => {
    const { id: examId } = await makeExam(korrigo)
    await depositAndSplit(korrigo, admin, examId, await batchPdf())
    const [copy] = (await admin.call(getStapler, { params: { examId } })).json.copies
    const pageId = copy?.pages[0]?.id ?? ''
    const before = await sizeOf(pageId)
    await rm(join(korrigo.config.filesDir, 'derived'), { recursive: true })
    expect(await sizeOf(pageId)).toEqual(before)
    for (const size of ['thumb', 'header'] as const) expect((await image(pageId, size)).status).toBe(200)
    const kept = await readdir(join(korrigo.config.filesDir, 'derived', pageId.slice(0, 2), pageId))
    expect(kept).toHaveLength(3)
  })

  test('that cannot be read is shown as an empty one', async () => {
    const { pageId } = await pageInStaging()
    const analysis = JSON.stringify({ flags: [{ code: 'page_unreadable', sourcePage: 1, certain: true }] })
    await korrigo.db
      .updateTable('scans_page')
      .set({ analysis, sheet_key: 'sheets/none.pdf' })
      .where('id', '=', pageId)
      .execute()
    for (const size of ['desk', 'thumb', 'header'] as const)
      expect((await image(pageId, size)).status).toBe(200)
  })

  test('turned while its copy is validated: one of the two comes first, nobody waits for ever', async () => {
    for (let round = 0; round < 5; round++) {
      const { examId, turn } = await pageInStaging()
      const [turned, validated] = await Promise.all([
        turn(0, 180),
        admin.call(validateCopies, { params: { examId }, body: {} }),
      ])
      expect(validated.status).toBe(200)
      expect([200, 409]).toContain(turned.status)
    }
  })
})

test('following an exam that is not there: 404', async () => {
  expect(await admin.call(followExam, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
})
