import type { Rotation } from './geometry.ts'

export interface PageState {
  /** Clockwise turn that makes the page upright. */
  rotation: Rotation
  blank: boolean
}

/** A page in no copy, and why: a code of `scan-words.ts`. */
export interface BinnedPage {
  pageId: string
  reason: string
}

/** Why a page is in the bin when a person put it there. */
const DROPPED = 'dropped'

export interface CopyChange {
  copyId: string
  /** The copy scanned just before it, after which it is put when it comes into being; null when it is the first. */
  follows: string | null
  /** Its pages in reading order: empty before for a copy that did not exist, empty after for one that ceases to exist. */
  before: string[]
  after: string[]
  /** Whether a person has said that the copy is right as it is. */
  accepted: { before: boolean; after: boolean }
}

/**
 * Every act of the stapler is one kind of change: some copies (and the bin) were so, now they are otherwise. It says all of what was and
 * what becomes, so that it is refused when something is no longer as it was seen, and undoing it is applying its inverse.
 */
export interface StapleChange {
  copies: CopyChange[]
  /** Only the pages that leave the bin (`before`) or enter it (`after`). */
  bin: { before: BinnedPage[]; after: BinnedPage[] }
  /** Pages of these copies, or of this part of the bin, that are turned or said to be blank. */
  pages: Array<{ pageId: string; before: PageState; after: PageState }>
}

export type StapleFault =
  | 'pages_not_balanced'
  | 'page_twice'
  | 'copy_twice'
  | 'page_not_named'
  | 'change_empty'

/** Null when the change moves pages without losing or doubling one, and turns only pages it names. */
export function faultOfChange(change: StapleChange): StapleFault | null {
  const before = [...change.copies.flatMap((copy) => copy.before), ...pagesOf(change.bin.before)]
  const after = [...change.copies.flatMap((copy) => copy.after), ...pagesOf(change.bin.after)]
  if (before.length === 0) return 'change_empty'
  if (new Set(change.copies.map((copy) => copy.copyId)).size !== change.copies.length) return 'copy_twice'
  const pages = new Set(before)
  if (pages.size !== before.length || new Set(after).size !== after.length) return 'page_twice'
  if (after.length !== before.length || !after.every((page) => pages.has(page))) return 'pages_not_balanced'
  const marked = change.pages.map(({ pageId }) => pageId)
  if (new Set(marked).size !== marked.length) return 'page_twice'
  if (!marked.every((page) => pages.has(page))) return 'page_not_named'
  return null
}

const pagesOf = (bin: readonly BinnedPage[]): string[] => bin.map(({ pageId }) => pageId)

export const invertChange = (change: StapleChange): StapleChange => ({
  copies: change.copies.map(({ copyId, follows, before, after, accepted }) => ({
    copyId,
    follows,
    before: after,
    after: before,
    accepted: { before: accepted.after, after: accepted.before },
  })),
  bin: { before: change.bin.after, after: change.bin.before },
  pages: change.pages.map(({ pageId, before, after }) => ({ pageId, before: after, after: before })),
})

export interface StapledCopy {
  id: string
  follows: string | null
  pages: string[]
  accepted: boolean
}

/** What was accepted is no longer what is there: somebody must look again. */
const rearranged = (copy: StapledCopy, after: string[]): CopyChange => ({
  copyId: copy.id,
  follows: copy.follows,
  before: copy.pages,
  after,
  accepted: { before: copy.accepted, after: false },
})

const changeOf = (...copies: CopyChange[]): StapleChange => ({
  copies,
  bin: { before: [], after: [] },
  pages: [],
})

/** The pages of `second` go to the end of `first`. */
export const mergeCopies = (first: StapledCopy, second: StapledCopy): StapleChange =>
  changeOf(rearranged(first, [...first.pages, ...second.pages]), rearranged(second, []))

/** Pages from `index` on become a copy of their own. */
export const splitCopy = (copy: StapledCopy, index: number, newCopyId: string): StapleChange =>
  changeOf(
    rearranged(copy, copy.pages.slice(0, index)),
    rearranged(newCopy(newCopyId, copy.id), copy.pages.slice(index)),
  )

/** A copy that does not exist yet. */
export const newCopy = (id: string, follows: string | null): StapledCopy => ({
  id,
  follows,
  pages: [],
  accepted: false,
})

export const reorderPages = (copy: StapledCopy, pages: string[]): StapleChange =>
  changeOf(rearranged(copy, pages))

/** Moves one page to `index` of another copy. */
export const movePage = (page: string, from: StapledCopy, to: StapledCopy, index: number): StapleChange =>
  changeOf(
    rearranged(
      from,
      from.pages.filter((id) => id !== page),
    ),
    rearranged(to, [...to.pages.slice(0, index), page, ...to.pages.slice(index)]),
  )

export const dropPage = (page: string, copy: StapledCopy): StapleChange => ({
  ...changeOf(
    rearranged(
      copy,
      copy.pages.filter((id) => id !== page),
    ),
  ),
  bin: { before: [], after: [{ pageId: page, reason: DROPPED }] },
})

/** Takes a page out of the bin and puts it at `index` of `copy`. */
export const restorePage = (page: BinnedPage, copy: StapledCopy, index: number): StapleChange => ({
  ...changeOf(rearranged(copy, [...copy.pages.slice(0, index), page.pageId, ...copy.pages.slice(index)])),
  bin: { before: [page], after: [] },
})

/** Pages of the copy are turned or said to be blank, and with that perhaps put in another order. */
export const markPages = (
  copy: StapledCopy,
  pages: StapleChange['pages'],
  after: string[] = copy.pages,
): StapleChange => ({
  ...changeOf(
    after.every((page, place) => page === copy.pages[place]) ? untouched(copy) : rearranged(copy, after),
  ),
  pages,
})

const untouched = (copy: StapledCopy): CopyChange => ({
  ...rearranged(copy, copy.pages),
  accepted: { before: copy.accepted, after: copy.accepted },
})

/** A person says that the copies the change leaves are right as they are, or takes that back. */
export const acceptCopy = (copy: StapledCopy, accepted: boolean): StapleChange =>
  acceptAfter(changeOf(untouched(copy)), accepted)

export const acceptAfter = (change: StapleChange, accepted: boolean): StapleChange => ({
  ...change,
  copies: change.copies.map((copy) => ({
    ...copy,
    accepted: { before: copy.accepted.before, after: accepted && copy.after.length > 0 },
  })),
})
