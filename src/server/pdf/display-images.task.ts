import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDeskImage, makeHeader, makeThumb } from '#server/image/half-images.ts'
import { DESK_DPI, decodePage } from '#server/image/page-raster.ts'
import type { DisplaySheet, MadeImage } from './display-images.ts'
import type { Emit } from './isolation.ts'
import { renderPage } from './render-page.ts'
import type { LaneMessage, TakenPage } from './share-pages.ts'
import { openSheet } from './sheet-pixels.ts'

export interface DisplayInput {
  sheets: DisplaySheet[]
  workDir: string
}

/** Runs in the child processes of `makeDisplayImages`. */
export async function run(
  { sheets, workDir }: DisplayInput,
  emit: Emit<LaneMessage<MadeImage[]>>,
): Promise<null> {
  await emit({ type: 'opened', pageCount: sheets.length })
  const waiting: Promise<unknown>[] = []
  for (;;) {
    const taken = (await emit({ type: 'take' })) as TakenPage | null
    if (taken === null) break
    const { page, alone, deadly } = taken
    const sheet = sheets[page - 1]
    const made = sheet && !deadly ? await makeImages(sheet, workDir).catch(() => []) : []
    // The next is begun while the parent puts these away.
    waiting.push(emit({ type: 'made', page, made }))
    while (waiting.length > (alone ? 0 : MOST_WAITING)) await waiting.shift()
  }
  await Promise.all(waiting)
  return null
}

/** Sheets made but not yet put away by the parent, at most. */
const MOST_WAITING = 4

async function makeImages({ sheetPdfPath, halves }: DisplaySheet, workDir: string): Promise<MadeImage[]> {
  const pdf = await readFile(sheetPdfPath)
  const { pixels, sizePt } = await openSheet(pdf, () => renderPage(pdf, DESK_DPI))
  const { raster } = await decodePage(pixels, Math.round((Math.max(...sizePt) * DESK_DPI) / 72))
  return Promise.all(
    halves.map(async ({ id, box, rotation, headerBox, needsThumb }) => {
      const deskPath = join(workDir, `${id}.jpg`)
      const thumbPath = needsThumb ? join(workDir, `${id}-thumb.jpg`) : null
      const headerPath = headerBox && join(workDir, `${id}-header.jpg`)
      await writeFile(deskPath, await makeDeskImage(raster, box, rotation))
      if (thumbPath) await writeFile(thumbPath, await makeThumb(raster, box, rotation))
      if (headerPath) await writeFile(headerPath, await makeHeader(raster, box, rotation, headerBox))
      return { id, rotation, deskPath, thumbPath, headerPath }
    }),
  )
}
