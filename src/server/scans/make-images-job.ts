import { mkdir, rm } from 'node:fs/promises'
import type { Deps } from '#server/deps.ts'
import { queueIdentification } from '#server/identification/identification.queues.ts'
import { type DisplaySheet, type MadeImage, makeDisplayImages } from '#server/pdf/display-images.ts'
import { scratchPath } from '#server/work-dir.ts'
import { derivedKey } from './page-images.ts'
import { queueNumbers } from './scans.queues.ts'
import * as store from './scans.store.ts'

/**
 * Makes the display images of a scan that are not there yet. Nothing waits for it: an image asked for before its turn is made
 * then. Broken off, it goes on with what is missing.
 */
export async function runMakeImages(
  deps: Deps,
  { scanId }: { scanId: string },
  signal: AbortSignal,
): Promise<void> {
  const sheets = await listMissing(deps, scanId)
  if (sheets.length > 0) await makeImages(deps, scanId, sheets, signal)
  // Only now: headers and numbers are read in these images.
  await deps.db.transaction().execute(async (trx) => {
    const scan = await store.findScan(trx, scanId)
    if (scan === undefined) return
    await queueNumbers(deps, trx, scan.exam_id)
    await queueIdentification(deps, trx, scan.exam_id)
  })
}

async function makeImages(
  deps: Deps,
  scanId: string,
  sheets: DisplaySheet[],
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now()
  const workDir = scratchPath(deps.config.workDir, 'images')
  await mkdir(workDir, { recursive: true })
  try {
    await makeDisplayImages({
      ...{ sheets, workDir, signal },
      lanes: Math.min(deps.config.splitProcesses, sheets.length),
      onSheet: (images) => keepImages(deps, images),
    })
    await store.addTimings(deps.db, scanId, { derivedImagesMs: Math.round(performance.now() - startedAt) })
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

/** Sheets of which a half has no image for the way it is turned now. */
async function listMissing(deps: Deps, scanId: string): Promise<DisplaySheet[]> {
  const sheets = new Map<string, DisplaySheet>()
  for (const page of await store.listImagePlaces(deps.db, scanId)) {
    if (page.unreadable || (await deps.storage.exists(derivedKey(page.id, 'desk', page.rotation)))) continue
    const sheetPdfPath = await deps.storage.localPath(page.sheet_key)
    const sheet = sheets.get(sheetPdfPath) ?? { sheetPdfPath, halves: [] }
    sheets.set(sheetPdfPath, sheet)
    const box = { x: page.box_x, y: page.box_y, w: page.box_w, h: page.box_h }
    sheet.halves.push({
      ...{ id: page.id, box, rotation: page.rotation, headerBox: page.header_box },
      needsThumb: !(await deps.storage.exists(derivedKey(page.id, 'thumb', page.rotation))),
    })
  }
  return [...sheets.values()]
}

async function keepImages(deps: Deps, images: MadeImage[]): Promise<void> {
  if (images.length === 0) return
  await deps.db.transaction().execute(async (trx) => {
    const held = await store.holdPages(
      trx,
      images.map(({ id }) => id),
    )
    const there = new Set(held.map(({ id }) => id))
    for (const { id, rotation, deskPath, thumbPath, headerPath } of images) {
      // Deleted in the meantime: its folder was noted for removal, and must not come back.
      if (!there.has(id)) continue
      const remakeable = { remakeable: true }
      if (thumbPath) await deps.storage.adopt(derivedKey(id, 'thumb', rotation), thumbPath, remakeable)
      // In place of the small one that the split made.
      if (headerPath) await deps.storage.adopt(derivedKey(id, 'header', rotation), headerPath, remakeable)
      // Last: where it stands, the others do too.
      await deps.storage.adopt(derivedKey(id, 'desk', rotation), deskPath, remakeable)
    }
  })
}
