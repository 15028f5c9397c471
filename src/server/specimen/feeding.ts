import type { Half } from '#domain/scan-pages.ts'
import { seededRandom } from './random.ts'

/** Which copies have a defect: a share of them, 0..1, or their places in the pile counted from 0. */
type Chosen = number | readonly number[]

/** What goes wrong at the scanner. Each touches the double sheet with the header, unless it says otherwise. */
export interface SpecimenDefects {
  /** The sheet is turned by 180 degrees. */
  upsideDown?: Chosen
  /** The inner side is scanned before the outer one. */
  versoFirst?: Chosen
  /** The inner side was not scanned: pages 2 and 3 are missing. */
  missingVerso?: Chosen
  /** A second double sheet without a header follows. */
  insertedSheet?: Chosen
  /** A single A4 leaf, both sides, comes last. */
  loosePages?: Chosen
  /** The sheet goes through the scanner twice. */
  scannedTwice?: Chosen
  /** The image is stored portrait and the page turned by /Rotate 90. */
  portraitStored?: Chosen
  /** A second inserted sheet, where there is a first. */
  insertedTwice?: Chosen
  /** Inserted sheets: their inner side is scanned before the outer one. */
  insertedVersoFirst?: Chosen
  /** Inserted sheets are turned by 180 degrees. */
  insertedUpsideDown?: Chosen
  /** All sheets of the copy lie off the middle on a black background. */
  blackBorder?: Chosen
  /** The last of several double sheets was left lying about: none of its sides is scanned. */
  lostSheet?: Chosen
}

export type SheetKind = 'principal' | 'intercalaire' | 'feuille-A4'

/** One side of a sheet as it goes through the scanner. */
export interface FedSide {
  kind: SheetKind
  /** Number of the sheet in the copy, from 0. */
  sheet: number
  side: 'recto' | 'verso'
  /** The turn that sets the side upright. */
  rotation: 0 | 180
  swapped: boolean
  pageRotate: 0 | 90
  blackBorder: boolean
  /** Second time through the scanner. */
  again: boolean
  /** The pages of the copy (from 1) that the eye sees in each part of the scan. */
  seen: { half: Half; page: number }[]
  /** The pages on the other side of the paper, as they stand upright from left to right. */
  back: number[]
}

/** The sides of one copy in scanning order, and how many sheets and pages it has in all, those not scanned included. */
export interface FedCopy {
  sides: FedSide[]
  sheets: number
  pages: number
  /** The first page of each sheet, from 1. */
  firstPages: number[]
}

/** Lays the pile in the feeder: for each copy the order, the turns and the accidents. */
export function planFeeding(wanted: {
  seed: number | string
  copies: number
  pagesPerBooklet: number
  defects: SpecimenDefects
}): FedCopy[] {
  return Array.from({ length: wanted.copies }, (_, copy) => {
    const has = (defect: keyof SpecimenDefects, sheet?: number) =>
      isChosen(
        wanted.defects[defect],
        copy,
        `${wanted.seed}/${defect}${sheet === undefined ? '' : `/${sheet}`}`,
      )
    const flags = {
      rotation: has('upsideDown') ? (180 as const) : (0 as const),
      pageRotate: has('portraitStored') ? (90 as const) : (0 as const),
      blackBorder: has('blackBorder'),
    }
    const ownSheets = wanted.pagesPerBooklet / 4
    const insertedSheets = has('insertedSheet') ? (has('insertedTwice') ? 2 : 1) : 0
    const doubleSheets = ownSheets + insertedSheets
    const sides: FedSide[] = []
    const firstPages: number[] = []
    for (let sheet = 0; sheet < doubleSheets; sheet++) {
      const outer = sheet === 0
      const pages = sheet < ownSheets ? nested(sheet, wanted.pagesPerBooklet) : inserted(sheet)
      firstPages.push(pages.recto[1])
      const kind = sheet < ownSheets ? 'principal' : 'intercalaire'
      const isInserted = kind === 'intercalaire'
      const turned = isInserted && has('insertedUpsideDown', sheet)
      const both = doubleSheet(
        { sheet, kind, pages },
        outer ? flags : { ...flags, rotation: turned ? 180 : 0, pageRotate: 0 },
      )
      const fed = outer && has('missingVerso') ? both.slice(0, 1) : both
      const versoFirst = outer ? has('versoFirst') : isInserted && has('insertedVersoFirst', sheet)
      if (versoFirst && fed.length === 2) {
        fed.reverse()
        for (const side of fed) side.swapped = true
      }
      if (sheet === doubleSheets - 1 && sheet > 0 && has('lostSheet')) continue
      sides.push(...fed)
      if (outer && has('scannedTwice')) sides.push(...fed.map((side) => ({ ...side, again: true })))
    }
    const loose = has('loosePages')
    if (loose) {
      sides.push(...looseLeaf(doubleSheets, doubleSheets * 4, flags.blackBorder))
      firstPages.push(doubleSheets * 4 + 1)
    }
    return {
      sides,
      sheets: doubleSheets + (loose ? 1 : 0),
      pages: doubleSheets * 4 + (loose ? 2 : 0),
      firstPages,
    }
  })
}

function isChosen(chosen: Chosen | undefined, copy: number, seed: string): boolean {
  if (chosen === undefined) return false
  return typeof chosen === 'number' ? seededRandom(`${seed}/${copy}`).chance(chosen) : chosen.includes(copy)
}

/** Pages of a double sheet by where they stand: [left, right] of the recto and of the verso. */
type SheetPages = { recto: [number, number]; verso: [number, number] }

/** The sheets of one stapled booklet lie in each other as printed: of 8 pages, [8|1] [2|7] outside and [6|3] [4|5] inside. */
const nested = (sheet: number, pages: number): SheetPages => ({
  recto: [pages - 2 * sheet, 2 * sheet + 1],
  verso: [2 * sheet + 2, pages - 2 * sheet - 1],
})

/** A double sheet of its own, after the `sheet` others of the copy. */
const inserted = (sheet: number): SheetPages => ({
  recto: [4 * sheet + 4, 4 * sheet + 1],
  verso: [4 * sheet + 2, 4 * sheet + 3],
})

function doubleSheet(
  { sheet, kind, pages: { recto, verso } }: { sheet: number; kind: SheetKind; pages: SheetPages },
  flags: { rotation: 0 | 180; pageRotate: 0 | 90; blackBorder: boolean },
): FedSide[] {
  const side = (
    name: 'recto' | 'verso',
    [left, right]: [number, number],
    back: [number, number],
  ): FedSide => {
    const pages = flags.rotation === 180 ? [right, left] : [left, right]
    return {
      ...{
        kind,
        sheet,
        side: name,
        swapped: false,
        again: false,
      },
      ...flags,
      seen: pages.map((page, i) => ({ half: i === 0 ? 'left' : 'right', page })),
      back,
    }
  }
  return [side('recto', recto, verso), side('verso', verso, recto)]
}

function looseLeaf(sheet: number, pagesBefore: number, blackBorder: boolean): FedSide[] {
  return (['recto', 'verso'] as const).map((side, i) => ({
    ...{
      kind: 'feuille-A4',
      sheet,
      side,
      rotation: 0,
      pageRotate: 0,
      swapped: false,
      again: false,
      blackBorder,
    },
    seen: [{ half: 'full', page: pagesBefore + 1 + i }],
    back: [pagesBefore + 2 - i],
  }))
}
