import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ingestReport } from './ingest.ts'
import { countHalves, type JudgedPage, judgeCopies, pageName } from './judge-copies.ts'

/**
 * Ingests every batch of a folder (`<batch>/batch.pdf`, `<batch>/truth.json`) and counts what went wrong:
 * halves lost or doubled, pages in the wrong copy, out of order, turned wrongly, blank or not, and of which of it nobody is told;
 * with a roster beside it (`roster_utf8.csv`), whom each copy is proposed to.
 */
const folder = resolve(process.argv[2] ?? '../shared/data/scans')
if (!existsSync(folder)) {
  console.error(`No such folder: ${folder}. Give the folder of batches with their truth.json.`)
  process.exit(2)
}

interface Truth {
  students: Array<{ id: string; nom: string; prenom: string; dob: string }>
  copies: Array<{ id: string; student: string; pages: Array<JudgedPage & { page: number }> }>
  pages: Array<{ sourcePage: number; full: unknown }>
  duplicates: Array<{ sourcePage: number; half: string }>
}
interface Report {
  copies: Array<{
    pages: JudgedPage[]
    flags: Array<{ code: string; sourcePage: number; certain: boolean }>
    identification: {
      status: 'certain' | 'review' | 'none'
      confidence: number
      detectedText: string
      student: Named | null
    }
  }>
  unplaced: Array<
    JudgedPage & { half: 'left' | 'right' | 'full'; rotation: 0 | 90 | 180 | 270; reason: string }
  >
  problems: Array<{ code: string; sourcePage: number; detail: string }>
  timings: { splitMs: number; stapleReadyMs: number }
}

interface Named {
  lastName: string
  firstName: string
  birthDate: string
}

function ingest(batch: string): Promise<Report> {
  const roster = join(batch, 'roster_utf8.csv')
  return ingestReport(join(batch, 'batch.pdf'), existsSync(roster) ? { roster } : {})
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
    names: judgeNames(truth, report),
    problems: report.problems.map(({ detail }) => detail),
    timings: report.timings,
  }
}

/** Each first page has the header of one student: whom was it proposed to? */
function judgeNames(truth: Truth, report: Report) {
  const nameOf = new Map(truth.students.map((student) => [student.id, student]))
  const ownerOf = new Map(
    truth.copies.flatMap(({ student, pages }) =>
      pages.filter(({ page }) => page === 1).map((page) => [pageName(page), nameOf.get(student)]),
    ),
  )
  const counts = { headers: 0, right: 0, certain: 0, wrongCertain: 0, none: 0 }
  const wrong: string[] = []
  for (const { pages, identification } of report.copies) {
    const [first] = pages
    const owner = first && ownerOf.get(pageName(first))
    if (owner === undefined) continue
    const { status, student, confidence, detectedText } = identification
    const isRight =
      student?.birthDate === owner.dob && student.lastName.toUpperCase() === owner.nom.toUpperCase()
    counts.headers++
    if (isRight) counts.right++
    if (status === 'certain') counts.certain++
    if (status === 'certain' && !isRight) counts.wrongCertain++
    if (status === 'none') counts.none++
    if (!isRight)
      wrong.push(
        `${owner.nom} ${owner.prenom}: ${student?.lastName ?? 'nobody'} ${student?.firstName ?? ''} (${status}, ${confidence.toFixed(3)}, read « ${detectedText} »)`,
      )
  }
  return { ...counts, wrong }
}

for (const batch of (await readdir(folder)).sort()) {
  const truthPath = join(folder, batch, 'truth.json')
  if (!existsSync(truthPath)) continue
  const truth = JSON.parse(await readFile(truthPath, 'utf8')) as Truth
  console.log(batch, compare(truth, await ingest(join(folder, batch))))
}
