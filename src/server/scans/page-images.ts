import sharp from 'sharp'
import type { IMAGE_SIZES } from '#contract/scans.ts'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { IMAGE_WIDTHS, makePlaceholder } from '#server/image/half-images.ts'
import { renderHalf } from '#server/pdf/page-image.ts'
import { derivedFolder } from '#server/storage/layout.ts'
import { StoredFileMissing } from '#server/storage/storage.ts'
import type { PageRow } from './scans.store.ts'
import * as store from './scans.store.ts'

export type ImageSize = (typeof IMAGE_SIZES)[number]

const QUALITY = 75
/** Where a name stands when no header was found: the top of the page. */
export const TOP_BAND: PageBox = { x: 0, y: 0, w: 1, h: 0.25 }

/** Display images can be thrown away and made again: nothing but the page and its rotation is needed. */
export const derivedKey = (pageId: string, size: ImageSize, rotation: Rotation): string =>
  `${derivedFolder(pageId)}/${size}-${rotation}.jpg`

/** The image of a page as an admin sees it, unpainted. Made now if it was never made for this rotation. */
export async function getPageImage(deps: Deps, pageId: string, size: ImageSize): Promise<Buffer> {
  // Hundreds are asked for at once: the whole row, kilobytes of analysis, is read only to make one.
  const rotation = await store.findRotation(deps.db, pageId)
  if (rotation === undefined) throw new DomainError('not_found')
  const key = derivedKey(pageId, size, rotation)
  try {
    return await deps.storage.read(key)
  } catch (error) {
    if (!(error instanceof StoredFileMissing)) throw error
    const page = await store.findPage(deps.db, pageId)
    if (page === undefined) throw new DomainError('not_found')
    const image = size === 'header' ? await makeHeader(deps, page) : await render(deps, page, size)
    await deps.storage.put(derivedKey(pageId, size, page.rotation), image)
    return image
  }
}

/** The top of a page as finely as it is marked on, for reading. */
export interface ReadableHeader {
  jpeg: Buffer
  /** In [0,1] of the upright page. */
  box: PageBox
  /** By how much the page is turned clockwise. */
  skewDegrees: number
}

/**
 * The header of a page, or its top down to `height` (0..1) where that is said. Null when the page is gone or cannot be shown.
 */
export async function getReadableHeader(
  deps: Deps,
  pageId: string,
  height: number | null,
): Promise<ReadableHeader | null> {
  const page = await store.findPage(deps.db, pageId)
  if (page === undefined || isUnreadable(page)) return null
  const { skewDegrees } = page.analysis.half
  if (height !== null) {
    const box = { x: 0, y: 0, w: 1, h: height }
    return { jpeg: await cutTop(await getPageImage(deps, pageId, 'desk'), box), box, skewDegrees }
  }
  const box = page.header_box ?? TOP_BAND
  // Until the display images are made, the header is a coarse one of the split.
  const isFine = await deps.storage.exists(derivedKey(pageId, 'desk', page.rotation))
  if (isFine) return { jpeg: await getPageImage(deps, pageId, 'header'), box, skewDegrees }
  const jpeg = await makeHeader(deps, page)
  await deps.storage.put(derivedKey(pageId, 'header', page.rotation), jpeg)
  return { jpeg, box, skewDegrees }
}

async function render(deps: Deps, page: PageRow, size: 'desk' | 'thumb'): Promise<Buffer> {
  if (isUnreadable(page)) return makePlaceholder(size)
  return renderHalf({
    sheetPdfPath: await deps.storage.localPath(page.sheet_key),
    box: { x: page.box_x, y: page.box_y, w: page.box_w, h: page.box_h },
    rotation: page.rotation,
    widthPx: IMAGE_WIDTHS[size],
    quality: QUALITY,
  })
}

const isUnreadable = ({ analysis, source_page }: PageRow): boolean =>
  analysis.flags.some(({ code, sourcePage }) => code === 'page_unreadable' && sourcePage === source_page)

const makeHeader = async (deps: Deps, page: PageRow): Promise<Buffer> =>
  cutTop(await render(deps, page, 'desk'), page.header_box ?? TOP_BAND)

async function cutTop(desk: Buffer, box: PageBox): Promise<Buffer> {
  const whole = sharp(desk)
  const { width, height } = await whole.metadata()
  const left = Math.floor(box.x * width)
  const top = Math.floor(box.y * height)
  return whole
    .extract({
      left,
      top,
      width: Math.max(1, Math.min(width - left, Math.ceil(box.w * width))),
      height: Math.max(1, Math.min(height - top, Math.ceil(box.h * height))),
    })
    .jpeg({ quality: QUALITY })
    .toBuffer()
}
