import type { ScanPage } from '#contract/scans.ts'
import type { Stapler, StaplerCopy } from '#contract/stapler.ts'
import type { Rotation } from '#domain/geometry.ts'
import { invertChange, type StapleChange } from '#domain/stapling.ts'

export interface PageState {
  rotation: Rotation
  blank: boolean
}

/** One gesture of the stapler: pages change places, or one page is turned or said to be blank. */
export type StaplerAct =
  | { kind: 'staple'; label: string; change: StapleChange }
  | { kind: 'page'; label: string; pageId: string; before: PageState; after: PageState }

export const invertAct = (act: StaplerAct): StaplerAct =>
  act.kind === 'staple'
    ? { ...act, change: invertChange(act.change) }
    : { ...act, before: act.after, after: act.before }

/** What the stapler will look like once the server has accepted `act`. Shown at once, replaced by its answer. */
export const applyAct = (stapler: Stapler, act: StaplerAct): Stapler =>
  act.kind === 'staple'
    ? applyChange(stapler, act.change)
    : mapPages(stapler, (page) => (page.id === act.pageId ? changed(page, act.after) : page))

/** A quarter turn swaps width and height. */
const changed = (page: ScanPage, after: PageState): ScanPage =>
  (after.rotation - page.rotation) % 180 === 0
    ? { ...page, ...after }
    : { ...page, ...after, widthPx: page.heightPx, heightPx: page.widthPx }

/** `binReason` of a page that a person put in the bin. */
const DROPPED = 'dropped'

function applyChange(stapler: Stapler, change: StapleChange): Stapler {
  const pages = new Map(allPages(stapler).map((page) => [page.id, page]))
  const pagesOf = (ids: string[]): ScanPage[] =>
    ids.flatMap((id) => {
      const page = pages.get(id)
      return page === undefined ? [] : [{ ...page, binReason: null }]
    })
  const after = new Map(change.copies.map((copy) => [copy.copyId, copy.after]))
  const known = new Set(stapler.copies.map((copy) => copy.id))
  const born = change.copies
    .filter((copy) => !known.has(copy.copyId) && copy.after.length > 0)
    .map((copy): StaplerCopy => newCopy(copy.copyId, pagesOf(copy.after)))

  const lastKnown = change.copies.findLast((copy) => known.has(copy.copyId))?.copyId
  const copies = stapler.copies.flatMap((copy) => {
    const ids = after.get(copy.id)
    const kept = ids === undefined ? [copy] : ids.length > 0 ? [{ ...copy, pages: pagesOf(ids) }] : []
    return copy.id === lastKnown ? [...kept, ...born] : kept
  })
  // Pages already there are taken out first: the server's state may have reached us with this change in it.
  const moved = new Set([...change.bin.before, ...change.bin.after])
  const dropped = pagesOf(change.bin.after).map((page) => ({ ...page, binReason: DROPPED }))
  return {
    ...stapler,
    copies: lastKnown === undefined ? [...copies, ...born] : copies,
    bin: [...stapler.bin.filter((page) => !moved.has(page.id)), ...dropped],
  }
}

const newCopy = (id: string, pages: ScanPage[]): StaplerCopy => ({
  id,
  anonymousId: '',
  status: 'STAGING',
  booklets: 1,
  pages,
  flags: [],
})

/** The same stapler with `change` made to every page, wherever it is. */
export const mapPages = (stapler: Stapler, change: (page: ScanPage) => ScanPage): Stapler => ({
  ...stapler,
  copies: stapler.copies.map((copy) => ({ ...copy, pages: copy.pages.map(change) })),
  bin: stapler.bin.map(change),
})

const allPages = (stapler: Stapler): ScanPage[] => [
  ...stapler.copies.flatMap((copy) => copy.pages),
  ...stapler.bin,
]

export interface Balance {
  halves: number
  placed: number
  binned: number
  /** Blank pages among those placed. */
  blank: number
  /** False while a face of the scans is neither in a copy nor in the bin. */
  even: boolean
}

/** Counted from what is on the screen; only the number of scanned faces is the server's, so that a lost page would show. */
export function balanceOf(stapler: Stapler): Balance {
  const placed = stapler.copies.flatMap((copy) => copy.pages)
  const { halves } = stapler.balance
  return {
    halves,
    placed: placed.length,
    binned: stapler.bin.length,
    blank: placed.filter((page) => page.blank).length,
    even: halves === placed.length + stapler.bin.length,
  }
}
