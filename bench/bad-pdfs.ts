import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PdfRefused } from '#server/pdf/pdf-refused.ts'
import { splitScan } from '#server/pdf/split-scan.ts'

// Puts every PDF of a folder through the split: each must be accepted or refused with a code, within a bounded time.
// usage: node bench/bad-pdfs.ts [folder]

const SLOWEST_MS = 20_000

const folder = process.argv[2] ?? '../shared/data/bad-pdfs'
if (!existsSync(folder)) {
  console.error(`Folder not found: ${folder}. Give a folder of PDFs as argument.`)
  process.exit(2)
}
const files = (await readdir(folder)).filter((file) => file.endsWith('.pdf')).sort()
const counts = new Map<string, number>()
let faults = 0
let slowestMs = 0
for (const file of files) {
  const workDir = await mkdtemp(join(tmpdir(), 'bad-pdf-'))
  const started = performance.now()
  const outcome = await tryFile(join(folder, file), workDir)
  const ms = Math.round(performance.now() - started)
  await rm(workDir, { recursive: true })
  slowestMs = Math.max(slowestMs, ms)
  const isFault = outcome.code === 'fault' || ms > SLOWEST_MS
  if (isFault) faults++
  counts.set(outcome.code, (counts.get(outcome.code) ?? 0) + 1)
  console.log(`${isFault ? 'FAULT ' : ''}${file}\t${outcome.code}\t${ms} ms\t${outcome.detail}`)
}
console.log(`${files.length} files, slowest ${slowestMs} ms, ${faults} faults`)
for (const [code, count] of counts) console.log(`  ${code}: ${count}`)
process.exitCode = faults > 0 ? 1 : 0

async function tryFile(pdfPath: string, workDir: string): Promise<{ code: string; detail: string }> {
  let pages = 0
  let unreadable = 0
  try {
    await splitScan({
      pdfPath,
      workDir,
      limits: { maxPages: 2000 },
      onSheet: ({ analysis }) => {
        pages++
        if (analysis.flags.some((flag) => flag.code === 'page_unreadable')) unreadable++
      },
    })
    return { code: 'accepted', detail: `${pages} pages, ${unreadable} unreadable` }
  } catch (error) {
    if (error instanceof PdfRefused) return { code: error.code, detail: error.detail.split('\n')[0] ?? '' }
    return { code: 'fault', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
