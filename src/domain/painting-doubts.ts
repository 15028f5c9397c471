import { detectedHeight, type PagePainting } from './painted-zones.ts'

/** Why a person should look at what is hidden on a first page. */
export const PAINTING_DOUBTS = ['no_header', 'deeper', 'shallower', 'ink_at_edge'] as const
export type PaintingDoubt = (typeof PAINTING_DOUBTS)[number]

export interface FirstPage {
  painting: PagePainting
  /** As `inkRows` gives it. */
  inkRows: readonly number[] | null
}

/** Bands of one form differ less: 15 mm of A4. */
const FAR_FROM_USUAL = 0.05
/** Cells of a row that hold writing where a word crosses it. */
const WRITTEN_CELLS = 2

/**
 * For each first page what is doubtful about its band; nothing for one that a person set. With so much below the headers covered as
 * well, `margin`.
 */
export function paintingDoubts(pages: readonly (FirstPage | null)[], margin: number): PaintingDoubt[][] {
  const heights = pages.map((page) =>
    page === null || page.painting.band !== null || page.painting.headerBox === null
      ? null
      : detectedHeight(page.painting.headerBox, 0, margin),
  )
  const usual = median(heights.filter((height) => height !== null))
  return pages.map((page, index) => {
    if (page === null || page.painting.band !== null) return []
    const height = heights[index] ?? null
    const doubts: PaintingDoubt[] = []
    if (height === null) doubts.push('no_header')
    else if (usual !== null && height > usual + FAR_FROM_USUAL) doubts.push('deeper')
    else if (usual !== null && height < usual - FAR_FROM_USUAL) doubts.push('shallower')
    const edge = height ?? detectedHeight(null, 0, margin)
    if (page.inkRows !== null && isCut(page.inkRows, edge)) doubts.push('ink_at_edge')
    return doubts
  })
}

/** Whether writing goes on without a gap across that height. */
function isCut(rows: readonly number[], height: number): boolean {
  const at = Math.floor(height * rows.length)
  return [at - 1, at, at + 1].every((row) => (rows[row] ?? 0) >= WRITTEN_CELLS)
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null
}
