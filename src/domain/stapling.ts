/**
 * Every act of the stapler is one kind of change: some copies (and the bin) held these pages, now they hold those.
 * Merge, split, reorder, move, drop and restore are all changes; undoing one is applying its inverse.
 */
export interface StapleChange {
  /** A copy that did not exist has an empty `before`, one that ceases to exist an empty `after`. */
  copies: Array<{ copyId: string; before: string[]; after: string[] }>
  bin: { before: string[]; after: string[] }
}

export type StapleFault = 'pages_not_balanced' | 'page_twice' | 'copy_twice' | 'change_empty'

/** Null when the change moves pages without losing or doubling one. `bin` lists only the pages that enter or leave it. */
export function faultOfChange(change: StapleChange): StapleFault | null {
  const before = [...change.copies.flatMap((copy) => copy.before), ...change.bin.before]
  const after = [...change.copies.flatMap((copy) => copy.after), ...change.bin.after]
  if (before.length === 0) return 'change_empty'
  if (new Set(change.copies.map((copy) => copy.copyId)).size !== change.copies.length) return 'copy_twice'
  const pages = new Set(before)
  if (pages.size !== before.length || new Set(after).size !== after.length) return 'page_twice'
  if (after.length !== before.length || !after.every((page) => pages.has(page))) return 'pages_not_balanced'
  return null
}

export const invertChange = (change: StapleChange): StapleChange => ({
  copies: change.copies.map(({ copyId, before, after }) => ({ copyId, before: after, after: before })),
  bin: { before: change.bin.after, after: change.bin.before },
})

interface StapledCopy {
  id: string
  pages: string[]
}

const BIN_UNTOUCHED = { before: [], after: [] }

/** The pages of `second` go to the end of `first`. */
export const mergeCopies = (first: StapledCopy, second: StapledCopy): StapleChange => ({
  copies: [
    { copyId: first.id, before: first.pages, after: [...first.pages, ...second.pages] },
    { copyId: second.id, before: second.pages, after: [] },
  ],
  bin: BIN_UNTOUCHED,
})

/** Pages from `index` on become a copy of their own. */
export const splitCopy = (copy: StapledCopy, index: number, newCopyId: string): StapleChange => ({
  copies: [
    { copyId: copy.id, before: copy.pages, after: copy.pages.slice(0, index) },
    { copyId: newCopyId, before: [], after: copy.pages.slice(index) },
  ],
  bin: BIN_UNTOUCHED,
})

export const reorderPages = (copy: StapledCopy, pages: string[]): StapleChange => ({
  copies: [{ copyId: copy.id, before: copy.pages, after: pages }],
  bin: BIN_UNTOUCHED,
})

/** Moves one page to `index` of another copy. */
export const movePage = (page: string, from: StapledCopy, to: StapledCopy, index: number): StapleChange => ({
  copies: [
    { copyId: from.id, before: from.pages, after: from.pages.filter((id) => id !== page) },
    { copyId: to.id, before: to.pages, after: [...to.pages.slice(0, index), page, ...to.pages.slice(index)] },
  ],
  bin: BIN_UNTOUCHED,
})

export const dropPage = (page: string, copy: StapledCopy): StapleChange => ({
  copies: [{ copyId: copy.id, before: copy.pages, after: copy.pages.filter((id) => id !== page) }],
  bin: { before: [], after: [page] },
})

/** Takes a page out of the bin and puts it at the end of `copy`; an unknown `copy` with no pages is made anew. */
export const restorePage = (page: string, copy: StapledCopy): StapleChange => ({
  copies: [{ copyId: copy.id, before: copy.pages, after: [...copy.pages, page] }],
  bin: { before: [page], after: [] },
})
