import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { composeFinalPdf } from '#server/pdf/final-pdf.ts'
import type { ComposeAnswer, ComposeOrder } from './composer.ts'

// Entry of a thread of composer.ts: takes one order at a time until it is ended.

parentPort?.on('message', async (order: ComposeOrder) => {
  const answer: ComposeAnswer = await compose(order).catch((error: unknown) => ({
    failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }))
  parentPort?.postMessage(answer)
})

async function compose(order: ComposeOrder): Promise<ComposeAnswer> {
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
