import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scan } from '#contract/scans.ts'
import { freePort, Person, startInstallation } from '#test/installation.ts'
import { makeSpecimen } from './ingest.ts'

// How long a small scan waits behind four large ones; and how much sooner the four are split by two workers than by one, when each
// worker has one processor to itself (`taskset`): a worker alone would take both of a small machine. `node bench/workers.ts`

const LARGE_COPIES = 24
const SMALL_COPIES = 2
let exams = 0
const folder = mkdtempSync(join(tmpdir(), 'korrigo-workers-'))
chmodSync(folder, 0o755)
const dataDir = join(folder, 'data')
// The installation inherits it: one process a worker, so that it is the workers that are measured.
process.env.KORRIGO_SPLIT_PROCESSES = '1'
const korrigo = await startInstallation(dataDir, await freePort())
let second: ChildProcess | undefined
try {
  const admin = new Person(korrigo.origin)
  await admin.setUp(dataDir)
  const large = await Promise.all(
    [0, 1, 2, 3].map(async (i) =>
      readFileSync(await makeSpecimen(join(folder, `${i}.pdf`), LARGE_COPIES, `b${i}`)),
    ),
  )
  const small = readFileSync(await makeSpecimen(join(folder, 'small.pdf'), SMALL_COPIES, 'small'))

  const alone = await splitAll(admin, [small])
  const behind = await splitBehind(admin, large, small)
  spawnSync('taskset', ['-a', '-c', '-p', '0', String(korrigo.worker())])
  const one = await splitAll(admin, large)
  second = spawn('taskset', ['-c', '1', process.execPath, 'src/server/cli.ts', 'worker'], {
    env: { ...process.env, KORRIGO_DATA: dataDir },
    stdio: 'ignore',
  })
  await sleep(4000)
  const two = await splitAll(admin, large)
  console.log(
    `four scans of ${2 * LARGE_COPIES} pages: ${one.toFixed(1)} s with one worker, ${two.toFixed(1)} s with two`,
  )
  console.log(`two workers / one: ${(one / two).toFixed(2)} × as fast`)
  console.log(
    `a scan of ${2 * SMALL_COPIES} pages: ${alone.toFixed(1)} s alone, ${behind.toFixed(1)} s when deposited after the four`,
  )
} finally {
  second?.kill()
  korrigo.signal('SIGTERM')
  await korrigo.ended
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Seconds from the last deposit until all are split. */
async function splitAll(admin: Person, scans: Buffer[]): Promise<number> {
  const examIds = await Promise.all(scans.map((bytes) => depositNew(admin, bytes)))
  const startedAt = performance.now()
  await Promise.all(examIds.map((examId) => untilSplit(admin, examId)))
  return (performance.now() - startedAt) / 1000
}

async function splitBehind(admin: Person, large: Buffer[], small: Buffer): Promise<number> {
  const examIds = await Promise.all(large.map((bytes) => depositNew(admin, bytes)))
  await sleep(500)
  const seconds = await splitAll(admin, [small])
  await Promise.all(examIds.map((examId) => untilSplit(admin, examId)))
  return seconds
}

async function depositNew(admin: Person, bytes: Buffer): Promise<string> {
  const examId = await admin.createExam(`Essai ${++exams}`)
  const answer = await admin.deposit(examId, { name: 'lot.pdf', bytes })
  if (answer.status !== 202) throw new Error(await answer.text())
  return examId
}

async function untilSplit(admin: Person, examId: string): Promise<void> {
  for (;;) {
    const [scan] = (await admin.read<{ scans: Scan[] }>(`/api/exams/${examId}/scans`)).scans
    if (scan?.status === 'DONE') return
    if (scan?.error) throw new Error(scan.error.detail)
    await sleep(50)
  }
}
