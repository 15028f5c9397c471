import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import { arrangeSheets } from '#domain/arrange-sheets.ts'
import type { PlacedPage } from '#domain/scan-pages.ts'
import { composeFinalPdf, type FinalPdfInput } from '#server/pdf/final-pdf.ts'
import { type SplitSheet, splitScan } from '#server/pdf/split-scan.ts'
import { makeSpecimen } from './ingest.ts'

// Composes the final PDF of every copy of some scans, and compares the SHA-256 of every image in it with those of the scan.
// usage: node bench/originals.ts [scan.pdf…]

const SPECIMEN_COPIES = 8
const MARKED: Omit<FinalPdfInput, 'pages'> = {
  annotations: [],
  marks: {
    examName: 'Essai',
    examDate: '2026-03-12',
    subject: 'Mathématiques',
    owner: { anonymousId: 'K7QM-4PD' },
    rows: [{ depth: 0, label: 'Exercice 1', mark: 12, max: 20, remark: null, isLeaf: true }],
    total: 12,
    totalMax: 20,
    appreciation: '',
  },
}

const folder = await mkdtemp(join(tmpdir(), 'bench-originals-'))
try {
  const given = process.argv.slice(2)
  const missing = given.find((path) => !existsSync(path))
  if (missing !== undefined) throw new Error(`No such file: ${missing}`)
  const scans = given.length > 0 ? given : [await makeSpecimen(join(folder, 'batch.pdf'), SPECIMEN_COPIES)]
  let foreign = 0
  for (const scan of scans) {
    const result = await compare(scan)
    foreign += result.foreign
    console.log(
      `${scan}: ${result.copies} copies, ${result.images} images in their final PDFs, ${result.foreign} not as scanned; ${result.absent} of ${result.scanned} scanned images in none`,
    )
  }
  process.exitCode = foreign > 0 ? 1 : 0
} finally {
  await rm(folder, { recursive: true })
}

async function compare(scan: string) {
  const workDir = await mkdtemp(join(folder, 'work-'))
  const sheets = new Map<number, SplitSheet>()
  await splitScan({
    ...{ pdfPath: scan, workDir, lanes: 2, limits: { maxPages: 2000 } },
    onSheet: (sheet) => void sheets.set(sheet.analysis.sourcePage, sheet),
  })
  const original = new Set(imageHashes(await PDFDocument.load(await readFile(scan))))
  const { copies } = arrangeSheets(
    [...sheets.values()].map(({ analysis }) => analysis),
    { pagesPerBooklet: 4, mode: 'BATCH_A3' },
  )
  const found: string[] = []
  for (const { booklets } of copies) {
    const placed = booklets.flatMap(({ pages }) => pages)
    const pages = await Promise.all(placed.map((page) => finalPage(sheets, page)))
    found.push(...imageHashes(await PDFDocument.load(await composeFinalPdf({ ...MARKED, pages }))))
  }
  return {
    copies: copies.length,
    images: found.length,
    foreign: found.filter((hash) => !original.has(hash)).length,
    scanned: original.size,
    absent: [...original].filter((hash) => !found.includes(hash)).length,
  }
}

async function finalPage(
  sheets: ReadonlyMap<number, SplitSheet>,
  { sourcePage, half, rotation }: PlacedPage,
): Promise<FinalPdfInput['pages'][number]> {
  const sheet = sheets.get(sourcePage)
  const box = sheet?.analysis.halves.find((one) => one.half === half)?.box
  if (!sheet || !box) throw new Error(`Page ${sourcePage} ${half} was not scanned`)
  return { sheetPdf: await readFile(sheet.sheetPdfPath), box, rotation }
}

function imageHashes(pdf: PDFDocument): string[] {
  return pdf.context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter((object) => object instanceof PDFRawStream)
    .filter(({ dict }) => dict.get(PDFName.of('Subtype')) === PDFName.of('Image'))
    .map(({ contents }) => createHash('sha256').update(contents).digest('hex'))
}
