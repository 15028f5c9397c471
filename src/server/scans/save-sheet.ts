import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import { json } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Tables } from '#server/db/schema.ts'
import type { Deps } from '#server/deps.ts'
import type { SplitSheet } from '#server/pdf/split-scan.ts'
import { sheetsFolder } from '#server/storage/layout.ts'
import { derivedKey } from './page-images.ts'
import type { ScanRow } from './scans.store.ts'
import * as store from './scans.store.ts'

/** Keeps one scanned page: its files first, then its rows. A crash in between leaves files nobody names, never a row without its file. */
export async function saveSheet(
  deps: Deps,
  scan: ScanRow,
  { analysis, sheetPdfPath, images }: SplitSheet,
): Promise<void> {
  const sheetKey = `${sheetsFolder(scan.id)}/${String(analysis.sourcePage).padStart(5, '0')}.pdf`
  await deps.storage.adopt(sheetKey, sheetPdfPath)
  const { halves, flags, sourcePage, ...sheet } = analysis
  const rows: Array<Insertable<Tables['scans_page']>> = []
  for (const half of halves) {
    const id = randomUUID()
    const image = images.find((candidate) => candidate.half === half.half)
    if (image !== undefined) {
      await deps.storage.adopt(derivedKey(id, 'desk', half.rotation), image.deskPath, { remakeable: true })
      await deps.storage.adopt(derivedKey(id, 'thumb', half.rotation), image.thumbPath, { remakeable: true })
      if (image.headerPath !== null)
        await deps.storage.adopt(derivedKey(id, 'header', half.rotation), image.headerPath, {
          remakeable: true,
        })
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
  await deps.db.transaction().execute(async (trx) => {
    await trx.insertInto('scans_page').values(rows).execute()
    await store.setPagesDone(trx, scan.id, sourcePage)
    await announce(trx, { type: 'scan', examId: scan.exam_id, scanId: scan.id })
  })
}
