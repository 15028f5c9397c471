import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scan } from '#contract/scans.ts'
import type { Stapler } from '#contract/stapler.ts'
import { freePort, type Installation, isRunning, Person, startInstallation, until } from './installation.ts'
import { newScanPdf, writeBatch } from './scans.ts'
import { multipart } from './upload.ts'

// One installation, killed again and again; each test finds it running and leaves it running.
let dataDir = ''
let port = 0
let korrigo: Installation
let admin: Person
/** Five copies: ten pages, twenty halves. */
let batch: Buffer
/** What the split of the batch gives when nobody is killed. */
let undisturbed: unknown

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'korrigo-recovery-'))
  // The account PostgreSQL runs under must find its way.
  chmodSync(dataDir, 0o755)
  port = await freePort()
  ;[korrigo, batch] = await Promise.all([startInstallation(dataDir, port), writeBatch(5)])
  admin = new Person(korrigo.origin)
  await admin.setUp(dataDir)
  const examId = await depositBatch('sans accident')
  await split(examId)
  undisturbed = await shapeOf(examId)
}, 180_000)

afterAll(async () => {
  const left = korrigo.processes()
  korrigo.signal('SIGTERM')
  await korrigo.ended
  for (const pid of left.filter(isRunning)) process.kill(pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
})

const scanOf = async (examId: string) =>
  (await admin.read<{ scans: Scan[] }>(`/api/exams/${examId}/scans`)).scans[0]
const inWork = () => readdirSync(join(dataDir, 'work'))

async function depositBatch(name: string): Promise<string> {
  const examId = await admin.createExam(name)
  expect((await admin.deposit(examId, { name: 'lot.pdf', bytes: batch })).status).toBe(202)
  return examId
}

const untilPage = (examId: string, page: number) =>
  until(async () => ((await scanOf(examId))?.pagesDone ?? 0) >= page)

async function split(examId: string): Promise<void> {
  await until(async () => !['QUEUED', 'SPLITTING'].includes((await scanOf(examId))?.status ?? ''))
  expect(await scanOf(examId)).toMatchObject({ status: 'DONE', pageCount: 10, pagesDone: 10, error: null })
}

/** Which half stands where, without the ids that differ each time. */
async function shapeOf(examId: string) {
  const { copies, bin, balance } = await admin.read<Stapler>(`/api/exams/${examId}/stapler`)
  const place = ({ sourcePage, half, rotation, blank }: Stapler['bin'][number]) => ({
    sourcePage,
    half,
    rotation,
    blank,
  })
  const halves = [...copies.flatMap((copy) => copy.pages), ...bin].map(
    ({ sourcePage, half }) => `${sourcePage} ${half}`,
  )
  expect(new Set(halves).size).toBe(20)
  expect(halves).toHaveLength(20)
  expect(balance).toMatchObject({ halves: 20, placed: 20 - bin.length, binned: bin.length })
  return { copies: copies.map((copy) => copy.pages.map(place)), bin: bin.map(place) }
}

test('the worker killed in the middle of a split: another goes on at once, and each half is there once', async () => {
  const examId = await depositBatch('correcteur coupé')
  await untilPage(examId, 2)
  const killed = korrigo.worker()
  process.kill(killed, 'SIGKILL')
  const killedAt = Date.now()
  expect((await scanOf(examId))?.status).toBe('SPLITTING')
  await split(examId)
  expect(await shapeOf(examId)).toEqual(undisturbed)
  expect(korrigo.worker()).not.toBe(killed)
  // Well before the ten seconds after which a missed heartbeat would have been noticed.
  expect(Date.now() - killedAt).toBeLessThan(10_000)
  expect(inWork()).toEqual([])
})

test('the api killed in the middle of an upload: nothing of it stays, and the file can be sent again', async () => {
  const examId = await admin.createExam('envoi coupé')
  const file = { name: 'lot.pdf', bytes: await newScanPdf() }
  const { headers, payload } = multipart([file])
  const sent = request(`${korrigo.origin}/api/exams/${examId}/scans`, {
    method: 'POST',
    headers: { ...admin.headers, ...headers, 'content-length': payload.length },
  })
  const broken = new Promise((resolve) => sent.once('error', resolve))
  sent.write(payload.subarray(0, -200))
  await until(() => inWork().length === 1)
  const killed = korrigo.api()
  process.kill(killed, 'SIGKILL')
  await broken
  expect(await scanOf(examId)).toBeUndefined()
  expect(korrigo.api()).not.toBe(killed)
  expect(inWork()).toEqual([])
  expect((await admin.deposit(examId, file)).status).toBe(202)
  await until(async () => (await scanOf(examId))?.status === 'DONE')
})

test('PostgreSQL killed under writers and a split: what was acknowledged is there, and the split ends', async () => {
  const examId = await depositBatch('base coupée')
  await untilPage(examId, 2)
  const [api, worker, killed] = [korrigo.api(), korrigo.worker(), korrigo.postmaster()]
  const acknowledged: string[] = []
  let refused = 0
  let writing = true
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let i = 0; writing; i++) {
      const id = await admin.createExam(`écriture ${writer}-${i}`).catch(() => null)
      if (id === null) refused++
      else acknowledged.push(id)
    }
  })
  await until(() => acknowledged.length > 20)
  process.kill(killed, 'SIGKILL')
  await until(() => refused > 0)
  const before = acknowledged.length
  await until(() => acknowledged.length > before + 20)
  writing = false
  await Promise.all(writers)
  expect(korrigo.postmaster()).not.toBe(killed)
  for (const id of acknowledged) expect(await admin.read(`/api/exams/${id}`)).toMatchObject({ id })
  await split(examId)
  expect(await shapeOf(examId)).toEqual(undisturbed)
  // Nobody else needed to be started again.
  expect([korrigo.api(), korrigo.worker()]).toEqual([api, worker])
})

test('the supervisor killed in the middle of a split: its children end, and a new start takes over', async () => {
  const examId = await depositBatch('surveillant coupé')
  await untilPage(examId, 2)
  const children = [korrigo.api(), korrigo.worker()]
  process.kill(korrigo.supervisor, 'SIGKILL')
  await korrigo.ended
  korrigo = await startInstallation(dataDir, port)
  await until(() => !children.some(isRunning))
  await split(examId)
  expect(await shapeOf(examId)).toEqual(undisturbed)
  expect(inWork()).toEqual([])
})

test('Ctrl-C in the middle of a split: no process stays behind, and the next start ends the split', async () => {
  const examId = await depositBatch('arrêt demandé')
  await untilPage(examId, 2)
  const processes = korrigo.processes()
  expect(processes.length).toBeGreaterThan(5)
  const askedAt = Date.now()
  korrigo.signal('SIGINT')
  expect(await korrigo.ended).toBe(0)
  expect(processes.filter(isRunning)).toEqual([])
  // Nobody had to be killed for not listening.
  expect(Date.now() - askedAt).toBeLessThan(7000)
  expect(inWork()).toEqual([])
  korrigo = await startInstallation(dataDir, port)
  await split(examId)
  expect(await shapeOf(examId)).toEqual(undisturbed)
})
