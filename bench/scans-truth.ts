import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

/**
 * Ingests every batch of a folder (`<batch>/batch.pdf`, `<batch>/truth.json`) and counts what went wrong:
 * halves lost or doubled, pages in the wrong copy, out of order, turned wrongly, blank or not.
 */
const folder = resolve(process.argv[2] ?? '../shared/data/scans')
if (!existsSync(folder)) {
  console.error(`No such folder: ${folder}. Give the folder of batches with their truth.json.`)
  process.exit(2)
}

interface Page {
  sourcePage: number
  half: string
  rotation: number
  blank: boolean
}
interface Truth {
  copies: Array<{ pages: Page[] }>
  pages: Array<{ sourcePage: number; full: unknown }>
  duplicates: Array<{ sourcePage: number; half: string }>
}
interface Report {
  copies: Array<{ pages: Page[]; flags: Array<{ code: string }> }>
  unplaced: Array<{ sourcePage: number; half: string; reason: string }>
  problems: Array<{ detail: string }>
  timings: { splitMs: number; stapleReadyMs: number }
}

const name = ({ sourcePage, half }: { sourcePage: number; half: string }): string => `${sourcePage}${half[0]}`

async function ingest(pdf: string): Promise<Report> {
  const data = await mkdtemp(join(tmpdir(), 'korrigo-truth-'))
  try {
    const args = [
      'src/server/cli.ts',
      'ingest',
      '--name',
      'Essai',
      '--date',
      '2026-01-01',
      '--json',
      '-',
      pdf,
    ]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, KORRIGO_DATA: data },
      maxBuffer: 1 << 28,
    })
    return JSON.parse(stdout) as Report
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

function compare(truth: Truth, report: Report) {
  const expected = truth.pages.flatMap(({ sourcePage, full }) =>
    full === null ? [`${sourcePage}l`, `${sourcePage}r`] : [`${sourcePage}f`],
  )
  const placed = report.copies.flatMap((copy) => copy.pages)
  const found = [...placed.map(name), ...report.unplaced.map(name)]
  const duplicates = new Set(truth.duplicates.map(name))
  const wrongCopies = truth.copies.filter(
    (copy) => !report.copies.some((other) => other.pages.map(name).join() === copy.pages.map(name).join()),
  )
  const truthOf = new Map(truth.copies.flatMap((copy) => copy.pages).map((page) => [name(page), page]))
  const differing = (key: 'rotation' | 'blank') =>
    placed.filter((page) => truthOf.has(name(page)) && truthOf.get(name(page))?.[key] !== page[key]).map(name)
  return {
    halves: expected.length,
    lost: expected.filter((half) => !found.includes(half)),
    doubled: found.filter((half, i) => found.indexOf(half) !== i),
    leftOutWrongly: report.unplaced.map(name).filter((half) => !duplicates.has(half)),
    duplicatesKept: placed.map(name).filter((half) => duplicates.has(half)),
    copies: `${truth.copies.length - wrongCopies.length}/${truth.copies.length} whole and in order`,
    wrongCopies: wrongCopies.map((copy) => copy.pages.map(name).join(' ')),
    rotationWrong: differing('rotation'),
    blankWrong: differing('blank'),
    problems: report.problems.map(({ detail }) => detail),
    timings: report.timings,
  }
}

for (const batch of (await readdir(folder)).sort()) {
  const truthPath = join(folder, batch, 'truth.json')
  if (!existsSync(truthPath)) continue
  const truth = JSON.parse(await readFile(truthPath, 'utf8')) as Truth
  console.log(batch, compare(truth, await ingest(join(folder, batch, 'batch.pdf'))))
}
