import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { splitScan } from '#server/pdf/split-scan.ts'

// Pages per second of the split beside those of `pdftoppm -r 150 -jpeg` on the same file, in turns, in the same run.
// usage: node bench/split.ts [scan.pdf]

/** Each is timed this often, in turns; the best of each counts, for the machine may be busy with other things. */
const ROUNDS = 3
const SPECIMEN_COPIES = 24

if (spawnSync('pdftoppm', ['-v']).error) {
  console.error('pdftoppm is not installed: apt-get install poppler-utils')
  process.exit(2)
}
const folder = await mkdtemp(join(tmpdir(), 'bench-split-'))
try {
  const pdfPath = process.argv[2] ?? (await makeSpecimen(join(folder, 'batch.pdf')))
  const splitTimes: number[] = []
  const popplerTimes: number[] = []
  let pages = 0
  for (let round = 0; round < ROUNDS; round++) {
    splitTimes.push(
      await secondsOf(async () => {
        pages = await splitOnce(pdfPath)
      }),
    )
    popplerTimes.push(await secondsOf(() => renderOnce(pdfPath)))
  }
  const split = pages / Math.min(...splitTimes)
  const poppler = pages / Math.min(...popplerTimes)
  console.log(`pages                     ${pages}`)
  console.log(
    `split                     ${split.toFixed(1)} pages/s  (${(1000 / split).toFixed(0)} ms a page)`,
  )
  console.log(
    `pdftoppm -r 150 -jpeg     ${poppler.toFixed(1)} pages/s  (${(1000 / poppler).toFixed(0)} ms a page)`,
  )
  console.log(`split / pdftoppm          ${(split / poppler).toFixed(2)}`)
} finally {
  await rm(folder, { recursive: true })
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function splitOnce(pdfPath: string): Promise<number> {
  const workDir = await mkdtemp(join(folder, 'split-'))
  let pages = 0
  await splitScan({ pdfPath, workDir, limits: { maxPages: 5000 }, onSheet: () => void pages++ })
  await rm(workDir, { recursive: true })
  return pages
}

async function renderOnce(pdfPath: string): Promise<void> {
  const workDir = await mkdtemp(join(folder, 'poppler-'))
  const code = await new Promise((resolve, reject) => {
    const poppler = spawn('pdftoppm', ['-r', '150', '-jpeg', pdfPath, join(workDir, 'page')], {
      stdio: 'ignore',
    })
    poppler.on('error', reject).on('exit', resolve)
  })
  if (code !== 0) throw new Error(`pdftoppm ended with ${code}`)
  await rm(workDir, { recursive: true })
}

async function makeSpecimen(outPath: string): Promise<string> {
  const { makeBatch } = await import('#server/specimen/make-batch.ts')
  const { makeStudents } = await import('#server/specimen/students.ts')
  await makeBatch({
    outPath,
    seed: 'bench',
    students: makeStudents({ seed: 'bench', count: SPECIMEN_COPIES }),
  })
  return outPath
}
