import type { ScanPage } from '#contract/scans.ts'
import type { StapleOutcome, Stapler, StaplerCopy } from '#contract/stapler.ts'
import { invertChange, type StapleChange } from '#domain/stapling.ts'

/** One gesture of the stapler, in words and as what it comes to. */
export interface StaplerAct {
  label: string
  change: StapleChange
}

export const invertAct = ({ label, change }: StaplerAct): StaplerAct => ({
  label,
  change: invertChange(change),
})

/**
 * What the stapler will look like once the server has accepted `act`. Shown at once, replaced by its answer.
 * Copies that the act does not name stay the same objects: their cards are not drawn again.
 */
export function applyAct(stapler: Stapler, { change }: StaplerAct): Stapler {
  const named = new Map(change.copies.map((copy) => [copy.copyId, copy]))
  const marks = new Map(change.pages.map(({ pageId, after }) => [pageId, after]))
  const known = stapler.copies.filter((copy) => named.has(copy.id))
  const pages = new Map(
    [...known.flatMap((copy) => copy.pages), ...stapler.bin].map((page) => [page.id, page]),
  )
  const flags = known.flatMap((copy) => copy.flags)
  const pagesOf = (ids: readonly string[], binReason: string | null): ScanPage[] =>
    ids.flatMap((id) => {
      const page = pages.get(id)
      return page === undefined ? [] : [marked({ ...page, binReason }, marks.get(id))]
    })
  const become = (copy: StaplerCopy): StaplerCopy => {
    const { after, accepted } = named.get(copy.id) ?? { after: [], accepted: { after: false } }
    const own = pagesOf(after, null)
    const sources = new Set(own.map((page) => page.sourcePage))
    const ofPages = flags.filter(
      (flag, index) =>
        sources.has(flag.sourcePage) &&
        flags.findIndex(({ code, sourcePage }) => code === flag.code && sourcePage === flag.sourcePage) ===
          index,
    )
    return { ...copy, pages: own, accepted: accepted.after, flags: ofPages }
  }

  let copies = stapler.copies
    .filter(({ id }) => named.get(id)?.after.length !== 0)
    .map((copy) => (named.has(copy.id) ? become(copy) : copy))
  for (const { copyId, follows, after } of change.copies) {
    if (after.length === 0 || known.some(({ id }) => id === copyId)) continue
    const place = copies.findIndex(({ id }) => id === follows) + 1
    copies = [...copies.slice(0, place), become(newCopy(copyId)), ...copies.slice(place)]
  }
  // Pages already there are taken out first: the server's state may have reached us with this change in it.
  const moved = new Set([...change.bin.before, ...change.bin.after].map(({ pageId }) => pageId))
  return {
    ...stapler,
    copies,
    bin:
      moved.size === 0
        ? stapler.bin
        : [
            ...stapler.bin.filter((page) => !moved.has(page.id)),
            ...change.bin.after.flatMap(({ pageId, reason }) => pagesOf([pageId], reason)),
          ],
  }
}

/** The stapler once the server has answered to `act`. */
export function settleAct(stapler: Stapler, act: StaplerAct, outcome: StapleOutcome): Stapler {
  const applied = applyAct(stapler, act)
  const copies = new Map(outcome.copies.map((copy) => [copy.id, copy]))
  const binned = new Map(outcome.bin.map((page) => [page.id, page]))
  return {
    copies: applied.copies.map((copy) => copies.get(copy.id) ?? copy),
    bin: binned.size === 0 ? applied.bin : applied.bin.map((page) => binned.get(page.id) ?? page),
    balance: outcome.balance,
  }
}

/** A quarter turn swaps width and height. */
function marked(page: ScanPage, after: StapleChange['pages'][number]['after'] | undefined): ScanPage {
  if (after === undefined) return page
  return (after.rotation - page.rotation) % 180 === 0
    ? { ...page, ...after }
    : { ...page, ...after, widthPx: page.heightPx, heightPx: page.widthPx }
}

/** Until the server has named it, a copy has no number of anonymity. */
const newCopy = (id: string): StaplerCopy => ({
  id,
  anonymousId: '',
  status: 'STAGING',
  booklets: 1,
  accepted: false,
  pages: [],
  flags: [],
})

export interface Balance {
  halves: number
  written: number
  blank: number
  binned: number
  /** False while a face of the scans is neither in a copy nor in the bin. */
  even: boolean
}

/** Counted from what is on the screen; only the number of scanned faces is the server's, so that a lost page would show. */
export function balanceOf({ copies, bin, balance: { halves } }: Stapler): Balance {
  let placed = 0
  let blank = 0
  for (const { pages } of copies) {
    placed += pages.length
    for (const page of pages) if (page.blank) blank += 1
  }
  const binned = bin.filter((page) => page.binReason !== null).length
  return { halves, written: placed - blank, blank, binned, even: halves === placed + binned }
}
