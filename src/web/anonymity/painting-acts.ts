import type { Anonymity, AnonymityCopy, PaintedPage, Painting } from '#contract/anonymity.ts'
import { type PagePainting, paintedBoxes } from '#domain/painted-zones.ts'

/** One change of what is hidden on one page. */
export interface PaintingAct {
  /** What was done, in words for the undo. */
  label: string
  pageId: string
  before: Painting
  after: Painting
}

export const invertPainting = ({ before, after, ...act }: PaintingAct): PaintingAct => ({
  ...{ ...act, before: after, after: before },
})

export const applyPainting = (anonymity: Anonymity, { pageId, after }: PaintingAct): Anonymity => ({
  ...anonymity,
  // What did not change stays the same object, and its card is not drawn again.
  copies: anonymity.copies.map((copy) =>
    copy.pages.some(({ id }) => id === pageId)
      ? { ...copy, pages: copy.pages.map((page) => (page.id === pageId ? { ...page, ...after } : page)) }
      : copy,
  ),
})

export const paintingOf = ({ band, zones }: PaintedPage): Painting => ({ band, zones })

export const asPagePainting = (page: PaintedPage, index: number): PagePainting => ({
  index,
  rotation: page.rotation,
  headerBox: page.headerBox,
  band: page.band,
  zones: page.zones,
})

/** The parts of the upright page that correctors do not see. */
export const boxesOf = (page: PaintedPage, index: number, margin: number) =>
  paintedBoxes(asPagePainting(page, index), margin)

export const firstPageOf = (copy: AnonymityCopy) => {
  const [page] = copy.pages
  return page === undefined ? null : { painting: asPagePainting(page, 0), inkRows: copy.inkRows }
}

/** Which copy a page is in, and where. */
export function placeOf({ copies }: Anonymity, pageId: string): { copyId: string; index: number } | null {
  for (const copy of copies) {
    const index = copy.pages.findIndex(({ id }) => id === pageId)
    if (index >= 0) return { copyId: copy.id, index }
  }
  return null
}

const A4_HEIGHT_MM = 297
const A4_WIDTH_MM = 210
const inMm = (share: number, lengthMm: number): string => String(Math.round(share * lengthMm))

/** A share of the height of a page → « 64 mm », on an A4 page. */
export const heightInMm = (share: number): string => `${inMm(share, A4_HEIGHT_MM)}\u00A0mm`
export const sizeInMm = ({ w, h }: { w: number; h: number }): string =>
  `${inMm(w, A4_WIDTH_MM)}\u00A0×\u00A0${inMm(h, A4_HEIGHT_MM)}\u00A0mm`
