import type { PageBox } from './geometry.ts'
import type { ReadField, SeenField } from './header-fields.ts'

/** The part of a header that tells whose it is. */
export interface NameArea extends PageBox {
  /** Its width on paper as a multiple of its height. */
  aspect: number
}

const PAGE_ASPECT = 210 / 297
/** Shares of the page shown around what was read: the labels before it, long tails below, letters above. */
const [BEFORE, AFTER, AROUND] = [0.1, 0.04, 0.016]
/** Less than this share of the page's width would show letters larger than they need be. */
const LEAST_WIDTH = 0.42

const NAMES: ReadonlySet<SeenField> = new Set(['fullName', 'lastName', 'firstName', 'line'])

/**
 * What of a header is worth looking at, in [0,1] of the header; null when no name was read there: it may stand anywhere, or be crossed out.
 * @param read where it was read, and @param header where the header stands, both in [0,1] of the upright page.
 */
export function nameAreaOf(
  read: ReadonlyArray<Pick<ReadField, 'field' | 'box'>>,
  header: PageBox,
): NameArea | null {
  if (!read.some(({ field }) => NAMES.has(field))) return null
  const fields = read.map(({ box }) => box)
  const right = Math.min(header.x + header.w, Math.max(...fields.map(({ x, w }) => x + w)) + AFTER)
  const left = Math.max(
    header.x,
    Math.min(Math.min(...fields.map(({ x }) => x)) - BEFORE, right - LEAST_WIDTH),
  )
  const end = Math.min(header.x + header.w, Math.max(right, left + LEAST_WIDTH))
  const top = Math.max(header.y, Math.min(...fields.map(({ y }) => y)) - AROUND)
  const bottom = Math.min(header.y + header.h, Math.max(...fields.map(({ y, h }) => y + h)) + AROUND)
  if (end <= left || bottom <= top) return null
  return {
    x: (left - header.x) / header.w,
    y: (top - header.y) / header.h,
    w: (end - left) / header.w,
    h: (bottom - top) / header.h,
    aspect: ((end - left) / (bottom - top)) * PAGE_ASPECT,
  }
}
