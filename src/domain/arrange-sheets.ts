import { type DoubleSheet, inOrder, type Side, sideOf } from './double-sheets.ts'
import { type Duplicate, findDuplicates } from './find-duplicates.ts'
import { addRotation, type Rotation } from './geometry.ts'
import { headerOdds } from './header-odds.ts'
import { findMissingSheets } from './missing-sheets.ts'
import { pairSides } from './pair-sides.ts'
import { printedAlike } from './printed-forms.ts'
import type {
  EarlierPage,
  HalfAnalysis,
  PlacedPage,
  ProposedArrangement,
  ProposedBooklet,
  ScanFlag,
  ScanProblem,
  SheetAnalysis,
  UnplacedPage,
} from './scan-pages.ts'
import type { PairingSettings } from './sheet-readings.ts'

export interface ArrangeSettings {
  /** 4, 8, 12 or 16. */
  pagesPerBooklet: number
  mode: 'BATCH_A3' | 'INDIVIDUAL_A4'
}

/** Surer than this is done without asking. */
const CERTAIN = 0.95
const CERTAIN_START = 0.97
const CERTAIN_AFTER_ROOM = 0.98
/** Nothing but the habits of the pile may tell which side of an inserted sheet is its recto. */
const CERTAIN_INSERTED_ROLES = 0.97
/** Log-odds of a header on a single page below which a person is asked. */
const DOUBTFUL_HEADER_ODDS = 1.5
/** Where copies are double sheets, a loose leaf is the first page of one once in twenty times. */
const LOOSE_STARTS_ODDS = -3
/** What the scan holds, in feeding order: double sheets, and single pages between them. */
type Piece =
  | { type: 'double'; sheet: DoubleSheet }
  | { type: 'page'; half: HalfAnalysis; from: SheetAnalysis; headerOdds: number }

/**
 * Puts the halves of a scan into booklets and copies, in reading order. Pure; every half given appears exactly once in the result.
 * @param sheets in scan order.
 * @param earlier pages of the exam's other scans.
 */
export function arrangeSheets(
  sheets: SheetAnalysis[],
  settings: ArrangeSettings,
  earlier: readonly EarlierPage[] = [],
): ProposedArrangement {
  const problems: ScanProblem[] = []
  const found = findDuplicates(sheets, earlier)
  // Each file is a pupil's copy: what another file holds too is for a person to judge, or a copy would be left without pages.
  if (settings.mode === 'INDIVIDUAL_A4')
    for (const duplicate of found.values()) duplicate.certain &&= !('fileName' in duplicate.first)
  const again = sheets.filter((sheet) => found.get(sheet)?.certain)
  const unplaced = again.flatMap(asDuplicate)
  const kept = sheets.filter((sheet) => !found.get(sheet)?.certain)
  const cameAgain = new Map<SheetAnalysis, number>()
  for (const sheet of again) {
    const first = found.get(sheet)?.first
    if (first && 'halves' in first) cameAgain.set(first, sheets.indexOf(sheet))
  }
  for (const [sheet, duplicate] of found) problems.push(...duplicateProblem(sheet, duplicate))
  const pieces = toPieces(kept, {
    sheetsPerBooklet: sheetsIn(settings.pagesPerBooklet),
    cameAgain,
    headerEvidence: printedAlike(kept),
  })
  for (const sheet of kept)
    for (const flag of sheet.flags)
      if (flag.code === 'page_unreadable')
        problems.push({ code: flag.code, sourcePage: flag.sourcePage, detail: 'page illisible' })
  const missingSides = pieces.flatMap(missingSide)
  problems.push(...missingSides, ...sizeProblems(kept, settings))

  const booklets = bindBooklets(pieces, Math.max(1, settings.pagesPerBooklet))
  const copies = settings.mode === 'INDIVIDUAL_A4' ? oneCopy(booklets) : groupIntoCopies(booklets)
  for (const copy of copies) {
    const first = copy.booklets[0]
    const firstPage = first?.pages[0]
    if (settings.mode === 'BATCH_A3' && first && firstPage && !first.hasHeader)
      problems.push({ code: 'no_header', sourcePage: firstPage.sourcePage, detail: 'aucun en-tête reconnu' })
  }
  if (settings.mode === 'BATCH_A3') {
    const lone = missingSides.map(({ sourcePage }) => sourcePage)
    problems.push(...findMissingSheets(copies, lone, settings.pagesPerBooklet))
  }
  return { copies, unplaced, problems: problems.sort((a, b) => a.sourcePage - b.sourcePage) }
}

