import type { ScanPage } from '#contract/scans.ts'
import type { Stapler, StaplerCopy } from '#contract/stapler.ts'
import { addRotation, type Rotation } from '#domain/geometry.ts'
import { swapHalves, swapSides, turnSheet } from '#domain/sheets.ts'
import {
  acceptCopy,
  dropPage,
  markPages,
  mergeCopies,
  movePage,
  newCopy,
  reorderPages,
  restorePage,
  type StapleChange,
  type StapledCopy,
  splitCopy,
} from '#domain/stapling.ts'
import type { StaplerAct } from './arrangement.ts'
import type { Cursor } from './cursor.ts'

/** What a gesture comes to: an act to carry out, or the reason why it cannot be, in words for the user. */
export type Gesture = { act: StaplerAct } | { refusal: string }

const refuse = (refusal: string): Gesture => ({ refusal })
const staple = (label: string, change: StapleChange): Gesture => ({ act: { label, change } })

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

const stapled = (stapler: Stapler, copy: StaplerCopy): StapledCopy => ({
  id: copy.id,
  follows: stapler.copies[stapler.copies.indexOf(copy) - 1]?.id ?? null,
  pages: copy.pages.map((page) => page.id),
  accepted: copy.accepted,
})

/** The pages of the copy go to the end of the copy scanned just before it. */
export function mergeWithPrevious(stapler: Stapler, cursor: Cursor | null): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  const previous = stapler.copies[standing.index - 1]
  if (previous === undefined) return refuse('C’est la première copie : il n’y en a pas avant elle.')
  if (previous.status !== 'STAGING') return refuse('La copie précédente est validée : elle ne change plus.')
  return staple(
    'Réunion de deux copies',
    mergeCopies(stapled(stapler, previous), stapled(stapler, standing.copy)),
  )
}

/** The page and those after it become a copy of their own, `newCopyId`. */
export function splitBefore(stapler: Stapler, cursor: Cursor | null, newCopyId: string): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  if (standing.pageIndex === 0)
    return refuse('La coupe se fait avant la page choisie : choisissez une autre page que la première.')
  return staple(
    'Coupe d’une copie',
    splitCopy(stapled(stapler, standing.copy), standing.pageIndex, newCopyId),
  )
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
  const copy = stapled(stapler, target)
  const others = copy.pages.filter((page) => page !== pageId)
  const at = Math.min(Math.max(0, index), others.length)

  if (source === undefined) {
    const page = stapler.bin.find(({ id }) => id === pageId)
    if (page === undefined) return refuse(NO_PAGE)
    return staple(RESTORED, restorePage(binned(page), copy, at))
  }
  if (source.status !== 'STAGING') return refuse(SETTLED)
  if (source.id !== target.id)
    return staple('Page changée de copie', movePage(pageId, stapled(stapler, source), copy, at))
  const after = [...others.slice(0, at), pageId, ...others.slice(at)]
  if (after.every((page, place) => page === copy.pages[place]))
    return refuse('La page est déjà à cette place.')
  return staple('Page déplacée', reorderPages(copy, after))
}

/** Where to look once the change is made: at a page it took out of the bin or marked, otherwise at the first copy it left pages in. */
export const placeOf = ({ copies, bin, pages }: StapleChange): string | undefined =>
  bin.before[0]?.pageId ?? pages[0]?.pageId ?? copies.find(({ after }) => after.length > 0)?.after[0]

const RESTORED = 'Page reprise de la corbeille'
/** A page of the bin says why it is there. */
const binned = (page: ScanPage) => ({ pageId: page.id, reason: page.binReason ?? '' })

export function dropToBin(stapler: Stapler, cursor: Cursor | null): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  return staple('Page mise à la corbeille', dropPage(standing.page.id, stapled(stapler, standing.copy)))
}

/** Takes a page out of the bin and makes it a copy of its own, `newCopyId`, after the one it was most likely scanned with. */
export function restoreAsCopy(stapler: Stapler, page: ScanPage, newCopyId: string): Gesture {
  const follows = homeOf(stapler, page)?.id ?? stapler.copies.at(-1)?.id ?? null
  return staple(RESTORED, restorePage(binned(page), newCopy(newCopyId, follows), 0))
}

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
  onPages(stapler, cursor, ({ copy, page }) =>
    staple('Page tournée', markPages(copy, [mark(page, { turn: 90 })])),
  )

/** Says that the page is blank, or that it is not after all. */
export const toggleBlank = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  onPages(stapler, cursor, ({ copy, page }) =>
    staple(
      page.blank ? 'Page dite non blanche' : 'Page dite blanche',
      markPages(copy, [mark(page, { blank: !page.blank })]),
    ),
  )

const NOT_WHOLE =
  'Une page de cette feuille n’est pas dans la copie : remettez-la d’abord, ou déplacez les pages une à une.'

/** The two pages of the scanned side change places: the fold was taken the wrong way round. */
export const swapHalvesOfSide = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  onPages(stapler, cursor, ({ copy, pages, page }) => {
    const order = swapHalves(pages, page.id)
    return order === null
      ? refuse(page.half === 'full' ? 'Cette face n’a qu’une page.' : NOT_WHOLE)
      : staple('Moitiés échangées', reorderPages(copy, order))
  })

/** The recto of the sheet becomes its verso. */
export const swapSidesOfSheet = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  onPages(stapler, cursor, ({ copy, pages, page }) => {
    const order = swapSides(pages, page.id)
    return order === null
      ? refuse(page.half === 'full' ? 'L’autre face de cette feuille n’est pas dans la copie.' : NOT_WHOLE)
      : staple('Recto et verso échangés', reorderPages(copy, order))
  })

/** The sheet went through the scanner upside down. */
export const turnSheetRound = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  onPages(stapler, cursor, ({ copy, pages, page }) => {
    const turned = turnSheet(pages, page.id)
    if (turned === null) return refuse(NO_PAGE)
    const ids = new Set(turned.turned.map(({ id }) => id))
    const marks = pages.filter(({ id }) => ids.has(id)).map((one) => mark(one, { turn: 180 }))
    return staple('Feuille retournée', markPages(copy, marks, turned.order))
  })

/** The copy is right as it is, whatever the machine was not sure of; or it is not after all. */
export const acceptAsIs = (stapler: Stapler, cursor: Cursor | null): Gesture =>
  onPages(stapler, cursor, ({ copy }) =>
    staple(copy.accepted ? 'Acceptation retirée' : 'Copie acceptée', acceptCopy(copy, !copy.accepted)),
  )

function onPages(
  stapler: Stapler,
  cursor: Cursor | null,
  gesture: (standing: { copy: StapledCopy; pages: ScanPage[]; page: ScanPage }) => Gesture,
): Gesture {
  const standing = standingAt(stapler, cursor)
  if (typeof standing === 'string') return refuse(standing)
  const { copy, page } = standing
  return gesture({ copy: stapled(stapler, copy), pages: copy.pages, page })
}

const mark = (
  { id, rotation, blank }: ScanPage,
  change: { turn?: Rotation; blank?: boolean },
): StapleChange['pages'][number] => ({
  pageId: id,
  before: { rotation, blank },
  after: { rotation: addRotation(rotation, change.turn ?? 0), blank: change.blank ?? blank },
})
