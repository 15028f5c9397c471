/** Where the keyboard stands: on a page of a copy, or of the bin (`copyId` null). */
export interface Cursor {
  copyId: string | null
  pageId: string
}

export interface CursorCopy {
  id: string
  pages: ReadonlyArray<{ id: string }>
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/**
 * The next place of the cursor. `sections` are the groups of cards as displayed, each laid out on `columns` columns:
 * up and down change card and keep the column and the rank of the page, left and right go through the pages, on to the next card.
 * The cursor itself when there is nowhere to go; null when there is no card at all.
 */
export function moveCursor(
  sections: ReadonlyArray<readonly CursorCopy[]>,
  cursor: Cursor | null,
  direction: Direction,
  columns: number,
): Cursor | null {
  const rows = sections.flatMap((section) => chunk(section, Math.max(1, columns)))
  const copies = rows.flat()
  const at = copies.findIndex((copy) => copy.id === cursor?.copyId)
  const copy = copies[at]
  if (cursor === null || copy === undefined) return firstPage(copies[0])
  const pageIndex = copy.pages.findIndex((page) => page.id === cursor.pageId)

  if (direction === 'left' || direction === 'right') {
    const step = direction === 'left' ? -1 : 1
    const page = copy.pages[pageIndex + step]
    if (page !== undefined) return { copyId: copy.id, pageId: page.id }
    const next = copies[at + step]
    return (step < 0 ? lastPage(next) : firstPage(next)) ?? cursor
  }
  const row = rows.findIndex((cards) => cards.includes(copy))
  const column = rows[row]?.indexOf(copy) ?? 0
  const target = rows[row + (direction === 'up' ? -1 : 1)]
  const next = target?.[Math.min(column, target.length - 1)]
  const page = next?.pages[Math.min(Math.max(0, pageIndex), next.pages.length - 1)]
  return next === undefined || page === undefined ? cursor : { copyId: next.id, pageId: page.id }
}

/**
 * Where the cursor lands after the arrangement changed under it: on its page if the page is still in a copy,
 * otherwise on the page now at the same rank of the copy, otherwise on the card now at the same place.
 * `before` and `after` are the copies in the order of the screen.
 */
export function followCursor(
  before: readonly CursorCopy[],
  after: readonly CursorCopy[],
  cursor: Cursor,
): Cursor | null {
  const holder = after.find((copy) => copy.pages.some((page) => page.id === cursor.pageId))
  if (holder !== undefined) return { copyId: holder.id, pageId: cursor.pageId }
  const rank =
    before.find((copy) => copy.id === cursor.copyId)?.pages.findIndex((page) => page.id === cursor.pageId) ??
    0
  const same = after.find((copy) => copy.id === cursor.copyId)
  const page = same?.pages[Math.min(Math.max(0, rank), same.pages.length - 1)]
  if (same !== undefined && page !== undefined) return { copyId: same.id, pageId: page.id }
  const place = before.findIndex((copy) => copy.id === cursor.copyId)
  return firstPage(after[Math.min(Math.max(0, place), after.length - 1)])
}

/** On that page, if it is in a copy. */
export function cursorAt(copies: readonly CursorCopy[], pageId: string | undefined): Cursor | null {
  const copy = copies.find(({ pages }) => pages.some(({ id }) => id === pageId))
  return copy === undefined || pageId === undefined ? null : { copyId: copy.id, pageId }
}

const firstPage = (copy: CursorCopy | undefined): Cursor | null => atPage(copy, copy?.pages[0])
const lastPage = (copy: CursorCopy | undefined): Cursor | null => atPage(copy, copy?.pages.at(-1))
const atPage = (copy: CursorCopy | undefined, page: { id: string } | undefined): Cursor | null =>
  copy === undefined || page === undefined ? null : { copyId: copy.id, pageId: page.id }

const chunk = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, row) =>
    items.slice(row * size, (row + 1) * size),
  )
