import sharp from 'sharp'
import type { PageBox } from '#domain/geometry.ts'
import { readGreedily } from '#domain/hand-signal.ts'
import type { PlacedField, ReadField } from '#domain/header-fields.ts'
import type { Deps } from '#server/deps.ts'
import { IMAGE_WIDTHS } from '#server/image/half-images.ts'
import type { Frame } from '#server/ocr/line-pieces.ts'
import { packSignals } from '#server/ocr/pack-signal.ts'
import { type HeaderImage, HeaderReader, outlineOf } from '#server/ocr/read-header.ts'
import { openRecogniser } from '#server/ocr/recogniser.ts'
import { getReadableHeader } from '#server/scans/page-images.ts'

export interface HeaderReading {
  text: string
  fields: ReadField[]
  signal: Buffer
}

/** Where a person outlined the fields of the header for the whole exam. */
export interface HeaderLayout {
  sample_page_id: string | null
  fields: PlacedField[]
}

const NOTHING_READ: HeaderReading = { text: '', fields: [], signal: Buffer.alloc(0) }
/** Headers with outlined fields are looked at so far below the lowest one: sheets do not all lie alike. */
const BELOW_OUTLINE = 0.06

/** Reads the headers of the pages of one exam, one after the other; nothing of a page that is gone or cannot be shown. */
export async function openHeaders(
  deps: Deps,
  layout: HeaderLayout | undefined,
): Promise<(pageId: string) => Promise<HeaderReading>> {
  const height = layout === undefined ? null : Math.min(1, bottomOf(layout.fields) + BELOW_OUTLINE)
  const sample = layout?.sample_page_id ? await openHeader(deps, layout.sample_page_id, height) : null
  const outline =
    layout === undefined || sample === null
      ? null
      : outlineOf(
          sample.image,
          layout.fields.map(({ field, box }) => ({ field, frame: toFrame(box, sample) })),
        )
  const reader = new HeaderReader(await openRecogniser(), outline)
  return async (pageId) => {
    const header = await openHeader(deps, pageId, outline === null ? null : height)
    if (header === null) return NOTHING_READ
    const seen = await reader.read(header.image)
    const fields = seen.map(({ field, frame, signal }) => ({
      field,
      text: readGreedily(signal),
      box: toBox(frame, header),
    }))
    return { text: fields.map(({ text }) => text).join(' '), fields, signal: packSignals(seen) }
  }
}

const bottomOf = (fields: readonly PlacedField[]): number =>
  Math.max(...fields.map(({ box }) => box.y + box.h))

interface OpenedHeader {
  image: HeaderImage
  /** In [0,1] of the upright page. */
  box: PageBox
}

async function openHeader(deps: Deps, pageId: string, height: number | null): Promise<OpenedHeader | null> {
  const header = await getReadableHeader(deps, pageId, height)
  if (header === null) return null
  const { data, info } = await sharp(header.jpeg)
    // A coarse scan is brought to the resolution that the reader measures in.
    .resize({ width: Math.round(IMAGE_WIDTHS.desk * header.box.w) })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const grey = { pixels: new Uint8Array(data), widthPx: info.width, heightPx: info.height }
  return { image: { grey, skewDegrees: header.skewDegrees }, box: header.box }
}

function toBox({ left, right, top, bottom }: Frame, { image, box }: OpenedHeader): PageBox {
  const { widthPx, heightPx } = image.grey
  return {
    x: box.x + (left / widthPx) * box.w,
    y: box.y + (top / heightPx) * box.h,
    w: ((right - left) / widthPx) * box.w,
    h: ((bottom - top) / heightPx) * box.h,
  }
}

function toFrame({ x, y, w, h }: PageBox, { image, box }: OpenedHeader): Frame {
  const { widthPx, heightPx } = image.grey
  const across = (at: number) => Math.round(Math.min(1, Math.max(0, (at - box.x) / box.w)) * widthPx)
  const down = (at: number) => Math.round(Math.min(1, Math.max(0, (at - box.y) / box.h)) * heightPx)
  return { left: across(x), right: across(x + w), top: down(y), bottom: down(y + h) }
}
