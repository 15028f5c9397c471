import sharp from 'sharp'
import { readGreedily } from '#domain/hand-signal.ts'
import type { PlacedField, ReadField } from '#domain/header-fields.ts'
import type { Deps } from '#server/deps.ts'
import { IMAGE_WIDTHS } from '#server/image/half-images.ts'
import { packSignals } from '#server/ocr/pack-signal.ts'
import { readHeader } from '#server/ocr/read-header.ts'
import { openRecogniser } from '#server/ocr/recogniser.ts'
import { getReadableHeader } from '#server/scans/page-images.ts'

export interface HeaderReading {
  text: string
  fields: ReadField[]
  signal: Buffer
}

const NOTHING_READ: HeaderReading = { text: '', fields: [], signal: Buffer.alloc(0) }

/** Reads the header at the top of a page; nothing when the page is gone or cannot be shown. */
export async function readCopyHeader(
  deps: Deps,
  pageId: string,
  layout: { sample_page_id: string | null; fields: PlacedField[] } | undefined,
): Promise<HeaderReading> {
  const header = await getReadableHeader(deps, pageId)
  if (header === null) return NOTHING_READ
  const { data, info } = await sharp(header.jpeg)
    // A coarse scan is brought to the resolution that the reader measures in.
    .resize({ width: Math.round(IMAGE_WIDTHS.desk * header.box.w) })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const grey = { pixels: new Uint8Array(data), widthPx: info.width, heightPx: info.height }
  const seen = await readHeader(await openRecogniser(), grey, header.skewDegrees)
  void layout
  const fields = seen.map(({ field, frame, signal }) => ({
    field,
    text: readGreedily(signal),
    box: {
      x: header.box.x + (frame.left / info.width) * header.box.w,
      y: header.box.y + (frame.top / info.height) * header.box.h,
      w: ((frame.right - frame.left) / info.width) * header.box.w,
      h: ((frame.bottom - frame.top) / info.height) * header.box.h,
    },
  }))
  return { text: fields.map(({ text }) => text).join(' '), fields, signal: packSignals(seen) }
}
