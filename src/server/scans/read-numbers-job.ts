import sharp from 'sharp'
import type { NumberReading } from '#domain/sheet-numbers.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { IMAGE_WIDTHS } from '#server/image/half-images.ts'
import { PX_PER_MM } from '#server/ocr/header-scale.ts'
import { keepLikely, NUMBER_STRIP_MM, type PageEnd, readNumber } from '#server/ocr/read-number.ts'
import { openRecogniser, type Recogniser } from '#server/ocr/recogniser.ts'
import { listUnnumbered, saveNumbers, type UnnumberedPage } from './number-readings.store.ts'
import { getPageImage } from './page-images.ts'

/** Whoever looks on sees the numbers come in steps of this. */
const ANNOUNCE_MS = 2000

/**
 * Reads what pupils numbered their sheets or pages with, « 1/3 », on the pages not looked at yet. Broken off, it goes on with what is
 * missing; two at once do the same work twice, without harm.
 */
export async function runReadNumbers(
  deps: Deps,
  { examId }: { examId: string },
  signal: AbortSignal,
): Promise<void> {
  const pages = await listUnnumbered(deps.db, examId)
  if (pages.length === 0) return
  const recogniser = await openRecogniser()
  const tell = () => announce(deps.db, { type: 'exam', examId })
  let toldAt = performance.now()
  let untold = false
  for (const page of pages) {
    signal.throwIfAborted()
    const image = await getPageImage(deps, page.id, 'desk').catch(whenGone)
    if (image === null) continue
    const readings = await readPage(image, page, recogniser)
    await saveNumbers(deps.db, page, readings)
    untold ||= readings.length > 0
    if (!untold || performance.now() - toldAt < ANNOUNCE_MS) continue
    await tell()
    toldAt = performance.now()
    untold = false
  }
  if (untold) await tell()
}

/** Pages go while others are read: a scan is taken back, an exam deleted. */
function whenGone(error: unknown): null {
  if (error instanceof DomainError && error.code === 'not_found') return null
  throw error
}

/** Looks at both ends of an upright page; not at a header, where forms have print like « 1/4 ». */
async function readPage(
  jpeg: Buffer,
  { skewDegrees, header_box }: UnnumberedPage,
  recogniser: Recogniser,
): Promise<NumberReading[]> {
  const { data, info } = await sharp(jpeg)
    // A coarse scan is brought to the resolution that the reader measures in.
    .resize({ width: IMAGE_WIDTHS.desk })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width: widthPx, height } = info
  const heightPx = Math.min(height, Math.round(NUMBER_STRIP_MM * PX_PER_MM))
  const ends: PageEnd[] = header_box === null ? ['top', 'foot'] : ['foot']
  const readings: NumberReading[] = []
  for (const end of ends) {
    const top = end === 'top' ? 0 : height - heightPx
    const pixels = new Uint8Array(data.subarray(top * widthPx, (top + heightPx) * widthPx))
    readings.push(...(await readNumber({ pixels, widthPx, heightPx }, end, skewDegrees, recogniser)))
  }
  return keepLikely(readings)
}
