import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { SheetAnalysis } from '#domain/scan-pages.ts'
import { analyseSheet } from '#server/image/analyse-sheet.ts'
import { type HalfImages, makeHalfImages, makePlaceholderImages } from '#server/image/half-images.ts'
import { DESK_DPI, type DecodedPage, decodePageImage, rasterOfRendered } from '#server/image/page-raster.ts'
import { readContentOperations } from './page-content.ts'
import { type PdfRefusalCode, PdfRefused } from './pdf-refused.ts'
import { findPlainImage, type PageFrame, readPageFrame } from './plain-image.ts'
import { renderPage } from './render-page.ts'
import {
  openScan,
  pageAttribute,
  readPageContent,
  type ScanDocument,
  type ScanPage,
} from './scan-document.ts'
import { countDrawn, makeSheetPdf } from './sheet-pdf.ts'
import type { SplitSheet } from './split-scan.ts'

export interface SplitInput {
  pdfPath: string
  workDir: string
  fromPage: number
  /** Pages that killed an earlier run: reported as unreadable without another look. */
  skip: number[]
  maxPages: number
}

export type SplitMessage =
  | { type: 'opened'; pageCount: number }
  | { type: 'reached'; sourcePage: number }
  | { type: 'sheet'; sheet: SplitSheet }

export type SplitOutcome = { type: 'finished' } | { type: 'refused'; code: PdfRefusalCode; detail: string }

/** Runs in the child process of `splitScan`. */
export async function run(
  input: SplitInput,
  emit: (message: SplitMessage) => Promise<void>,
): Promise<SplitOutcome> {
  try {
    await splitPages(input, emit)
    return { type: 'finished' }
  } catch (error) {
    if (error instanceof PdfRefused) return { type: 'refused', code: error.code, detail: error.detail }
    throw error
  }
}

async function splitPages(input: SplitInput, emit: (message: SplitMessage) => Promise<void>) {
  const scan = await openScan(await readFile(input.pdfPath), input.maxPages)
  await emit({ type: 'opened', pageCount: scan.pages.length })
  const startReading = async (sourcePage: number) => {
    const page = scan.pages[sourcePage - 1]
    if (!page) return undefined
    await emit({ type: 'reached', sourcePage })
    return readPage(scan, page, input.skip.includes(sourcePage))
  }
  // While one page is looked at, the next is being decoded and the images of the one before compressed, off the event loop.
  let before: Promise<SplitSheet> | undefined
  let next = await startReading(input.fromPage)
  for (let sourcePage = input.fromPage; next; sourcePage++) {
    const current = next
    next = await startReading(sourcePage + 1)
    const cut = await cutPage(current, sourcePage)
    if (before) await emit({ type: 'sheet', sheet: await before })
    before = writeSheet(cut, input.workDir)
    // Noticed when awaited; without this an early failure would end the process as unhandled.
    before.catch(() => {})
  }
  if (before) await emit({ type: 'sheet', sheet: await before })
}

interface ReadPage {
  sheetPdf: Uint8Array
  /** Null when there is nothing to decode. */
  decoding: Promise<DecodedPage> | null
  /** Size of the image as displayed, in pixels; unknown for a page that is rendered. */
  imagePx: [number, number] | null
  sizePt: [number, number]
  /** Some of what the page draws is not in the file. */
  incomplete: boolean
}

async function readPage(scan: ScanDocument, page: ScanPage, isSkipped: boolean): Promise<ReadPage> {
  const nothing = {
    decoding: null,
    imagePx: null,
    sizePt: [0, 0] satisfies [number, number],
    incomplete: true,
  }
  const { dict } = page
  if (!dict) return { ...nothing, sheetPdf: await makeBlankPdf() }
  const present = { ...page, dict }
  let sheetPdf: Uint8Array | undefined
  try {
    const content = readPageContent(scan.context, dict)
    const operations = content && readContentOperations(content)
    sheetPdf = await makeSheetPdf(scan, present, operations)
    const drawn = countDrawn(pageAttribute(scan.context, present, 'Resources'), operations ?? [])
    // A scan cut short names images that are not there; rendered, its pages would pass for blank ones.
    if (isSkipped || (drawn.missing > 0 && drawn.present === 0)) return { ...nothing, sheetPdf }
    const frame = readPageFrame(scan, present)
    const plain = findPlainImage(scan, present, operations)
    const longSidePx = Math.round(Math.max(...sizePt(frame)) * (DESK_DPI / 72))
    const decoding = plain
      ? decodePageImage(plain.bytes, plain.colour, frame.rotation, longSidePx)
      : decodeRendered(sheetPdf)
    // Noticed when the page is cut.
    decoding.catch(() => {})
    const isTurned = frame.rotation % 180 === 90
    const imagePx: ReadPage['imagePx'] =
      plain && (isTurned ? [plain.heightPx, plain.widthPx] : [plain.widthPx, plain.heightPx])
    return { sheetPdf, decoding, imagePx, sizePt: sizePt(frame), incomplete: drawn.missing > 0 }
  } catch {
    return { ...nothing, sheetPdf: sheetPdf ?? (await makeBlankPdf()) }
  }
}

