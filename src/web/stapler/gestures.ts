import type { ScanPage } from '#contract/scans.ts'
import type { Stapler, StaplerCopy } from '#contract/stapler.ts'
import { addRotation, ROTATIONS } from '#domain/geometry.ts'
import {
  dropPage,
  mergeCopies,
  movePage,
  reorderPages,
  restorePage,
  type StapleChange,
  splitCopy,
} from '#domain/stapling.ts'
import type { PageState, StaplerAct } from './arrangement.ts'
import type { Cursor } from './cursor.ts'

/** What a gesture comes to: an act to carry out, or the reason why it cannot be, in words for the user. */
export type Gesture = { act: StaplerAct } | { refusal: string }

const refuse = (refusal: string): Gesture => ({ refusal })
const staple = (label: string, change: StapleChange): Gesture => ({ act: { kind: 'staple', label, change } })

const NO_PAGE = 'Choisissez d’abord une page.'
const SETTLED = 'Cette copie est validée : ses pages ne bougent plus.'

/** `copies` of the stapler are in scan order: « précédente » means the copy scanned just before. */
interface Standing {
  copy: StaplerCopy
  index: number
  page: ScanPage
  pageIndex: number
}

function standingAt(stapler: Stapler, cursor: Cursor | null): Standing | string {
  if (cursor === null) return NO_PAGE
  const index = stapler.copies.findIndex((copy) => copy.id === cursor.copyId)
  const copy = stapler.copies[index]
  const pageIndex = copy?.pages.findIndex((page) => page.id === cursor.pageId) ?? -1
  const page = copy?.pages[pageIndex]
  if (copy === undefined || page === undefined) return NO_PAGE
  return copy.status === 'STAGING' ? { copy, index, page, pageIndex } : SETTLED
}

const stapled = (copy: StaplerCopy) => ({ id: copy.id, pages: copy.pages.map((page) => page.id) })

/** The pages of the copy go to the end of the copy scanned just before it. */
export function mergeWithPrevious(stapler: Stapler, cursor: Cursor | null): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  const previous = stapler.copies[standing.index - 1]
  if (previous === undefined) return refuse('C’est la première copie : il n’y en a pas avant elle.')
  if (previous.status !== 'STAGING') return refuse('La copie précédente est validée : elle ne change plus.')
  return staple('Réunion de deux copies', mergeCopies(stapled(previous), stapled(standing.copy)))
}

/** The page and those after it become a copy of their own, `newCopyId`. */
export function splitBefore(stapler: Stapler, cursor: Cursor | null, newCopyId: string): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  if (standing.pageIndex === 0)
    return refuse('La coupe se fait avant la page choisie : choisissez une autre page que la première.')
  return staple('Coupe d’une copie', splitCopy(stapled(standing.copy), standing.pageIndex, newCopyId))
}

/** Moves the page one place back (-1) or forward (+1) within its copy. */
export function shiftPage(stapler: Stapler, cursor: Cursor | null, step: -1 | 1): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  return movePageTo(stapler, standing.page.id, standing.copy.id, standing.pageIndex + step)
}

/** Moves the page to the end of the copy scanned just before (-1), or to the start of the one just after (+1). */
export function sendPage(stapler: Stapler, cursor: Cursor | null, step: -1 | 1): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  const target = stapler.copies[standing.index + step]
  if (target === undefined) return refuse('Il n’y a pas de copie de ce côté.')
  return movePageTo(stapler, standing.page.id, target.id, step === -1 ? target.pages.length : 0)
}

/**
 * Puts a page, wherever it is now (the bin too), at `index` of a copy; the index counts the other pages only
 * when the page already belongs to that copy.
 */
export function movePageTo(stapler: Stapler, pageId: string, copyId: string, index: number): Gesture {
  const target = stapler.copies.find((copy) => copy.id === copyId)
  if (target === undefined) return refuse('Cette copie n’existe plus.')
  if (target.status !== 'STAGING') return refuse(SETTLED)
  const source = stapler.copies.find((copy) => copy.pages.some((page) => page.id === pageId))
  const { id, pages } = stapled(target)
  const others = pages.filter((page) => page !== pageId)
  const at = Math.min(Math.max(0, index), others.length)
  const after = [...others.slice(0, at), pageId, ...others.slice(at)]

  if (source === undefined) {
    if (!stapler.bin.some((page) => page.id === pageId)) return refuse(NO_PAGE)
    const { bin } = restorePage(pageId, { id, pages })
    return staple('Page reprise de la corbeille', { copies: [{ copyId: id, before: pages, after }], bin })
  }
  if (source.status !== 'STAGING') return refuse(SETTLED)
  if (source.id !== target.id)
    return staple('Page changée de copie', movePage(pageId, stapled(source), { id, pages }, at))
  if (after.every((page, place) => page === pages[place])) return refuse('La page est déjà à cette place.')
  return staple('Page déplacée', reorderPages({ id, pages }, after))
}

export function dropToBin(stapler: Stapler, cursor: Cursor | null): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  return staple('Page mise à la corbeille', dropPage(standing.page.id, stapled(standing.copy)))
}

/** Takes a page out of the bin and makes it a copy of its own, `newCopyId`. */
export const restoreAsCopy = (pageId: string, newCopyId: string): Gesture =>
  staple('Page reprise de la corbeille', restorePage(pageId, { id: newCopyId, pages: [] }))

/**
 * The copy a binned page most likely belongs to: the one still in staging that holds the page scanned closest to it,
 * in the same scan if any. Null when no copy can take it.
 */
export function homeOf(stapler: Stapler, page: ScanPage): StaplerCopy | null {
  let home: StaplerCopy | null = null
  let least = Number.POSITIVE_INFINITY
  for (const copy of stapler.copies) {
    if (copy.status !== 'STAGING') continue
    for (const other of copy.pages) {
      const distance =
        Math.abs(other.sourcePage - page.sourcePage) + (other.scanId === page.scanId ? 0 : OTHER_SCAN)
      if (distance < least) {
        least = distance
        home = copy
      }
    }
  }
  return home
}

/** More than the pages of any scan, so that the same scan always comes first. */
const OTHER_SCAN = 1_000_000

/** Turns the page a quarter clockwise. */
export const turnPage = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  changePage(stapler, cursor, 'Page tournée', (page) => ({
    ...page,
    rotation: addRotation(page.rotation, 90),
  }))

/** Says that the page is blank, or that it is not after all. */
export const toggleBlank = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  changePage(stapler, cursor, 'Page blanche', (page) => ({ ...page, blank: !page.blank }))

function changePage(
  stapler: Stapler,
  cursor: Cursor | null,
  label: string,
  change: (page: PageState) => PageState,
): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  const { page } = standing
  const rotation = ROTATIONS.find((turn) => turn === page.rotation) ?? 0
  const before: PageState = { rotation, blank: page.blank }
  return { act: { kind: 'page', label, pageId: page.id, before, after: change(before) } }
}
