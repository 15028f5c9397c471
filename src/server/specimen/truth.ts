import type { Half } from '#domain/scan-pages.ts'
import type { SheetKind } from './feeding.ts'
import type { SpecimenStudent } from './students.ts'

/** [x0, y0, x1, y1] in pixels of the page as displayed (after /Rotate), origin top left, y down. */
export type PixelBox = [x0: number, y0: number, x1: number, y1: number]

export type TruthField = 'nom' | 'prenom' | 'classe' | 'dob'

/** What stands in one part of a scanned page. */
export interface SpecimenHalf {
  page: number
  blank: boolean
  /** What the student numbered it: « 2/3 ». */
  number?: string
  /** What anonymity has to cover; only where the header is. */
  headerBand?: PixelBox
  /** The ink of each value, and where it may stand. */
  fields?: Partial<Record<TruthField, PixelBox>>
  fieldAreas?: Record<TruthField, PixelBox>
}

/** One scanned page. `sourcePage` counts from 1 in `file`, or in the batch when `file` is null. */
export interface SpecimenPage {
  file: string | null
  sourcePage: number
  size: 'A3' | 'A4'
  width: number
  height: number
  copy: string
  sheet: string
  kind: SheetKind
  side: 'recto' | 'verso'
  left: SpecimenHalf | null
  right: SpecimenHalf | null
  full: SpecimenHalf | null
  /** Where the fold crosses mid height; null on a single leaf. */
  foldX: number | null
  foldLine: [[x: number, y: number], [x: number, y: number]] | null
  /** The clockwise turn that sets the page upright. */
  rotation: 0 | 180
  /** The content is turned clockwise by this much. */
  skewDeg: number
  pageRotate: 0 | 90
  swapped: boolean
  /** The `sourcePage` that shows the same side of the same sheet. */
  duplicateOf: number | null
}

interface SpecimenCopyPage {
  file: string | null
  sourcePage: number
  half: Half
  rotation: 0 | 180
  page: number
  blank: boolean
  sheet: string
}

export interface SpecimenCopy {
  id: string
  student: string
  sheets: string[]
  headerPage: { file: string | null; sourcePage: number; half: Half }
  /** The right answer, in order of `page`; what was not scanned is not listed. */
  pages: SpecimenCopyPage[]
}

/** What is in the scans: every part of every scanned page stands once, in `copies` or in `duplicates`. */
export interface SpecimenTruth {
  version: 1
  students: SpecimenStudent[]
  copies: SpecimenCopy[]
  pages: SpecimenPage[]
  duplicates: { sourcePage: number; half: Half; page: number; copy: string }[]
}
