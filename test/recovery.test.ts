import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { LOCK_HEADER } from '#contract/endpoint.ts'
import type { Desk } from '#contract/grading.ts'
import type { Scan } from '#contract/scans.ts'
import type { Stapler } from '#contract/stapler.ts'
import { freePort, type Installation, isRunning, Person, startInstallation, until } from './installation.ts'
import { newScanPdf, writeBatch } from './scans.ts'
import { multipart } from './upload.ts'

// Longer than the patience of `until`, so that a failure says what was waited for.
vi.setConfig({ testTimeout: 150_000 })

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
const uploads = () => inWork().filter((name) => name.startsWith('upload'))
/** Display images go on being made after a split. */
const isWorkDone = () => inWork().length === 0

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
  expect(balance).toMatchObject({ halves: 20, binned: bin.length })
  expect(balance.written + balance.blank + balance.binned).toBe(20)
  return { copies: copies.map((copy) => copy.pages.map(place)), bin: bin.map(place) }
}

/** On a busy machine the split may be over before the signal comes: then once more. */
async function killInTheMiddle(): Promise<{ examId: string; killed: number }> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const examId = await depositBatch(`correcteur coupé ${attempt}`)
    await untilPage(examId, 2)
    const killed = korrigo.worker()
    process.kill(killed, 'SIGKILL')
    if ((await scanOf(examId))?.status === 'SPLITTING') return { examId, killed }
  }
  throw new Error('Every split was over before its worker was killed')
}

test('the worker killed in the middle of a split: another goes on, and each half is there once', async () => {
  const { examId, killed } = await killInTheMiddle()
  await split(examId)
  expect(await shapeOf(examId)).toEqual(undisturbed)
  expect(korrigo.worker()).not.toBe(killed)
  await until(isWorkDone)
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
  await until(() => uploads().length === 1)
  const killed = korrigo.api()
  process.kill(killed, 'SIGKILL')
  await broken
  expect(await scanOf(examId)).toBeUndefined()
  expect(korrigo.api()).not.toBe(killed)
  expect(uploads()).toEqual([])
  expect((await admin.deposit(examId, file)).status).toBe(202)
  await until(async () => !['QUEUED', 'SPLITTING'].includes((await scanOf(examId))?.status ?? ''))
  expect(await scanOf(examId)).toMatchObject({ status: 'DONE', error: null })
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

describe('marking', () => {
  const teacher = { username: 'prof', password: 'mot-de-passe-d-essai', firstName: 'Béa', lastName: 'Deux' }
  const bareme = [{ id: 'q1', label: 'Question 1', points: 20 }]
  let corrector: Person
  let copies: string[] = []

  beforeAll(async () => {
    const examId = await depositBatch('correction')
    await split(examId)
    const exam = `/api/exams/${examId}`
    await admin.change('PUT', `${exam}/grading-structure`, { gradingStructure: bareme })
    const { id } = await admin.change<{ id: string }>('POST', '/api/users', { ...teacher, role: 'corrector' })
    await admin.change('PUT', `${exam}/correctors`, { correctorIds: [id] })
    await admin.change('POST', `${exam}/stapler/validate`, {})
    await admin.change('POST', `${exam}/hand-out`, {})
    copies = (await admin.read<Stapler>(`${exam}/stapler`)).copies.map((copy) => copy.id)
    corrector = new Person(korrigo.origin)
    await corrector.logIn(teacher.username, teacher.password)
  })

  const open = async (copyId: string): Promise<void> => {
    const { token } = await corrector.change<{ token: string }>(
      'POST',
      `/api/copies/${copyId}/lock`,
      undefined,
    )
    corrector.headers[LOCK_HEADER] = token
  }
  const save = (copyId: string, baseVersion: number, mark: number) =>
    corrector.send('PUT', `/api/copies/${copyId}/draft`, {
      baseVersion,
      clientId: '00000000-0000-4000-8000-000000000001',
      marking: { annotations: [], marks: { q1: mark }, remarks: {}, appreciation: `note ${mark}` },
      view: {},
    })
  const deskOf = (copyId: string) => corrector.read<Desk>(`/api/copies/${copyId}`)

  test('PostgreSQL killed in the middle of saves: the last one acknowledged is there', async () => {
    const [copyId = ''] = copies
    await open(copyId)
    let [version, mark] = [0, 0]
    const acknowledge = async (next: number) => {
      const response = await save(copyId, version, next).catch(() => null)
      if (response?.status !== 200) return false
      version = ((await response.json()) as { version: number }).version
      mark = next
      return true
    }
    for (let i = 1; i <= 8; i++) expect(await acknowledge(i)).toBe(true)
    const killed = korrigo.postmaster()
    setTimeout(() => process.kill(killed, 'SIGKILL'), 15)
    let next = 9
    while (await acknowledge((next++ % 80) / 4)) expect(next).toBeLessThan(2000)
    const { draft } = await deskOf(copyId)
    // What was on its way may have arrived, its answer not.
    expect([version, version + 1]).toContain(draft.version)
    if (draft.version === version) expect(draft.marking.marks).toEqual({ q1: mark })
    version = draft.version
    expect(await acknowledge(20)).toBe(true)
    expect((await deskOf(copyId)).draft.marking).toMatchObject({ marks: { q1: 20 }, appreciation: 'note 20' })
  })

  test('the api killed in the middle of a finalise: marked with its PDF or not at all, and the second try succeeds', async () => {
    for (const [copyId, afterMs] of copies
      .slice(1)
      .map((id, i) => [id, [20, 60, 120, 250][i] ?? 0] as const)) {
      await open(copyId)
      expect((await save(copyId, 0, 12.5)).status).toBe(200)
      const finalise = () => corrector.send('POST', `/api/copies/${copyId}/finalise`, { version: 1 })
      const first = finalise().catch(() => null)
      await sleep(afterMs)
      process.kill(korrigo.api(), 'SIGKILL')
      const answered = (await first)?.status === 200
      const { status } = await deskOf(copyId)
      if (answered) expect(status).toBe('GRADED')
      if (status !== 'GRADED') {
        expect((await deskOf(copyId)).draft.marking.marks).toEqual({ q1: 12.5 })
        expect((await finalise()).status).toBe(200)
      }
      expect((await deskOf(copyId)).status).toBe('GRADED')
      const { events } = await admin.read<{ events: Array<{ action: string }> }>(
        `/api/copies/${copyId}/events`,
      )
      expect(events.filter(({ action }) => action === 'FINALIZE')).toHaveLength(1)
      const pdf = await admin.send('GET', `/api/copies/${copyId}/final.pdf`)
      expect(pdf.status).toBe(200)
      expect(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
    }
  })
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
  await until(isWorkDone)
})

test('Ctrl-C in the middle of a split: no process stays behind, and the next start ends the split', async () => {
  const examId = await depositBatch('arrêt demandé')
  await untilPage(examId, 2)
  const processes = korrigo.processes()
  expect(processes.length).toBeGreaterThan(5)
  korrigo.signal('SIGINT')
  expect(await korrigo.ended).toBe(0)
  expect(processes.filter(isRunning)).toEqual([])
  expect(inWork()).toEqual([])
  korrigo = await startInstallation(dataDir, port)
  await split(examId)
  expect(await shapeOf(examId)).toEqual(undisturbed)
})
