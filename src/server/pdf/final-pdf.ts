import type { PDFRef } from '@cantoo/pdf-lib'
import { PDFDocument, PDFName } from '@cantoo/pdf-lib'
import type { Annotation } from '#domain/annotations.ts'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import type { ContinuedNote } from './final-pdf.annotations.ts'
import { drawAnnotations } from './final-pdf.annotations.ts'
import { Canvas, GRAPHICS_STATES } from './final-pdf.canvas.ts'
import { writeContinuedNotes } from './final-pdf.continued.ts'
import type { Flow } from './final-pdf.flow.ts'
import type { PdfMatrix } from './final-pdf.frame.ts'
import { frameHalf } from './final-pdf.frame.ts'
import type { FinalMarks } from './final-pdf.marks.ts'
import { writeMarks } from './final-pdf.marks.ts'
import { addHalf, SheetCopies } from './final-pdf.sheets.ts'
import { Typesetting } from './final-pdf.typesetting.ts'

export interface FinalPdfPage {
  /** A PDF whose first page is one untouched scan page; both halves of an A3 side may give the same bytes. */
  sheetPdf: Uint8Array
  /** The half, in the frame of the scan page as displayed with its own /Rotate. */
  box: PageBox
  /** Clockwise turn that makes the half upright. */
  rotation: Rotation
}

export interface FinalPdfInput {
  /** In reading order; `pageIndex` of an annotation is an index in this array. */
  pages: FinalPdfPage[]
  /** Boxes in the frame of the upright half. */
  annotations: Annotation[]
  marks: FinalMarks
}

/**
 * The marked copy: the scan pages as they are, never encoded again, the annotations over them as vectors with real text,
 * the pages « Annotations (suite) » if some texts had no room, and the marks.
 * The same input gives the same pages; only the dates of the document differ.
 * @throws RangeError when an annotation stands on a page that is not there; Error when a sheet cannot be read.
 */
export async function composeFinalPdf(input: FinalPdfInput): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const writer = new PageWriter(pdf)
  const sheets = new SheetCopies(pdf)
  const annotationsByPage = groupByPage(input.annotations, input.pages.length)
  const continued: ContinuedNote[] = []
  for (const [index, page] of input.pages.entries()) {
    const sheet = await sheets.copy(page.sheetPdf)
    const frame = frameHalf(sheet.view, page.box, page.rotation)
    const canvas = new Canvas(frame.width, frame.height, writer.type)
    continued.push(
      ...drawAnnotations(canvas, annotationsByPage[index] ?? [], index + 1, continued.length + 1),
    )
    addHalf(pdf, sheet, frame, writer.writeForm(canvas, frame.matrix))
  }
  if (continued.length > 0) writer.addPages(writeContinuedNotes(continued, writer.type))
  writer.addPages(writeMarks(input.marks, writer.type))
  writer.finish()
  describe(pdf, input.marks.examName)
  return pdf.save({ useObjectStreams: true })
}

function groupByPage(annotations: readonly Annotation[], pageCount: number): Annotation[][] {
  const pages: Annotation[][] = Array.from({ length: pageCount }, () => [])
  for (const annotation of annotations) {
    const page = pages[annotation.pageIndex]
    if (!page)
      throw new RangeError(`Annotation ${annotation.id} is on page ${annotation.pageIndex} of ${pageCount}.`)
    page.push(annotation)
  }
  return pages
}

/** The document travels by mail and is indexed by computers: it is named after the exam, never after the student. */
function describe(pdf: PDFDocument, examName: string): void {
  pdf.setTitle(examName, { showInWindowTitleBar: true })
  pdf.setProducer('Korrigo')
  pdf.setCreator('Korrigo')
  pdf.setLanguage('fr-FR')
}

/** Turns canvases into PDF objects that share one set of fonts. */
class PageWriter {
  readonly type: Typesetting
  readonly #pdf: PDFDocument
  readonly #resources: PDFRef

  constructor(pdf: PDFDocument) {
    this.#pdf = pdf
    this.type = new Typesetting(pdf.context)
    this.#resources = pdf.context.nextRef()
  }

  /** A form that draws the canvas in the unrotated space of a scan page. */
  writeForm(canvas: Canvas, matrix: PdfMatrix): PDFRef {
    const { context } = this.#pdf
    return context.register(
      context.flateStream(canvas.content, {
        Type: 'XObject',
        Subtype: 'Form',
        BBox: [0, 0, canvas.width, canvas.height],
        Matrix: matrix,
        Resources: this.#resources,
      }),
    )
  }

  addPages(flow: Flow): void {
    const { context } = this.#pdf
    for (const canvas of flow.pages) {
      const page = this.#pdf.addPage([canvas.width, canvas.height])
      page.node.set(PDFName.of('Contents'), context.register(context.flateStream(canvas.content)))
      page.node.set(PDFName.of('Resources'), this.#resources)
    }
  }

  /** Embeds the fonts; call once, after the last page. */
  finish(): void {
    const { context } = this.#pdf
    context.assign(
      this.#resources,
      context.obj({ Font: this.type.embed(), ExtGState: context.obj({ ...GRAPHICS_STATES }) }),
    )
  }
}
