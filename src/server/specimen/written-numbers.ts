import type { WrittenPage } from './composition.ts'
import { type Hand, textWidth, writeText } from './hand.ts'
import { inkMark } from './marks.ts'
import { PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from './paper.ts'
import type { Random } from './random.ts'

/** Whether each sheet has its number on its first page, or each written page has one. */
export type Numbered = 'sheets' | 'pages'

/** Where a student writes numbers, in millimetres; what is printed at the top of a first page leaves no room there. */
const PLACES = {
  foot: { y: PAGE_HEIGHT_MM - 9, centre: PAGE_WIDTH_MM / 2 },
  corner: { y: PAGE_HEIGHT_MM - 10, centre: PAGE_WIDTH_MM - 18 },
  top: { y: 13, centre: PAGE_WIDTH_MM - 18 },
} as const

/**
 * The same pages with « 1/3 », « 2/3 » written on them by the student.
 * @param firstPages the first page of each sheet, from 1.
 */
export function writeNumbers(
  pages: WrittenPage[],
  firstPages: readonly number[],
  numbered: Numbered,
  hand: Hand,
  random: Random,
): WrittenPage[] {
  const place = random.pick(['foot', 'corner', 'top'] as const)
  const slash = random.pick(['/', '/', ' / '])
  const written = pages.flatMap(({ marks }, page) => (marks.length > 0 ? [page + 1] : []))
  const counted = numbered === 'sheets' ? firstPages : written
  return pages.map((page, i) => {
    const at = counted.indexOf(i + 1)
    if (at < 0 || page.marks.length === 0) return page
    const number = `${at + 1}/${counted.length}`
    const { y, centre } = PLACES[place === 'top' && page.header !== null ? 'corner' : place]
    const text = number.replace('/', slash)
    const x = centre - textWidth(hand, text) / 2 + random.normal() * 2
    const ink = writeText(hand, random, text, x, y + random.normal())
    return { ...page, number, marks: [...page.marks, ...inkMark(ink, hand.ink)] }
  })
}
