import type { Actor } from '#contract/auth.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { renderHalf } from '#server/pdf/page-image.ts'
import { derivedFolder } from '#server/storage/layout.ts'
import { StoredFileMissing } from '#server/storage/storage.ts'
import { findPage } from './desk-images.store.ts'
import { getVisibleCopy } from './grading.ts'
import { digestOf, paintOf } from './page-look.ts'
import { openTurnstile } from './turnstile.ts'

export type DeskImageSize = 'thumb' | 'desk'

/** 1240 px is an A4 page at 150 dpi. */
const LOOKS: Record<DeskImageSize, { widthPx: number; quality: number }> = {
  thumb: { widthPx: 220, quality: 70 },
  desk: { widthPx: 1240, quality: 75 },
}

const enterRendering = openTurnstile(2)
/** Images being made now: neighbours ask for the same page at once. */
const underway = new Map<string, Promise<Buffer>>()

/**
 * A page as its corrector may see it: a JPEG whose pixels hold no name while the exam is anonymous. Made once, then kept in storage.
 * Throws `not_found` for a copy that is not the actor's and for a page that is not there.
 */
export async function readDeskImage(
  deps: Deps,
  actor: Actor,
  { copyId, index, size }: { copyId: string; index: number; size: DeskImageSize },
): Promise<Buffer> {
  await getVisibleCopy(deps.db, actor, copyId)
  const page = await findPage(deps.db, copyId, index)
  if (page === undefined) throw new DomainError('not_found')
  const box = { x: page.box_x, y: page.box_y, w: page.box_w, h: page.box_h }
  const request = {
    ...LOOKS[size],
    box,
    rotation: page.rotation,
    paint: paintOf(page, index),
  }
  // Whatever changes the pixels changes the key: an image made before a header was found, or a zone drawn, is never served after.
  const look = digestOf(request)
  const key = `${derivedFolder(page.id)}/painted-${look}.jpg`
  try {
    return await deps.storage.read(key)
  } catch (error) {
    if (!(error instanceof StoredFileMissing)) throw error
  }
  const making =
    underway.get(key) ??
    enterRendering(async () => {
      const sheetPdfPath = await deps.storage.localPath(page.sheet_key)
      const jpeg = await renderHalf({ sheetPdfPath, ...request })
      await deps.storage.put(key, jpeg)
      return jpeg
    }).finally(() => underway.delete(key))
  underway.set(key, making)
  return making
}