/** A page is as large as others up to this share. */
const SAME_SIZE = 0.08

/** What is odd about the sizes and the number of the pages of the whole scan, told once each. */
function sizeProblems(sheets: SheetAnalysis[], { mode }: ArrangeSettings): ScanProblem[] {
  const problems: ScanProblem[] = []
  const sizes = sheets.filter(isReadable).map((sheet) => ({ sheet, heightMm: heightMm(sheet) }))
  const usual = sizes.map((one) => one.heightMm).sort((a, b) => a - b)[sizes.length >> 1] ?? 0
  // A3 and A4 are equally high as scanned; a page of another height is of other paper, or was scanned at another scale.
  const odd = sizes.filter((one) => Math.abs(one.heightMm - usual) > usual * SAME_SIZE)
  const first = odd[0]?.sheet
  if (first)
    problems.push({
      code: 'mixed_sizes',
      sourcePage: first.sourcePage,
      detail: `formats mêlés : ${odd.length} page${odd.length > 1 ? 's' : ''} d’une autre taille`,
    })
  const last = sheets.at(-1)
  const single = sheets.every((sheet) => sheet.halves.length === 1)
  if (mode === 'BATCH_A3' && last && single && sheets.length % 2 === 1)
    problems.push({ code: 'odd_sides', sourcePage: last.sourcePage, detail: 'nombre impair de faces' })
  return problems
}

const isReadable = ({ flags }: SheetAnalysis) => !flags.some(({ code }) => code === 'page_unreadable')

/** Height of the paper lying as it is read: of a sheet scanned sideways, its width as displayed. */
const heightMm = ({ widthPx, heightPx, dpi, flags }: SheetAnalysis) =>
  ((flags.some(({ code }) => code === 'sheet_sideways') ? widthPx : heightPx) / Math.max(1, dpi)) * 25.4

/** Where the other picture of a sheet is, when that is in another file or when it is not certain that it is one. */
function duplicateProblem({ sourcePage }: SheetAnalysis, { first, certain }: Duplicate): ScanProblem[] {
  if ('fileName' in first) {
    const detail = `${certain ? 'déjà numérisée' : 'peut-être déjà numérisée'} : ${first.fileName}, page ${first.sourcePage}`
    return [{ code: certain ? 'duplicate_sheet' : 'duplicate_elsewhere', sourcePage, detail }]
  }
  if (certain) return []
  return [{ code: 'duplicate_elsewhere', sourcePage, detail: `ressemble à la page ${first.sourcePage}` }]
}

const asDuplicate = (sheet: SheetAnalysis): UnplacedPage[] =>
  sheet.halves.map(({ half, rotation }) => ({
    sourcePage: sheet.sourcePage,
    half,
    rotation,
    reason: 'duplicate_sheet',
  }))

function toPieces(sheets: SheetAnalysis[], settings: PairingSettings): Piece[] {
  const looseOdds = sheets.some(sideOf) ? LOOSE_STARTS_ODDS : 0
  /** Neighbouring sides, and the pages between them. */
  const parts: Array<Side[] | Piece> = []
  for (const sheet of sheets) {
    const side = sideOf(sheet)
    const open = parts.at(-1)
    if (!side) parts.push(...sheet.halves.map((half) => toPage(half, sheet, settings, looseOdds)))
    else if (Array.isArray(open)) open.push(side)
    else parts.push([side])
  }
  const paired = pairSides(
    parts.filter((part) => Array.isArray(part)),
    settings,
  )
  return parts.flatMap((part) =>
    Array.isArray(part) ? (paired.shift() ?? []).map((sheet): Piece => ({ type: 'double', sheet })) : [part],
  )
}

function toPage(
  half: HalfAnalysis,
  from: SheetAnalysis,
  { headerEvidence }: PairingSettings,
  priorOdds: number,
): Piece {
  const seen = headerOdds(half, half.rotation >= 180, headerEvidence)
  return { type: 'page', half, from, headerOdds: seen + priorOdds }
}

