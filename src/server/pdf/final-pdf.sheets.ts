import { createHash } from 'node:crypto'
import type { PDFContext, PDFRef } from '@cantoo/pdf-lib'
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  PDFPage,
  PDFPageLeaf,
  PDFRawStream,
} from '@cantoo/pdf-lib'
import type { Rotation } from '#domain/geometry.ts'
import type { HalfFrame, PdfRect, SheetView } from './final-pdf.frame.ts'
import { readContentOperations } from './page-content.ts'

/** One scan page copied into the final PDF, ready to be shown as one or more halves. */
export interface Sheet {
  view: SheetView
  leaf: PDFPageLeaf
  /** Streams before and after the page's own content, so that its graphics state cannot move what we draw. */
  opening: PDFRef
  closing: PDFRef
}

/** Copies each distinct scan page once, so that both halves of an A3 side share one image. */
export class SheetCopies {
  readonly #target: PDFDocument
  readonly #byBytes = new Map<Uint8Array, Sheet>()
  readonly #byHash = new Map<string, Sheet>()

  constructor(target: PDFDocument) {
    this.#target = target
  }

  /** @throws when the bytes are not a PDF with at least one page. */
  async copy(sheetPdf: Uint8Array): Promise<Sheet> {
    const known = this.#byBytes.get(sheetPdf)
    if (known) return known
    const hash = createHash('sha256').update(sheetPdf).digest('hex')
    const sheet = this.#byHash.get(hash) ?? (await copySheet(this.#target, sheetPdf))
    this.#byBytes.set(sheetPdf, sheet)
    this.#byHash.set(hash, sheet)
    return sheet
  }
}

/** Page entries that speak of the whole sheet, or carry what is not the scan itself. */
const DROPPED_ENTRIES = [
  ...['BleedBox', 'TrimBox', 'ArtBox'],
  ...['AA', 'B', 'Thumb', 'Metadata', 'PieceInfo', 'StructParents', 'Tabs', 'PresSteps', 'Trans', 'Dur'],
]

async function copySheet(target: PDFDocument, sheetPdf: Uint8Array): Promise<Sheet> {
  const source = await PDFDocument.load(sheetPdf, { updateMetadata: false })
  const sourcePage = source.getPage(0)
  for (const entry of DROPPED_ENTRIES) sourcePage.node.delete(PDFName.of(entry))
  const [page] = await target.copyPages(source, [0])
  if (!page) throw new Error('The scan page could not be copied.')
  // Only its clones are shown; the copy itself would be written as an orphan.
  target.context.delete(page.ref)
  const { context } = target
  return {
    view: { visible: visibleRect(page.node), rotate: ownRotation(page.node) },
    leaf: page.node,
    opening: context.register(context.flateStream('q\n')),
    closing: context.register(
      context.flateStream(`${'Q\n'.repeat(1 + unclosedStates(page.node))}/${OVERLAY} Do\n`),
    ),
  }
}

const OVERLAY = 'KorrigoAnnotations'
const NEW_LINE = Buffer.from('\n')

/** Adds the half as the next page of the document, `overlay` (a form XObject) drawn over it. */
export function addHalf(target: PDFDocument, sheet: Sheet, frame: HalfFrame, overlay: PDFRef): void {
  const { context } = target
  const leaf = PDFPageLeaf.fromMapWithContext(new Map(sheet.leaf.entries()), context)
  const { rect } = frame
  const box = context.obj([rect.x0, rect.y0, rect.x1, rect.y1])
  leaf.set(PDFName.of('MediaBox'), box)
  leaf.set(PDFName.of('CropBox'), box)
  leaf.set(PDFName.of('Rotate'), PDFNumber.of(frame.rotate))
  leaf.set(PDFName.of('Contents'), context.obj([sheet.opening, ...contentRefs(leaf), sheet.closing]))
  leaf.set(PDFName.of('Resources'), withOverlay(leaf, overlay, context))
  target.addPage(PDFPage.of(leaf, context.register(leaf), target))
}

function withOverlay(leaf: PDFPageLeaf, overlay: PDFRef, context: PDFContext): PDFDict {
  const own = leaf.lookupMaybe(PDFName.of('Resources'), PDFDict)
  const resources = own ? own.clone(context) : context.obj({})
  const ownObjects = resources.lookupMaybe(PDFName.of('XObject'), PDFDict)
  const objects = ownObjects ? ownObjects.clone(context) : context.obj({})
  objects.set(PDFName.of(OVERLAY), overlay)
  resources.set(PDFName.of('XObject'), objects)
  return resources
}

function contentRefs(leaf: PDFPageLeaf): PDFRef[] {
  const contents = leaf.get(PDFName.of('Contents'))
  if (contents === undefined) return []
  const streams = leaf.lookup(PDFName.of('Contents'))
  if (streams instanceof PDFArray) return streams.asArray() as PDFRef[]
  return streams === undefined ? [] : [contents as PDFRef]
}

/** How many `q` of the page's content are never undone by a `Q`: a few scanners leave their image matrix standing. */
function unclosedStates(leaf: PDFPageLeaf): number {
  const parts: Uint8Array[] = []
  for (const ref of contentRefs(leaf)) {
    const stream = leaf.context.lookup(ref)
    if (stream instanceof PDFRawStream) parts.push(decodePDFRawStream(stream).decode(), NEW_LINE)
  }
  let depth = 0
  for (const { operator } of readContentOperations(Buffer.concat(parts)) ?? []) {
    if (operator === 'q') depth += 1
    if (operator === 'Q') depth = Math.max(0, depth - 1)
  }
  return depth
}

function visibleRect(leaf: PDFPageLeaf): PdfRect {
  const media = readRect(leaf, 'MediaBox') ?? { x0: 0, y0: 0, x1: 595.28, y1: 841.89 }
  const crop = readRect(leaf, 'CropBox')
  if (!crop) return media
  const seen: PdfRect = {
    x0: Math.max(media.x0, crop.x0),
    y0: Math.max(media.y0, crop.y0),
    x1: Math.min(media.x1, crop.x1),
    y1: Math.min(media.y1, crop.y1),
  }
  return seen.x1 > seen.x0 && seen.y1 > seen.y0 ? seen : media
}

function readRect(leaf: PDFPageLeaf, name: string): PdfRect | null {
  const array = leaf.lookup(PDFName.of(name))
  if (!(array instanceof PDFArray) || array.size() < 4) return null
  const [x0, y0, x1, y1] = [0, 1, 2, 3].map((index) => {
    const value = array.lookup(index)
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN
  }) as [number, number, number, number]
  if (![x0, y0, x1, y1].every(Number.isFinite) || x0 === x1 || y0 === y1) return null
  // Any two opposite corners may be given.
  return { x0: Math.min(x0, x1), y0: Math.min(y0, y1), x1: Math.max(x0, x1), y1: Math.max(y0, y1) }
}

function ownRotation(leaf: PDFPageLeaf): Rotation {
  const value = leaf.lookup(PDFName.of('Rotate'))
  const degrees = value instanceof PDFNumber ? value.asNumber() : 0
  const turned = ((degrees % 360) + 360) % 360
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0
}
