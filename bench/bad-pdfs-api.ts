import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scan } from '#contract/scans.ts'
import { freePort, Person, startInstallation } from '#test/installation.ts'
import { writeMutations } from './mutations.ts'

// Deposits every PDF of a folder, or so many mutations of an invented scan, through the API of a whole installation; prints what
// the user is told of each, how long others waited meanwhile and how much memory it took.
// usage: node bench/bad-pdfs-api.ts [folder | number of mutations]

const asked = process.argv[2] ?? '../shared/data/bad-pdfs'
const mutations = /^\d+$/.test(asked) ? mkdtempSync(join(tmpdir(), 'korrigo-mutations-')) : null
if (mutations !== null) await writeMutations(mutations, Number(asked))
const folder = mutations ?? asked
if (!existsSync(folder)) {
  console.error(`Folder not found: ${folder}. Give a folder of PDFs as argument.`)
  process.exit(2)
}
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf'))
  .sort()
const dataDir = mkdtempSync(join(tmpdir(), 'korrigo-bad-pdfs-'))
chmodSync(dataDir, 0o755)
const korrigo = await startInstallation(dataDir, await freePort())
try {
  const admin = new Person(korrigo.origin)
  await admin.setUp(dataDir)
  const processes = [korrigo.api(), korrigo.worker()]
  const idle = await answerTimes(async () => {
    await sleep(3000)
  })
  const counts = new Map<string, number>()
  let largestMb = 0
  const watch = setInterval(() => {
    largestMb = Math.max(largestMb, largestBelow(korrigo.supervisor))
  }, 500)
  const busy = await answerTimes(async () => {
    for (const file of files) {
      const outcome = await tellOf(admin, file)
      counts.set(outcome.code, (counts.get(outcome.code) ?? 0) + 1)
      console.log(`${file}\t${outcome.code}\t${outcome.words}`)
    }
  })
  clearInterval(watch)
  console.log(`${files.length} files; the largest process took ${Math.round(largestMb)} MB`)
  for (const [code, count] of counts) console.log(`  ${code}: ${count}`)
  console.log(`GET /api/session, 95th of 100: ${idle.toFixed(1)} ms idle, ${busy.toFixed(1)} ms meanwhile`)
  const survived = processes[0] === korrigo.api() && processes[1] === korrigo.worker()
  console.log(survived ? 'api and worker never had to be started again' : 'api or worker died')
} finally {
  korrigo.signal('SIGTERM')
  await korrigo.ended
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  if (mutations !== null) rmSync(mutations, { recursive: true })
}

/** Resident MB of the largest process below one; everything is read once, for this process also measures how long others wait. */
function largestBelow(ancestor: number): number {
  const parents = new Map<number, number>()
  for (const pid of readdirSync('/proc').map(Number)) if (pid > 0) parents.set(pid, Number(statOf(pid)[1]))
  const isBelow = (pid: number): boolean => pid === ancestor || (pid > 1 && isBelow(parents.get(pid) ?? 0))
  // Field 24 of the file, in pages of 4 KiB.
  return Math.max(...[...parents.keys()].filter(isBelow).map((pid) => Number(statOf(pid)[21] ?? 0) / 256))
}

/** The fields of /proc/<pid>/stat from the third, the state; none when the process is gone. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

async function tellOf(admin: Person, file: string): Promise<{ code: string; words: string }> {
  const examId = await admin.createExam(file)
  const answer = await admin.deposit(examId, { name: file, bytes: readFileSync(join(folder, file)) })
  if (answer.status !== 202) {
    const { code, detail } = (await answer.json()) as { code: string; detail: string }
    return { code: `${answer.status} ${code}`, words: detail }
  }
  for (;;) {
    const [scan] = (await admin.read<{ scans: Scan[] }>(`/api/exams/${examId}/scans`)).scans
    if (scan?.status === 'DONE') {
      const said = scan.problems.map(({ detail }) => detail).join(' ')
      return { code: 'accepted', words: `${scan.pageCount} pages. ${said}` }
    }
    if (scan?.error) return { code: scan.error.code, words: scan.error.detail }
    await sleep(30)
  }
}

/** The 95th percentile of the answers to « who am I » while `work` goes on, in ms. */
async function answerTimes(work: () => Promise<void>): Promise<number> {
  const times: number[] = []
  let over = false
  const working = work().finally(() => {
    over = true
  })
  while (!over) {
    const startedAt = performance.now()
    await (await fetch(`${korrigo.origin}/api/session`)).arrayBuffer()
    times.push(performance.now() - startedAt)
    await sleep(20)
  }
  await working
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
}
