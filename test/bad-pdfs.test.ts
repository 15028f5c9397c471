import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getSession } from '#contract/auth.ts'
import { listScans, type Scan } from '#contract/scans.ts'
import { getStapler } from '#contract/stapler.ts'
import { openTestApp, type TestApp, type TestUser } from './app.ts'
import { makeExam } from './factories.ts'
import { depositAndSplit } from './scans.ts'

const FOLDER = join(import.meta.dirname, 'fixtures/bad-pdfs')
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.pdf'))

/** Pages accepted, or the code of the refusal. */
const EXPECTED: Record<string, number | string> = {
  'GHOSTSCRIPT-698804-1-fuzzed.pdf': 1,
  'Pages-tree-refs.pdf': 1,
  'bitmap-symbol-symbolrefineseveral.pdf': 1,
  'boundingBox_invalid.pdf': 3,
  'bug1250079.pdf': 'pdf_damaged',
  'bug_jpx.pdf': 1,
  'ccitt_EndOfBlock_false.pdf': 1,
  'empty.pdf': 1,
  'encrypted-attachment.pdf': 'pdf_encrypted',
  'operator_list_cycle.pdf': 1,
  'poppler-85140-0.pdf': 'pdf_damaged',
  'poppler-91414-0-53.pdf': 1,
  'rotation.pdf': 2,
}

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

async function outcomeOf(name: string): Promise<Scan | undefined> {
  const { id: examId } = await makeExam(korrigo)
  await depositAndSplit(korrigo, admin, examId, readFileSync(join(FOLDER, name)), name)
  const [scan] = (await admin.call(listScans, { params: { examId } })).json.scans
  const { balance, copies } = (await admin.call(getStapler, { params: { examId } })).json
  if (scan?.status === 'DONE') expect(balance.halves).toBeGreaterThanOrEqual(scan.pageCount ?? 1)
  else expect([balance.halves, copies.length]).toEqual([0, 0])
  return scan
}

/** Milliseconds of the 95th slowest among the answers to « who am I ». */
async function answerMs(until?: Promise<unknown>): Promise<number> {
  const times: number[] = []
  let over = until === undefined
  void until?.finally(() => {
    over = true
  })
  while (times.length < 50 || !over) {
    const startedAt = performance.now()
    await korrigo.stranger.call(getSession)
    times.push(performance.now() - startedAt)
    await sleep(10)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
}

test('each bad file is accepted with its pages or refused in words, and nobody else waits', async () => {
  await answerMs()
  const idleMs = await answerMs()
  const outcomes: Record<string, number | string> = {}
  const all = (async () => {
    for (const name of FILES) {
      const scan = await outcomeOf(name)
      expect(['DONE', 'REFUSED']).toContain(scan?.status)
      outcomes[name] = scan?.status === 'DONE' ? (scan.pageCount ?? 0) : (scan?.error?.code ?? '')
      if (scan?.status === 'REFUSED') {
        expect(scan.error?.code).toMatch(/^pdf_/)
        expect(scan.error?.detail).toContain(name)
        expect(scan.error?.detail).not.toMatch(/Error|undefined|at .*:\d+/)
      }
    }
  })()
  const busyMs = await answerMs(all)
  await all
  expect(outcomes).toEqual(EXPECTED)
  expect(busyMs).toBeLessThan(Math.max(200, idleMs * 10))
}, 180_000)
