import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import { json } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Tables } from '#server/db/schema.ts'
import type { Deps } from '#server/deps.ts'
import type { SplitSheet } from '#server/pdf/split-scan.ts'
import { derivedFolder, sheetsFolder } from '#server/storage/layout.ts'
import { derivedKey } from './page-images.ts'
import type { ScanRow } from './scans.store.ts'
import * as store from './scans.store.ts'

/** Somebody called the split off, or deleted the scan, while it was under way: there is nothing left to do. */
export class ScanCalledOff extends Error {
  override name = 'ScanCalledOff'
}

/** Sheets are saved together: when there are so many, or after so long. */
const MOST_SHEETS = 16
const LONGEST_WAIT_MS = 300

/**
 * Takes sheets in page order and saves them a few at a time, while the next are being read: a transaction, a wait for the disk and a
 * notice to the screens for each would cost more than the split. A crash loses the few that were not saved, and they are split again.
 */
export function collectSheets(deps: Deps, scan: ScanRow) {
  const startedAt = performance.now()
  let sheets: SplitSheet[] = []
  // The first at once: that it goes on is seen from the beginning.
  let savedAt = Number.NEGATIVE_INFINITY
  let pages = 0
  let saving: Promise<void> | null = null
  const saveNext = async () => {
    const together = sheets
    sheets = []
    pages += together.length
    await saveSheets(deps, scan, together, (performance.now() - startedAt) / 1000 / pages)
    savedAt = performance.now()
  }
  const begin = () => {
    saving = saveNext().finally(() => {
      saving = null
    })
    // Told to whoever adds the next sheet, or ends.
    saving.catch((error: unknown) => {
      failure ??= error
    })
  }
  let failure: unknown
  return {
    async add(sheet: SplitSheet): Promise<void> {
      if (failure !== undefined) throw failure
      sheets.push(sheet)
      const isDue = sheets.length >= MOST_SHEETS || performance.now() - savedAt > LONGEST_WAIT_MS
      if (isDue && saving === null) begin()
      // The disk is slower than the readers: they wait, or sheets would pile up.
      if (sheets.length >= 2 * MOST_SHEETS) await saving
    },
    /** Resolves when nothing is being saved, whatever came of it. */
    async rest(): Promise<void> {
      await saving?.catch(() => {})
    },
    /** Saves what is left. */
    async save(): Promise<void> {
      await saving
      if (failure !== undefined) throw failure
      if (sheets.length > 0) await saveNext()
    },
  }
}

/** Keeps scanned pages: their files first, then their rows. A crash in between leaves files nobody names, never a row without its file. */
async function saveSheets(
  deps: Deps,
  scan: ScanRow,
  sheets: SplitSheet[],
  secondsPerPage: number,
): Promise<void> {
  const rows = (await Promise.all(sheets.map((sheet) => keepFiles(deps, scan, sheet)))).flat()
  const pagesDone = sheets.at(-1)?.analysis.sourcePage ?? 0
  try {
    await deps.db.transaction().execute(async (trx) => {
      // First, and it locks the row: a split called off at this moment waits, or is seen.
      if (!(await store.setProgress(trx, scan.id, pagesDone, secondsPerPage))) throw new ScanCalledOff()
      await trx.insertInto('scans_page').values(rows).execute()
      await announce(trx, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
    })
  } catch (error) {
    for (const { id } of rows) await deps.storage.remove(derivedFolder(id))
    throw error
  }
}

type NewPage = Insertable<Tables['scans_page']> & { id: string }

async function keepFiles(
  deps: Deps,
  scan: ScanRow,
  { analysis, sheetPdfPath, images }: SplitSheet,
): Promise<NewPage[]> {
  const sheetKey = `${sheetsFolder(scan.id)}/${String(analysis.sourcePage).padStart(5, '0')}.pdf`
  await deps.storage.adopt(sheetKey, sheetPdfPath)
  const { halves, flags, sourcePage, ...sheet } = analysis
  const rows: NewPage[] = []
  for (const half of halves) {
    const id = randomUUID()
    const image = images.find((candidate) => candidate.half === half.half)
    if (image !== undefined) {
      const remakeable = { remakeable: true }
      await deps.storage.adopt(derivedKey(id, 'thumb', half.rotation), image.thumbPath, remakeable)
      if (image.headerPath !== null)
        await deps.storage.adopt(derivedKey(id, 'header', half.rotation), image.headerPath, remakeable)
    }
    const sideways = half.rotation === 90 || half.rotation === 270
    const [width, height] = [half.box.w * sheet.widthPx, half.box.h * sheet.heightPx].map((px) =>
      Math.max(1, Math.round(px)),
    )
    rows.push({
      id,
      scan_id: scan.id,
      source_page: sourcePage,
      half: half.half,
      sheet_key: sheetKey,
      box_x: half.box.x,
      box_y: half.box.y,
      box_w: half.box.w,
      box_h: half.box.h,
      width_px: (sideways ? height : width) ?? 1,
      height_px: (sideways ? width : height) ?? 1,
      rotation: half.rotation,
      blank: half.blank,
      header_box: half.headerBox === null ? null : json(half.headerBox),
      analysis: json({ sheet, half, flags }),
    })
  }
  return rows
}
