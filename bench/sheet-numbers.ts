import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { NumberingDoubt } from '#domain/sheet-numbers.ts'
import { anyBatch } from '#server/specimen/any-batch.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import type { SpecimenCopy } from '#server/specimen/truth.ts'
import { ingestReport } from './ingest.ts'

// Batches of any look in which pupils number their sheets, their pages, or nothing; of some copies the last sheet was left behind. Each is
// taken in whole, and counted: of the copies with numbers that lack a sheet, how many are told, and of the whole ones, how many are doubted.
// usage: node bench/sheet-numbers.ts [copies, 48] [--seed text]

const COPIES_PER_BATCH = 8
const NUMBERED = ['sheets', 'pages', 'nothing'] as const
const CODES: ReadonlyArray<NumberingDoubt['code']> = [
  'numbers_start_late',
  'numbers_missing',
  'numbers_start_again',
  'numbers_out_of_order',
  'numbers_foreign',
]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: 'a' } },
})
const batches = Math.ceil(Number(positionals[0] ?? 48) / COPIES_PER_BATCH)

interface Report {
  problems: Array<{ code: string; sourcePage: number; detail: string }>
}
const table = Object.fromEntries(
  NUMBERED.map((numbered) => [numbered, { copies: 0, lacking: 0, told: 0, whole: 0, doubted: 0 }]),
)

for (let n = 0; n < batches; n++) {
  const numbered = NUMBERED[n % NUMBERED.length] ?? 'nothing'
  const row = table[numbered]
  const folder = await mkdtemp(join(tmpdir(), 'bench-numbers-'))
  try {
    const { trouble: _, ...wanted } = anyBatch(`${values.seed}${n}`, COPIES_PER_BATCH)
    const outPath = join(folder, 'batch.pdf')
    const truth = await makeBatch({
      ...{ ...wanted, outPath },
      // Nothing else goes wrong: a copy put together wrongly is doubted rightly.
      defects: { insertedSheet: 0.6, lostSheet: 0.4 },
      ...(numbered !== 'nothing' && { numbering: numbered }),
    })
    const { problems } = await ingestReport<Report>(outPath, {
      pagesPerBooklet: wanted.pagesPerBooklet ?? 4,
    })
    const doubts = problems.filter(({ code }) => CODES.some((known) => known === code))
    for (const copy of truth.copies) {
      if (!row) continue
      const own = new Set(copy.pages.map(({ sourcePage }) => sourcePage))
      const doubted = doubts.some(({ sourcePage }) => own.has(sourcePage))
      row.copies++
      if (lacks(copy)) {
        row.lacking++
        if (doubted) row.told++
      } else {
        row.whole++
        if (doubted) row.doubted++
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
console.table(table)

/** Whether a sheet that the pupil handed in was not scanned. */
function lacks({ sheets, pages }: SpecimenCopy): boolean {
  return new Set(pages.map(({ sheet }) => sheet)).size < sheets.length
}
