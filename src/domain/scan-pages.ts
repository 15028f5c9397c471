import type { PageBox, Rotation } from './geometry.ts'

/**
 * Which part of a scanned page an A4 page is, as the eye sees it in the scan displayed with its own /Rotate, before any turn of ours.
 * For a sheet scanned sideways it is the half after the quarter turn that sets the sheet landscape.
 */
export const HALVES = ['left', 'right', 'full'] as const
export type Half = (typeof HALVES)[number]

/** What the splitter saw on one A4 half of a scanned page, before it is known whose copy it belongs to. */
export interface HalfAnalysis {
  half: Half
  /** The part of the displayed scan page that this half is. */
  box: PageBox
  /** Clockwise turn that makes the half upright, as far as this page alone tells. */
  rotation: Rotation
  /** How sure `rotation` is, 0..1; 0.5 means it could as well be the other way up. */
  rotationConfidence: number
  blank: boolean
  /** Share of the half covered by ink, 0..1. */
  inkRatio: number
  /** How far down the upright half the writing reaches, 0..1; 0 when blank. */
  inkBottom: number
  /** 0..1: how much the top of the upright half looks like the header of a first page. */
  headerScore: number
  /** The same if the half were turned by a further 180 degrees. */
  headerScoreUpsideDown: number
  /**
   * What is dark at the top of the half if it is the first page of a double sheet (the right one, or the left one of a sheet lying
   * upside down): see `print-bands.ts`.
   */
  printBand: string
  /** Where the header stands, in the frame of the upright half; null when none is seen. */
  headerBox: PageBox | null
  /** Degrees by which the content is turned clockwise; small. */
  skewDegrees: number
}

/** What the splitter saw on one page of the scan. */
export interface SheetAnalysis {
  /** 1-based page number in the source PDF. */
  sourcePage: number
  /** Pixels of the displayed page at the resolution of its image. */
  widthPx: number
  heightPx: number
  dpi: number
  /**
   * Where the ink is, used to notice a sheet scanned twice: for each half, left to right and joined by '/', a grid of hex digits
   * row by row (see `ink-grids.ts`), in the frame of the half as displayed but without its skew.
   */
  fingerprint: string
  /** The same for what shines through from the other side, used to see which two sides are one sheet of paper. */
  showThrough: string
  halves: HalfAnalysis[]
  flags: ScanFlag[]
}

/** Something noticed. `certain`: corrected by the machine; otherwise a person is asked. */
export interface ScanFlag {
  code: string
  sourcePage: number
  certain: boolean
}

/** One A4 page put in its place. */
export interface PlacedPage {
  sourcePage: number
  half: Half
  rotation: Rotation
  blank: boolean
}

/** A booklet as proposed by the machine, its pages in reading order. */
export interface ProposedBooklet {
  pages: PlacedPage[]
  /** False for an inserted sheet, which continues the booklet before it. */
  hasHeader: boolean
  flags: ScanFlag[]
}

export interface UnplacedPage {
  sourcePage: number
  half: Half
  rotation: Rotation
  reason: string
}

export interface ScanProblem {
  code: string
  sourcePage: number
  detail: string
}

/** A page of an earlier scan of the same exam, to notice a sheet that comes again. */
export interface EarlierPage {
  fileName: string
  sourcePage: number
  fingerprint: string
}

/** The whole scan cut into copies. Every half analysed appears exactly once, in a booklet or in `unplaced`. */
export interface ProposedArrangement {
  /** Each copy is one or more booklets: the first with a header, then its inserted sheets. */
  copies: Array<{ booklets: ProposedBooklet[] }>
  unplaced: UnplacedPage[]
  problems: ScanProblem[]
}
