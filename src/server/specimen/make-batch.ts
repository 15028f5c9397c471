import { ImagePdf } from '#server/pdf/image-pdf.ts'
import { composeCopy } from './composition.ts'
import { type FedCopy, type FedSide, planFeeding, type SpecimenDefects } from './feeding.ts'
import { makeHand } from './hand.ts'
import { inOrder } from './in-order.ts'
import { type SpecimenLook, USUAL_LOOK } from './look.ts'
import { seededRandom } from './random.ts'
import { type SideTruth, scanFedSide } from './scan-sheet.ts'
import type { SpecimenStudent } from './students.ts'
import type { SpecimenCopy, SpecimenTruth } from './truth.ts'
import { type Numbered, writeNumbers } from './written-numbers.ts'

/** What invented copies are made from. The same wishes give the same bytes. */
export interface CopiesWanted {
  seed: number | string
  /** One copy each, in this order. */
  students: readonly SpecimenStudent[]
  /** 200 by default. */
  dpi?: number
  /** Colour by default, else grey. */
  colour?: boolean
  /** A multiple of 4, and 4 by default: pages of the double sheets; sheets added by defects come on top. */
  pagesPerBooklet?: number
  examTitle?: string
  /** What is not said is as usual. */
  look?: Partial<SpecimenLook>
  /** Share of the students who begin each exercise on a new page, 0..1; none by default. */
  newPages?: number
  /** What each student numbers, « 1/3 », « 2/3 »; nothing by default. */
  numbering?: Numbered
}

export interface BatchWanted extends CopiesWanted {
  /** Where the PDF is written; what stands there is replaced. */
  outPath: string
  defects?: SpecimenDefects
}

/**
 * Writes a PDF of A3 double sheets as a copier scans them, one page at a time, and tells what is in it.
 *
 * Throws a RangeError when `pagesPerBooklet` is not a positive multiple of 4.
 */
export async function makeBatch(wanted: BatchWanted): Promise<SpecimenTruth> {
  const { seed, students, pagesPerBooklet = 4, defects = {}, dpi = 200, colour = true } = wanted
  const look = { ...USUAL_LOOK, ...wanted.look }
  checkPages(pagesPerBooklet)
  const plan = planFeeding({ seed, copies: students.length, pagesPerBooklet, defects })
  const truth: SpecimenTruth = { version: 1, students: [...students], copies: [], pages: [], duplicates: [] }

  function* scans() {
    let sheets = 0
    for (const [index, student] of students.entries()) {
      const fed = plan[index]
      if (!fed) continue
      const copy = startCopy(student, index, fed, sheets)
      sheets += fed.sheets
      truth.copies.push(copy)
      const written = writeCopy(wanted, student, index, fed)
      for (const [i, side] of fed.sides.entries()) {
        yield async () => ({
          copy,
          side,
          scan: await scanFedSide({ dpi, colour, ...look }, side, written, `${seed}/scan/${copy.id}/${i}`),
        })
      }
    }
  }

  const pdf = await ImagePdf.create(wanted.outPath)
  try {
    for await (const { copy, side, scan } of inOrder(scans(), 2)) {
      await pdf.addPage(scan.page)
      noteSide(truth, copy, side, scan.truth)
    }
    await pdf.finish()
  } finally {
    await pdf.close()
  }
  for (const copy of truth.copies) copy.pages.sort((a, b) => a.page - b.page)
  return truth
}

/** Throws a RangeError when `pages` cannot be folded out of whole double sheets. */
export function checkPages(pages: number): void {
  if (!Number.isInteger(pages) || pages < 4 || pages % 4 !== 0) {
    throw new RangeError(`pagesPerBooklet must be a positive multiple of 4, not ${pages}`)
  }
}

/** What one student wrote on all pages of the copy. The font goes by the place in the list, all else by seed and student. */
export function writeCopy(
  wanted: CopiesWanted,
  student: SpecimenStudent,
  index: number,
  { pages, firstPages }: Pick<FedCopy, 'pages' | 'firstPages'>,
) {
  const random = seededRandom(`${wanted.seed}/written/${student.id}`)
  const hand = makeHand(seededRandom(`${wanted.seed}/hand/${student.id}`), index)
  const composed = composeCopy({
    student,
    hand,
    random,
    examTitle: wanted.examTitle ?? 'Devoir commun n° 1',
    header: random.pick(wanted.look?.headers ?? USUAL_LOOK.headers),
    newPages: random.chance(wanted.newPages ?? 0),
    pages,
    // Few fill the last page.
    writtenPages: Math.max(1, pages - random.pick([0, 0, 1, 1, 1, 2, 2])),
  })
  if (wanted.numbering === undefined) return composed
  return writeNumbers(composed, firstPages, wanted.numbering, hand, random)
}

function startCopy(
  student: SpecimenStudent,
  index: number,
  fed: FedCopy,
  sheetsBefore: number,
): SpecimenCopy {
  return {
    id: `c${String(index + 1).padStart(3, '0')}`,
    student: student.id,
    sheets: Array.from({ length: fed.sheets }, (_, i) => `f${String(sheetsBefore + i + 1).padStart(4, '0')}`),
    headerPage: { file: null, sourcePage: 0, half: 'right' },
    pages: [],
  }
}

/** Enters a side that was just written to the file as its next page. */
function noteSide(truth: SpecimenTruth, copy: SpecimenCopy, side: FedSide, seen: SideTruth): void {
  const sourcePage = truth.pages.length + 1
  const sheet = copy.sheets[side.sheet] ?? ''
  const first = truth.pages.find((page) => page.sheet === sheet && page.side === side.side)
  truth.pages.push({
    ...{ file: null, sourcePage, copy: copy.id, sheet, ...seen },
    duplicateOf: side.again && first ? first.sourcePage : null,
  })
  for (const { half, page } of side.seen) {
    if (side.again) {
      truth.duplicates.push({ sourcePage, half, page, copy: copy.id })
      continue
    }
    const blank = seen[half]?.blank ?? true
    copy.pages.push({ file: null, sourcePage, half, rotation: side.rotation, page, blank, sheet })
    if (page === 1) copy.headerPage = { file: null, sourcePage, half }
  }
}