function missingSide(piece: Piece): ScanProblem[] {
  if (piece.type === 'page') return []
  const { recto, verso } = piece.sheet
  if (recto && !verso)
    return [{ code: 'missing_verso', sourcePage: recto.sheet.sourcePage, detail: 'verso non numérisé' }]
  if (verso && !recto)
    return [{ code: 'missing_recto', sourcePage: verso.sheet.sourcePage, detail: 'recto non numérisé' }]
  return []
}

const startsCopy = (piece: Piece) => (piece.type === 'double' ? piece.sheet.startsCopy : piece.headerOdds > 0)
const hasHeader = (piece: Piece) => (piece.type === 'double' ? piece.sheet.hasHeader : piece.headerOdds > 0)

const sheetsIn = (pagesPerBooklet: number) => Math.max(1, Math.floor(pagesPerBooklet / 4))

type BoundBooklet = ProposedBooklet & {
  startsCopy: boolean
  startConfidence: number
  rolesConfidence: number
}

/** Cuts the pieces into booklets: at every header, between double sheets and single pages, and when one is full. */
function bindBooklets(pieces: Piece[], pagesPerBooklet: number): BoundBooklet[] {
  const someHeader = pieces.some(startsCopy)
  const sheetsPerBooklet = sheetsIn(pagesPerBooklet)
  const booklets: Piece[][] = []
  for (const piece of pieces) {
    const open = booklets.at(-1)
    const first = open?.[0]
    // Sheets inserted after a stapled booklet are booklets of their own; without any header there is no telling them apart.
    const isInserted = someHeader && first !== undefined && !startsCopy(first)
    const most = piece.type === 'page' ? pagesPerBooklet : isInserted ? 1 : sheetsPerBooklet
    if (!open || !first || startsCopy(piece) || first.type !== piece.type || open.length >= most)
      booklets.push([piece])
    else open.push(piece)
  }
  return booklets.map(bindBooklet)
}

function bindBooklet(pieces: Piece[]): BoundBooklet {
  const doubles = pieces.flatMap((piece) => (piece.type === 'double' ? [piece.sheet] : []))
  const singles = pieces.flatMap((piece) =>
    piece.type === 'page' ? [placePage(piece.from, piece.half, piece.half.rotation)] : [],
  )
  const first = pieces[0]
  return {
    pages: [...nestSheets(doubles), ...singles],
    hasHeader: first !== undefined && hasHeader(first),
    startsCopy: first !== undefined && startsCopy(first),
    startConfidence: first?.type === 'double' ? first.sheet.confidence.startsCopy : 1,
    rolesConfidence: Math.min(
      1,
      ...doubles.filter((sheet) => !isBlank(sheet)).map((sheet) => sheet.confidence.roles),
    ),
    flags: pieces.flatMap((piece, i) => flagsOf(piece, i > 0 && outerLiesRight(doubles))),
  }
}

/** Pages of nested double sheets, the outermost given first: in through the right halves, out through the left ones. */
function nestSheets(sheets: DoubleSheet[]): PlacedPage[] {
  const front: PlacedPage[] = []
  const back: PlacedPage[] = []
  for (const { recto, verso, upsideDown } of sheets) {
    const place = (side: Side, half: HalfAnalysis) =>
      placePage(side.sheet, half, settledRotation(half.rotation, upsideDown))
    const backOfSheet: PlacedPage[] = []
    if (recto) {
      const [last, first] = inOrder(recto, upsideDown)
      front.push(place(recto, first))
      backOfSheet.push(place(recto, last))
    }
    if (verso) {
      const [second, third] = inOrder(verso, upsideDown)
      front.push(place(verso, second))
      backOfSheet.unshift(place(verso, third))
    }
    back.unshift(...backOfSheet)
  }
  return [...front, ...back]
}

/** The turn seen on a half, or the opposite one when the whole sheet lies the other way. */
const settledRotation = (seen: Rotation, upsideDown: boolean): Rotation =>
  seen >= 180 === upsideDown ? seen : addRotation(seen, 180)

const placePage = (sheet: SheetAnalysis, half: HalfAnalysis, rotation: Rotation): PlacedPage => ({
  sourcePage: sheet.sourcePage,
  half: half.half,
  rotation,
  blank: half.blank,
})

