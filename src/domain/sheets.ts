import type { Rotation } from './geometry.ts'
import type { Half } from './scan-pages.ts'

/** One side of a sheet of paper as it went through the scanner. */
export interface ScannedSide {
  scanId: string
  sourcePage: number
  /** Booklet it was bound in; null for one left out. */
  bookletId: string | null
}

const keyOf = (side: { scanId: string; sourcePage: number }): string => `${side.scanId} ${side.sourcePage}`

/**
 * Which sheet each side is part of, named by the first scanned page of the sheet: within a booklet the sides come two by two in feeding
 * order, except those whose other side is known to be missing.
 * @param sides each once, in feeding order. @param alone sides that were scanned without the other one.
 * @returns a function from a side to the first scanned page of its sheet.
 */
export function findSheets(
  sides: readonly ScannedSide[],
  alone: ReadonlyArray<{ scanId: string; sourcePage: number }>,
): (side: { scanId: string; sourcePage: number }) => number {
  const lone = new Set(alone.map(keyOf))
  const sheets = new Map<string, number>()
  for (const booklet of Map.groupBy(sides, (side) => `${side.scanId} ${side.bookletId}`).values()) {
    let open: ScannedSide | undefined
    for (const side of booklet) {
      const pairs =
        open !== undefined &&
        !lone.has(keyOf(side)) &&
        // What is in no booklet has only its place in the scan to go by.
        (side.bookletId !== null || side.sourcePage === open.sourcePage + 1)
      sheets.set(keyOf(side), pairs && open !== undefined ? open.sourcePage : side.sourcePage)
      open = pairs || lone.has(keyOf(side)) ? undefined : side
    }
  }
  return (side) => sheets.get(keyOf(side)) ?? side.sourcePage
}

export interface SheetPage {
  id: string
  scanId: string
  sourcePage: number
  /** First scanned page of the sheet. */
  sheet: number
  half: Half
  rotation: Rotation
}

/** The pages of a copy that come from one scanned side, in reading order. */
type Side<Page> = Page[]

/** What there is in the copy of the sheet the page is on: its side, and the other one if it is there. */
export interface SheetInCopy<Page> {
  side: Side<Page>
  other: Side<Page> | null
}

/**
 * The sheet a page of the copy is on. Two sides fed one after the other whose own other sides are not in the copy make a sheet too: the
 * splitter paired them otherwise, and a person brought them together.
 */
export function sheetOf<Page extends SheetPage>(
  pages: readonly Page[],
  pageId: string,
): SheetInCopy<Page> | null {
  const sides = [...Map.groupBy(pages, keyOf).values()].sort(
    ([a], [b]) => (a?.sourcePage ?? 0) - (b?.sourcePage ?? 0),
  )
  const here = sides.find((side) => side.some((page) => page.id === pageId))
  const first = here?.[0]
  if (here === undefined || first === undefined) return null
  const sameSheet = (a: Page, b: Page) => a.scanId === b.scanId && a.sheet === b.sheet
  const partnerOf = (side: Side<Page>) =>
    sides.find((one) => one !== side && one[0] && side[0] && sameSheet(one[0], side[0])) ?? null
  const bound = partnerOf(here)
  if (bound !== null) return { side: here, other: bound }
  const strays = sides.filter((side) => side[0]?.scanId === first.scanId && partnerOf(side) === null)
  const others = pairUp(strays, (a, b) => b[0]?.sourcePage === (a[0]?.sourcePage ?? 0) + 1)
  return { side: here, other: others.get(here) ?? null }
}

/** Neighbours two by two, from the first on. */
function pairUp<Item>(items: readonly Item[], fits: (a: Item, b: Item) => boolean): Map<Item, Item> {
  const pairs = new Map<Item, Item>()
  for (const [index, item] of items.entries()) {
    const next = items[index + 1]
    if (next === undefined || pairs.has(item) || !fits(item, next)) continue
    pairs.set(item, next)
    pairs.set(next, item)
  }
  return pairs
}

/** The order of the copy once the two pages of the scanned side have changed places; null when only one of them is there. */
export function swapHalves(pages: readonly SheetPage[], pageId: string): string[] | null {
  const [one, two] = sheetOf(pages, pageId)?.side ?? []
  return one === undefined || two === undefined ? null : exchange(pages, [[one, two]])
}

/**
 * The order of the copy once the recto of the sheet is taken for its verso. Of the pages 1 2 3 4, with recto [4 | 1] and verso [2 | 3],
 * that makes 3 4 1 2: right halves change places, and left halves. A side without its other one was read the wrong way round.
 * Null when a half of the sheet is missing, or there is nothing to exchange.
 */
export function swapSides(pages: readonly SheetPage[], pageId: string): string[] | null {
  const sheet = sheetOf(pages, pageId)
  if (sheet === null) return null
  const { side, other } = sheet
  if (other === null) return swapHalves(pages, pageId)
  if (side.length !== other.length) return null
  const pairs = side.map((page): [SheetPage, SheetPage | undefined] => [
    page,
    other.find((facing) => placeOnSheet(facing, other) === placeOnSheet(page, side)),
  ])
  return pairs.every((pair): pair is [SheetPage, SheetPage] => pair[1] !== undefined)
    ? exchange(pages, pairs)
    : null
}

/** Where the half lies once the sheet is the right way up. */
function placeOnSheet(page: SheetPage, side: readonly SheetPage[]): Half {
  if (page.half === 'full' || !side.every(({ rotation }) => rotation >= 180)) return page.half
  return page.half === 'left' ? 'right' : 'left'
}

/**
 * The whole sheet lies the other way up than was thought: all its pages turn by half a turn, and the halves of each side change places.
 * Null when the page is not there.
 */
export function turnSheet(
  pages: readonly SheetPage[],
  pageId: string,
): { order: string[]; turned: SheetPage[] } | null {
  const sheet = sheetOf(pages, pageId)
  if (sheet === null) return null
  const sides = [sheet.side, ...(sheet.other === null ? [] : [sheet.other])]
  const pairs = sides.flatMap(
    ([one, two]): Array<[SheetPage, SheetPage]> =>
      one === undefined || two === undefined ? [] : [[one, two]],
  )
  return { order: exchange(pages, pairs), turned: sides.flat() }
}

function exchange(
  pages: readonly SheetPage[],
  pairs: ReadonlyArray<readonly [SheetPage, SheetPage]>,
): string[] {
  const other = new Map(
    pairs.flatMap(([a, b]) => [
      [a.id, b.id],
      [b.id, a.id],
    ]),
  )
  return pages.map(({ id }) => other.get(id) ?? id)
}
