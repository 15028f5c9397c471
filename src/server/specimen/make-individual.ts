import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ImagePdf } from '#server/pdf/image-pdf.ts'
import type { FedSide } from './feeding.ts'
import { USUAL_LOOK } from './look.ts'
import { type CopiesWanted, checkPages, writeCopy } from './make-batch.ts'
import { scanFedSide } from './scan-sheet.ts'
import { addressPart } from './students.ts'
import type { SpecimenCopy, SpecimenTruth } from './truth.ts'

export interface IndividualWanted extends CopiesWanted {
  /** Folder of the PDFs, made when missing. */
  outDir: string
}

/**
 * Writes one PDF per student of upright A4 pages in reading order, named `copie-dupont-lea-s001.pdf`, and tells what is
 * in them: `file` names the PDF, `sourcePage` counts within it.
 *
 * Throws a RangeError when `pagesPerBooklet` is not a positive multiple of 4.
 */
export async function makeIndividualA4(wanted: IndividualWanted): Promise<SpecimenTruth> {
  const { seed, students, outDir, pagesPerBooklet = 4, dpi = 200, colour = true } = wanted
  const look = { ...USUAL_LOOK, ...wanted.look }
  checkPages(pagesPerBooklet)
  await mkdir(outDir, { recursive: true })
  const truth: SpecimenTruth = { version: 1, students: [...students], copies: [], pages: [], duplicates: [] }
  for (const [index, student] of students.entries()) {
    const file = `copie-${addressPart(student.lastName)}-${addressPart(student.firstName)}-${student.id}.pdf`
    const copy: SpecimenCopy = {
      ...{ id: `c${String(index + 1).padStart(3, '0')}`, student: student.id, pages: [], sheets: [] },
      headerPage: { file, sourcePage: 1, half: 'full' },
    }
    const firstPages = Array.from({ length: pagesPerBooklet / 2 }, (_, leaf) => 2 * leaf + 1)
    const written = writeCopy(wanted, student, index, { pages: pagesPerBooklet, firstPages })
    const pdf = await ImagePdf.create(join(outDir, file))
    try {
      for (let page = 1; page <= pagesPerBooklet; page++) {
        const side = singlePage(page)
        const scan = await scanFedSide(
          { dpi, colour, ...look },
          side,
          written,
          `${seed}/single/${copy.id}/${page}`,
        )
        await pdf.addPage(scan.page)
        const sheet = `${copy.id}-${side.sheet + 1}`
        if (!copy.sheets.includes(sheet)) copy.sheets.push(sheet)
        truth.pages.push({ file, sourcePage: page, copy: copy.id, sheet, ...scan.truth, duplicateOf: null })
        const blank = scan.truth.full?.blank ?? true
        copy.pages.push({ file, sourcePage: page, half: 'full', rotation: 0, page, blank, sheet })
      }
      await pdf.finish()
    } finally {
      await pdf.close()
    }
    truth.copies.push(copy)
  }
  return truth
}

function singlePage(page: number): FedSide {
  return {
    ...{ kind: 'principal', sheet: Math.floor((page - 1) / 2), side: page % 2 === 1 ? 'recto' : 'verso' },
    ...{ rotation: 0, swapped: false, pageRotate: 0, blackBorder: false, again: false },
    seen: [{ half: 'full', page }],
    back: [page % 2 === 1 ? page + 1 : page - 1],
  }
}
