import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import { composeFinalPdf, type FinalPdfInput } from '#server/pdf/final-pdf.ts'

export interface ComposeOrder {
  pages: Array<{ sheetPath: string; box: PageBox; rotation: Rotation }>
  annotations: FinalPdfInput['annotations']
  marks: FinalPdfInput['marks']
  /** Where to write the PDF. */
  targetPath: string
}

export interface ComposedPdf {
  sha256: string
}

/** Composes the final PDF of a copy and writes it, in a process of its own. */
export async function run(order: ComposeOrder): Promise<ComposedPdf> {
  // One array for both halves of a sheet: the composer embeds it once.
  const sheets = new Map<string, Uint8Array>()
  for (const { sheetPath } of order.pages)
    if (!sheets.has(sheetPath)) sheets.set(sheetPath, await readFile(sheetPath))
  const pdf = await composeFinalPdf({
    pages: order.pages.map(({ sheetPath, box, rotation }) => ({
      sheetPdf: sheets.get(sheetPath) ?? new Uint8Array(),
      box,
      rotation,
    })),
    annotations: order.annotations,
    marks: order.marks,
  })
  const file = await open(order.targetPath, 'w')
  try {
    await file.writeFile(pdf)
    // The copy will be GRADED because this file exists: it has to outlive a power cut.
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: createHash('sha256').update(pdf).digest('hex') }
}
