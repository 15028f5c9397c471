import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { arrangeSheets } from '#domain/arrange-sheets.ts'
import type { SheetAnalysis } from '#domain/scan-pages.ts'
import { splitScan } from '#server/pdf/split-scan.ts'
import { anyBatch } from '#server/specimen/any-batch.ts'
import { inOrder } from '#server/specimen/in-order.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import type { SpecimenTruth } from '#server/specimen/truth.ts'
import { type CopyVerdict, countHalves, judgeCopies, pageName } from './judge-copies.ts'

// Makes batches of any look and with any accidents, splits and arranges them, and counts what came out right, and what went wrong
// without a person being asked.
// usage: node bench/arrange.ts [copies, 120] [--seed text] [--list]

const COPIES_PER_BATCH = 8
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: 'a' }, list: { type: 'boolean', default: false } },
})
const batches = Math.ceil(Number(positionals[0] ?? 120) / COPIES_PER_BATCH)

interface Row {
  copies: number
  right: number
  /** Right, and a person is asked all the same. */
  rightAsked: number
  /** Wrong, and nobody is asked. */
  silent: number
  pages: number
  rotationWrong: number
  blankWrong: number
  lost: number
  doubled: number
}
const table = new Map<string, Row>()
const rowOf = (kind: string): Row => {
  const zero = { copies: 0, right: 0, rightAsked: 0, silent: 0, pages: 0, rotationWrong: 0, blankWrong: 0 }
  const row = table.get(kind) ?? { ...zero, lost: 0, doubled: 0 }
  table.set(kind, row)
  return row
}

function* jobs() {
  for (let n = 0; n < batches; n++) yield () => arrangeOne(`${values.seed}${n}`)
}
for await (const enter of inOrder(jobs(), Math.min(2, availableParallelism()))) enter()
console.table(Object.fromEntries([...table].sort(([a], [b]) => a.localeCompare(b))))

/** The batch of one seed from paper to copies; what it gave is entered by the function returned, so that the order stays. */
async function arrangeOne(seed: string): Promise<() => void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-arrange-'))
  try {
    const { trouble, ...wanted } = anyBatch(seed, COPIES_PER_BATCH)
    const outPath = join(folder, 'batch.pdf')
    const truth = await makeBatch({ ...wanted, outPath })
    const sheets: SheetAnalysis[] = []
    await splitScan({
      pdfPath: outPath,
      workDir: folder,
      limits: { maxPages: 5000, idleTimeoutMs: 120_000 },
      onSheet: ({ analysis }) => void sheets.push(analysis),
    })
    const pagesPerBooklet = wanted.pagesPerBooklet ?? 4
    const colours = wanted.look?.bitonal ? 'black and white' : wanted.colour ? 'colour' : 'grey'
    const kinds = [
      'all',
      `trouble: ${trouble}`,
      `scan: ${wanted.dpi} dpi`,
      `scan: ${colours}`,
      `booklet: ${pagesPerBooklet} pages`,
      ...(wanted.look?.headers ?? []).map((design) => `form: ${design}`),
    ]
    return () => enter(seed, kinds, truth, sheets, pagesPerBooklet)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function enter(
  seed: string,
  kinds: string[],
  truth: SpecimenTruth,
  sheets: SheetAnalysis[],
  pagesPerBooklet: number,
): void {
  const { copies, unplaced, problems } = arrangeSheets(sheets, { pagesPerBooklet, mode: 'BATCH_A3' })
  const made = {
    ...{ unplaced, problems },
    copies: copies.map(({ booklets }) => ({
      pages: booklets.flatMap(({ pages }) => pages),
      flags: booklets.flatMap(({ flags }) => flags),
    })),
  }
  const verdicts = judgeCopies(truth.copies, made)
  const expected = truth.pages.flatMap(({ sourcePage, left, right, full }) =>
    Object.entries({ left, right, full }).flatMap(([half, seen]) =>
      seen ? pageName({ sourcePage, half }) : [],
    ),
  )
  const { lost, doubled } = countHalves(expected, made)
  const truthOf = new Map(truth.copies.flatMap(({ pages }) => pages).map((page) => [pageName(page), page]))
  const placed = made.copies.flatMap(({ pages }) => pages)
  const differing = (key: 'rotation' | 'blank') =>
    placed.filter((page) => {
      const wanted = truthOf.get(pageName(page))
      return wanted !== undefined && wanted[key] !== page[key]
    }).length
  for (const kind of kinds) {
    const row = rowOf(kind)
    for (const verdict of verdicts) count(row, verdict)
    row.pages += expected.length
    row.rotationWrong += differing('rotation')
    row.blankWrong += differing('blank')
    row.lost += lost.length
    row.doubled += doubled.length
  }
  // What goes wrong depends on the accident: each copy counts under those of its sheets.
  truth.copies.forEach(({ id }, i) => {
    const own = truth.pages.filter(({ copy }) => copy === id)
    const verdict = verdicts[i]
    if (!verdict) return
    const has = (accident: string, is: boolean) => is && count(rowOf(`accident: ${accident}`), verdict)
    has(
      'upside down',
      own.some(({ rotation }) => rotation === 180),
    )
    has(
      'verso first',
      own.some(({ swapped }) => swapped),
    )
    has(
      'inserted sheet',
      own.some(({ kind }) => kind === 'intercalaire'),
    )
    has(
      'loose leaf',
      own.some(({ kind }) => kind === 'feuille-A4'),
    )
    has(
      'scanned twice',
      own.some(({ duplicateOf }) => duplicateOf !== null),
    )
    has(
      'skew over 2°',
      own.some(({ skewDeg }) => Math.abs(skewDeg) > 2),
    )
    if (values.list && (!verdict.right || verdict.asked))
      console.log(
        seed,
        id,
        verdict.right ? 'right, asked' : verdict.asked ? 'wrong, asked' : 'WRONG, NOT ASKED',
        verdict.pages.map(pageName).join(' '),
      )
  })
}

function count(row: Row, { right, asked }: CopyVerdict): void {
  row.copies++
  if (right) row.right++
  if (right && asked) row.rightAsked++
  if (!right && !asked) row.silent++
}
