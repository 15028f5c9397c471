import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { countHalves, type JudgedPage, judgeCopies, pageName } from './judge-copies.ts'

/**
 * Ingests every batch of a folder (`<batch>/batch.pdf`, `<batch>/truth.json`) and counts what went wrong:
 * halves lost or doubled, pages in the wrong copy, out of order, turned wrongly, blank or not, and of which of it nobody is told.
 */
const folder = resolve(process.argv[2] ?? '../shared/data/scans')
if (!existsSync(folder)) {
  console.error(`No such folder: ${folder}. Give the folder of batches with their truth.json.`)
  process.exit(2)
}

interface Truth {
  copies: Array<{ pages: JudgedPage[] }>
  pages: Array<{ sourcePage: number; full: unknown }>
  duplicates: Array<{ sourcePage: number; half: string }>
}
interface Report {
  copies: Array<{ pages: JudgedPage[]; flags: Array<{ code: string; sourcePage: number; certain: boolean }> }>
  unplaced: Array<
    JudgedPage & { half: 'left' | 'right' | 'full'; rotation: 0 | 90 | 180 | 270; reason: string }
  >
  problems: Array<{ code: string; sourcePage: number; detail: string }>
  timings: { splitMs: number; stapleReadyMs: number }
}

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
  const duplicates = new Set(truth.duplicates.map(pageName))
  const verdicts = judgeCopies(truth.copies, report)
  const wrong = verdicts.filter(({ right }) => !right)
  const truthOf = new Map(truth.copies.flatMap((copy) => copy.pages).map((page) => [pageName(page), page]))
  const differing = (key: 'rotation' | 'blank') =>
    placed
      .filter((page) => truthOf.has(pageName(page)) && truthOf.get(pageName(page))?.[key] !== page[key])
      .map(pageName)
  return {
    halves: expected.length,
    ...countHalves(expected, report),
    leftOutWrongly: report.unplaced.map(pageName).filter((half) => !duplicates.has(half)),
    duplicatesKept: placed.map(pageName).filter((half) => duplicates.has(half)),
    copies: `${verdicts.length - wrong.length}/${verdicts.length} whole and in order`,
    wrongCopies: wrong.map(
      ({ pages, asked }) => `${pages.map(pageName).join(' ')} (${asked ? 'a person is asked' : 'SILENT'})`,
    ),
    rightButAsked: verdicts.filter(({ right, asked }) => right && asked).length,
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
