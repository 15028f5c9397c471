import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { z } from 'zod'
import type { Scan, uploadScans } from '#contract/scans.ts'
import { splitWholeScan } from '#server/scans/split-scan-job.ts'
import type { SpecimenDefects } from '#server/specimen/feeding.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents } from '#server/specimen/students.ts'
import type { SpecimenTruth } from '#server/specimen/truth.ts'
import type { Numbered } from '#server/specimen/written-numbers.ts'
import type { Answer, Caller, TestApp } from './app.ts'
import { sheetPdf } from './factories.ts'
import { type UploadedFile, upload } from './upload.ts'

type Deposited = z.output<NonNullable<typeof uploadScans.response>>

/** One A3 side with written halves, and other bytes each time. */
export async function newScanPdf(): Promise<Buffer> {
  return Buffer.concat([await sheetPdf(true), Buffer.from(`\n% ${randomUUID()}\n`)])
}

/** So many A3 sides, all alike: soon made, and as long to split as others. */
export async function writeSides(count: number): Promise<Buffer> {
  const sides = await takePages(
    await sheetPdf(true),
    Array.from({ length: count }, () => 1),
  )
  return Buffer.concat([sides, Buffer.from(`\n% ${randomUUID()}\n`)])
}

/** These pages of a PDF, from 1, as a PDF. */
export async function takePages(bytes: Uint8Array, pages: number[]): Promise<Uint8Array> {
  const [whole, taken] = [await PDFDocument.load(bytes), await PDFDocument.create()]
  for (const page of await taken.copyPages(
    whole,
    pages.map((page) => page - 1),
  ))
    taken.addPage(page)
  return taken.save()
}

let batch: Promise<Buffer> | undefined

/** A batch of three invented copies, each a double sheet: 6 pages, 12 halves. Made once for the file of tests that asks. */
export function batchPdf(): Promise<Buffer> {
  batch ??= writeBatch(3)
  return batch
}

/** Its students are those of `makeStudents` with the same seed, in their order. */
export async function writeBatch(
  copies: number,
  defects: SpecimenDefects = {},
  {
    dpi = 100,
    onTruth = (_: SpecimenTruth) => {},
    numbering,
  }: { dpi?: number; onTruth?: (truth: SpecimenTruth) => void; numbering?: Numbered } = {},
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'korrigo-batch-'))
  try {
    const outPath = join(folder, 'lot.pdf')
    const truth = await makeBatch({
      seed: 'essai',
      students: makeStudents({ seed: 'essai', count: copies }),
      outPath,
      dpi,
      colour: false,
      defects,
      ...(numbering && { numbering }),
    })
    onTruth(truth)
    return await readFile(outPath)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const deposit = (
  korrigo: TestApp,
  caller: Caller,
  examId: string,
  files: UploadedFile[],
): Promise<Answer<Deposited>> => upload(korrigo, caller, `/api/exams/${examId}/scans`, files)

/** Deposits one file and splits it as the worker would, in this process. */
export async function depositAndSplit(
  korrigo: TestApp,
  caller: Caller,
  examId: string,
  bytes: Uint8Array,
  name = 'lot.pdf',
): Promise<Scan> {
  const [scan] = (await deposit(korrigo, caller, examId, [{ name, bytes }])).json.scans
  if (scan === undefined) throw new Error('no scan was deposited')
  await splitWholeScan(korrigo, scan.id)
  return scan
}