function flagsOf(piece: Piece, lieTogether: boolean): ScanFlag[] {
  if (piece.type === 'page') {
    const { from, half } = piece
    const isFirstHalf = from.halves[0] === half
    return [
      ...(isFirstHalf ? from.flags : []),
      ...(half.blank ? [] : turnFlags(from.sourcePage, half.rotation >= 180, half.rotationConfidence)),
      ...(Math.abs(piece.headerOdds) < DOUBTFUL_HEADER_ODDS
        ? [{ code: 'copy_start_uncertain', sourcePage: from.sourcePage, certain: false }]
        : []),
    ]
  }
  const { recto, verso, swapped, upsideDown, confidence } = piece.sheet
  const sides = [recto, verso].filter((side) => side !== null)
  const blank = isBlank(piece.sheet)
  return sides.flatMap(({ sheet }) => {
    const { sourcePage } = sheet
    const flags = [...sheet.flags, ...(blank ? [] : turnFlags(sourcePage, upsideDown, confidence.direction))]
    const roles = lieTogether && !swapped ? surerTogether(confidence.roles) : confidence.roles
    const rolesSure = blank || roles >= CERTAIN
    if (swapped) flags.push({ code: 'sides_swapped', sourcePage, certain: rolesSure })
    else if (!rolesSure) flags.push({ code: 'sides_uncertain', sourcePage, certain: false })
    if (confidence.sides < CERTAIN) flags.push({ code: 'sheet_uncertain', sourcePage, certain: false })
    if (confidence.startsCopy < CERTAIN_START)
      flags.push({ code: 'copy_start_uncertain', sourcePage, certain: false })
    return flags
  })
}

/** The sheets of a booklet go through the scanner as they lay in each other: beside an outer one that lies right, others rarely do not. */
const outerLiesRight = ([outer]: DoubleSheet[]): boolean =>
  outer?.hasHeader === true && !outer.swapped && outer.confidence.roles >= CERTAIN

/** An inner sheet is turned over by itself four times more rarely than a whole booklet. */
const TOGETHER = 4
const surerTogether = (confidence: number): number => confidence / (confidence + (1 - confidence) / TOGETHER)

const isBlank = ({ recto, verso }: DoubleSheet) =>
  [recto, verso].every((side) => side === null || (side.left.blank && side.right.blank))

const isAboutRoles = ({ code }: ScanFlag) => code === 'sides_uncertain' || code === 'sides_swapped'

function turnFlags(sourcePage: number, upsideDown: boolean, confidence: number): ScanFlag[] {
  const certain = confidence >= CERTAIN
  if (upsideDown) return [{ code: 'sheet_upside_down', sourcePage, certain }]
  return certain ? [] : [{ code: 'direction_uncertain', sourcePage, certain }]
}

/** A booklet that starts a copy is followed by those that continue it; where none starts any, each is taken for a copy. */
function groupIntoCopies(booklets: BoundBooklet[]): ProposedArrangement['copies'] {
  const someStart = booklets.some((booklet) => booklet.startsCopy)
  const copies: ProposedArrangement['copies'] = []
  for (const { startsCopy: starts, startConfidence, rolesConfidence, ...booklet } of booklets) {
    const open = copies.at(-1)
    if (!someStart || starts || !open) {
      copies.push({ booklets: [booklet] })
    } else {
      const sourcePage = booklet.pages[0]?.sourcePage ?? 0
      booklet.flags.push({ code: 'inserted_sheet', sourcePage, certain: true })
      if (rolesConfidence < CERTAIN_INSERTED_ROLES && !booklet.flags.some(isAboutRoles))
        booklet.flags.push({ code: 'sides_uncertain', sourcePage, certain: false })
      // Who takes another sheet has filled the first one: after an empty page, a first page whose header was missed is likelier.
      const room = open.booklets.at(-1)?.pages.at(-1)?.blank
      if (room && startConfidence < CERTAIN_AFTER_ROOM)
        booklet.flags.push({ code: 'copy_start_uncertain', sourcePage, certain: false })
      open.booklets.push(booklet)
    }
  }
  return copies
}

/** Whole files are one copy each: where it starts is no question. */
const oneCopy = (booklets: BoundBooklet[]): ProposedArrangement['copies'] =>
  booklets.length === 0
    ? []
    : [
        {
          booklets: booklets.map(
            ({ startsCopy: _, startConfidence: _start, rolesConfidence: _roles, flags, ...booklet }) => ({
              ...booklet,
              flags: flags.filter(({ code }) => code !== 'copy_start_uncertain'),
            }),
          ),
        },
      ]
