import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IngestTimings, ingestTimings, makeSpecimen } from './ingest.ts'

// Pages per second until the stapler is ready (booklets, headers, thumbnails, all in the database) and until every display image
// is made, beside those of `pdftoppm -r 150 -jpeg` on the same file: in turns, in the same run.
// usage: node bench/split.ts [scan.pdf]

/** Each is timed this often, in turns; the best of each counts, for the machine may be busy with other things. */
const ROUNDS = 3
const SPECIMEN_COPIES = 60

if (spawnSync('pdftoppm', ['-v']).error) {
  console.error('pdftoppm is not installed: apt-get install poppler-utils')
  process.exit(2)
}
const folder = await mkdtemp(join(tmpdir(), 'bench-split-'))
try {
  const pdf = process.argv[2] ?? (await makeSpecimen(join(folder, 'batch.pdf'), SPECIMEN_COPIES))
  const all: IngestTimings[] = []
  const alone: IngestTimings[] = []
  const poppler: number[] = []
  let pages = 0
  for (let round = 0; round < ROUNDS; round++) {
    all.push(await ingestTimings(pdf, availableParallelism()))
    const startedAt = performance.now()
    pages = await renderPages(pdf)
    poppler.push(performance.now() - startedAt)
    alone.push(await ingestTimings(pdf, 1))
  }
  const best = (times: number[]) => Math.min(...times)
  const reference = best(poppler)
  const tell = (name: string, ms: number) =>
    console.log(
      `${name.padEnd(38)} ${((pages * 1000) / ms).toFixed(1).padStart(6)} pages/s  ${(reference / ms).toFixed(2)} × pdftoppm`,
    )
  console.log(`${pages} pages`)
  tell('pdftoppm -r 150 -jpeg', reference)
  for (const [timings, processes] of [
    [all, `${availableParallelism()} processes`],
    [alone, '1 process'],
  ] as const) {
    tell(`stapler ready, ${processes}`, best(timings.map(({ stapleReadyMs }) => stapleReadyMs)))
    tell(`display images, ${processes}`, best(timings.map(({ derivedImagesMs }) => derivedImagesMs)))
  }
} finally {
  await rm(folder, { recursive: true })
}

async function renderPages(pdf: string): Promise<number> {
  const workDir = await mkdtemp(join(folder, 'poppler-'))
  const code = await new Promise((resolve, reject) => {
    const child = spawn('pdftoppm', ['-r', '150', '-jpeg', pdf, join(workDir, 'page')], { stdio: 'ignore' })
    child.on('error', reject).on('exit', resolve)
  })
  if (code !== 0) throw new Error(`pdftoppm ended with ${code}`)
  const pages = (await readdir(workDir)).length
  await rm(workDir, { recursive: true })
  return pages
}