interface CutPage {
  analysis: SheetAnalysis
  sheetPdf: Uint8Array
  decoded: DecodedPage | null
}

async function cutPage(read: ReadPage, sourcePage: number): Promise<CutPage> {
  const { sheetPdf, decoding, sizePt, imagePx, incomplete } = read
  if (!decoding) return unreadable(sourcePage, sheetPdf)
  try {
    const decoded = await decoding
    const [widthPx, heightPx] = imagePx ?? [decoded.raster.widthPx, decoded.raster.heightPx]
    const [widthMm, heightMm] = sizePt.map((points) => (points / 72) * 25.4) as [number, number]
    const analysis = analyseSheet(decoded.raster, { sourcePage, widthPx, heightPx, widthMm, heightMm })
    if (decoded.damaged || incomplete)
      analysis.flags.push({ code: 'page_damaged', sourcePage, certain: false })
    return { analysis, sheetPdf, decoded }
  } catch {
    // One page that cannot be read must not lose the others.
    return unreadable(sourcePage, sheetPdf)
  }
}

/** Width and height of the page as displayed, in points. */
function sizePt({ box, userUnit, rotation }: PageFrame): [number, number] {
  const width = (box[2] - box[0]) * userUnit
  const height = (box[3] - box[1]) * userUnit
  return rotation % 180 === 90 ? [height, width] : [width, height]
}

async function decodeRendered(sheetPdf: Uint8Array): Promise<DecodedPage> {
  const { pixels, widthPx, heightPx } = await renderPage(sheetPdf, DESK_DPI)
  return { raster: await rasterOfRendered(pixels, widthPx, heightPx), damaged: false }
}

async function makeBlankPdf(): Promise<Uint8Array> {
  const blank = await PDFDocument.create({ updateMetadata: false })
  blank.addPage([595.28, 841.89])
  return blank.save()
}

function unreadable(sourcePage: number, sheetPdf: Uint8Array): CutPage {
  const analysis: SheetAnalysis = {
    sourcePage,
    widthPx: 1240,
    heightPx: 1754,
    dpi: DESK_DPI,
    fingerprint: '',
    showThrough: '',
    halves: [
      {
        half: 'full',
        box: { x: 0, y: 0, w: 1, h: 1 },
        rotation: 0,
        rotationConfidence: 0.5,
        blank: false,
        inkRatio: 0,
        inkBottom: 0,
        headerScore: 0,
        headerScoreUpsideDown: 0,
        printBand: '',
        headerBox: null,
        skewDegrees: 0,
      },
    ],
    flags: [{ code: 'page_unreadable', sourcePage, certain: false }],
  }
  return { analysis, sheetPdf, decoded: null }
}

async function writeSheet({ analysis, sheetPdf, decoded }: CutPage, workDir: string): Promise<SplitSheet> {
  const path = (name: string) => join(workDir, `${analysis.sourcePage}${name}`)
  const sheetPdfPath = path('.pdf')
  await writeFile(sheetPdfPath, sheetPdf)
  const images = await Promise.all(
    analysis.halves.map(async ({ half, box, rotation, headerBox }) => {
      const made: HalfImages = decoded
        ? await makeHalfImages(decoded.raster, box, rotation, headerBox)
        : await makePlaceholderImages()
      const deskPath = path(`-${half}.jpg`)
      const thumbPath = path(`-${half}-thumb.jpg`)
      const headerPath = made.header && path(`-${half}-header.jpg`)
      await writeFile(deskPath, made.desk)
      await writeFile(thumbPath, made.thumb)
      if (made.header && headerPath) await writeFile(headerPath, made.header)
      return { half, deskPath, thumbPath, headerPath }
    }),
  )
  return { analysis, sheetPdfPath, images }
}
