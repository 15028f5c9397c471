import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { HalfAnalysis, SheetAnalysis } from '#domain/scan-pages.ts'
import { analyseSheet } from '#server/image/analyse-sheet.ts'
import type { Raster } from '#server/image/grey-plane.ts'
import { makeHeader, makePlaceholder, makeThumb } from '#server/image/half-images.ts'
import {
  ANALYSIS_DPI,
  DESK_DPI,
  type DecodedPage,
  decodePage,
  type PagePixels,
  pixelsOfImage,
  pixelsOfRendered,
} from '#server/image/page-raster.ts'
import { readPeakRssMb } from '#server/peak-memory.ts'
import { IndexUnusable } from './indexed-pdf.ts'
import type { Emit } from './isolation.ts'
import { readContentOperations } from './page-content.ts'
import { type PdfRefusalCode, PdfRefused } from './pdf-refused.ts'
import { findPlainImage, readPageFrame, sizeOfFrame } from './plain-image.ts'
import { renderPage } from './render-page.ts'
import {
  openScanFile,
  openWholeScanFile,
  pageAttribute,
  readPageContent,
  type ScanFile,
} from './scan-document.ts'
import type { LaneMessage, TakenPage } from './share-pages.ts'
import { countDrawn, makeSheetPdf } from './sheet-pdf.ts'
import type { SplitImage, SplitSheet } from './split-scan.ts'

export interface SplitInput {
  pdfPath: string
  workDir: string
  maxPages: number
}

export type SplitOutcome =
  | { type: 'finished'; peakRssMb: number }
  | { type: 'refused'; code: PdfRefusalCode; detail: string }

/** Runs in the child processes of `splitScan`. */
export async function run(input: SplitInput, emit: Emit<LaneMessage<SplitSheet>>): Promise<SplitOutcome> {
  try {
    await splitPages(input, emit)
    return { type: 'finished', peakRssMb: await readPeakRssMb() }
  } catch (error) {
    if (error instanceof PdfRefused) return { type: 'refused', code: error.code, detail: error.detail }
    throw error
  }
}

/** Pages made but not yet dealt with by the parent, at most: they wait for those of the other processes. */
const MOST_WAITING = 4

async function splitPages({ pdfPath, workDir, maxPages }: SplitInput, emit: Emit<LaneMessage<SplitSheet>>) {
  let scan = await openScanFile(pdfPath, maxPages)
  await emit({ type: 'opened', pageCount: scan.pages.length })
  const read = async ({ page, deadly }: TakenPage): Promise<ReadPage> => {
    try {
      return await readPage(scan, page, deadly)
    } catch (error) {
      if (!(error instanceof IndexUnusable)) throw error
      // The pages were listed by the index; only what they hold is looked for anew.
      const whole = await openWholeScanFile(pdfPath, maxPages)
      scan.close()
      scan = { ...whole, pages: scan.pages.map((known, i) => whole.pages[i] ?? known) }
      return readPage(scan, page, deadly)
    }
  }
  const take = async () => {
    const taken = (await emit({ type: 'take' })) as TakenPage | null
    return taken && { ...taken, content: await read(taken) }
  }
  const waiting: Promise<unknown>[] = []
  const settle = async (most: number) => {
    while (waiting.length > most) await waiting.shift()
  }
  // While one page is looked at, the next is being decoded and the images of the one before compressed, off the event loop.
  for (let next = await take(); next; ) {
    const { page, alone, content } = next
    const following = alone ? null : await take()
    const written = writeSheet(await cutPage(content, page), workDir)
    const sent = written.then((made) => emit({ type: 'made', page, made }))
    // Noticed when awaited; without this an early failure would end the process as unhandled.
    sent.catch(() => {})
    waiting.push(sent)
    await settle(alone ? 0 : MOST_WAITING)
    next = following ?? (alone ? await take() : null)
  }
  await settle(0)
  scan.close()
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

async function readPage(scan: ScanFile, sourcePage: number, deadly: boolean): Promise<ReadPage> {
  const page = scan.pages[sourcePage - 1]
  const nothing = {
    decoding: null,
    imagePx: null,
    sizePt: [0, 0] satisfies [number, number],
    incomplete: true,
  }
  if (!page?.dict) return { ...nothing, sheetPdf: await makeBlankPdf() }
  const present = { ...page, dict: page.dict }
  let sheetPdf: Uint8Array | undefined
  try {
    const content = readPageContent(scan.context, present.dict)
    const operations = content && readContentOperations(content)
    sheetPdf = await makeSheetPdf(scan, present, operations)
    const drawn = countDrawn(pageAttribute(scan.context, present, 'Resources'), operations ?? [])
    // A scan cut short names images that are not there; rendered, its pages would pass for blank ones.
    if (deadly || (drawn.missing > 0 && drawn.present === 0)) return { ...nothing, sheetPdf }
    const frame = readPageFrame(scan, present)
    const plain = findPlainImage(scan, present, operations)
    const pixels = plain
      ? Promise.resolve(pixelsOfImage(plain.bytes, plain.colour, frame.rotation))
      : pixelsOfPage(sheetPdf)
    const longSidePx = Math.round(Math.max(...sizeOfFrame(frame)) * (ANALYSIS_DPI / 72))
    const decoding = pixels.then((image) => decodePage(image, longSidePx))
    // Noticed when the page is cut.
    decoding.catch(() => {})
    const isTurned = frame.rotation % 180 === 90
    const imagePx: ReadPage['imagePx'] =
      plain && (isTurned ? [plain.heightPx, plain.widthPx] : [plain.widthPx, plain.heightPx])
    return { sheetPdf, decoding, imagePx, sizePt: sizeOfFrame(frame), incomplete: drawn.missing > 0 }
  } catch (error) {
    if (error instanceof IndexUnusable) throw error
    return { ...nothing, sheetPdf: sheetPdf ?? (await makeBlankPdf()) }
  } finally {
    scan.forget()
  }
}

interface CutPage {
  analysis: SheetAnalysis
  sheetPdf: Uint8Array
  /** Null when there is nothing to see. */
  raster: Raster | null
}

async function cutPage(read: ReadPage, sourcePage: number): Promise<CutPage> {
  const { sheetPdf, sizePt, imagePx, incomplete } = read
  try {
    const decoded = await read.decoding
    if (!decoded) return unreadable(sourcePage, sheetPdf)
    const { raster } = decoded
    const scale = DESK_DPI / ANALYSIS_DPI
    const [widthPx, heightPx] = imagePx ?? [raster.widthPx * scale, raster.heightPx * scale]
    const [widthMm, heightMm] = sizePt.map((points) => (points / 72) * 25.4) as [number, number]
    const analysis = analyseSheet(raster, { sourcePage, widthPx, heightPx, widthMm, heightMm })
    if (decoded.damaged || incomplete)
      analysis.flags.push({ code: 'page_damaged', sourcePage, certain: false })
    return { analysis, sheetPdf, raster }
  } catch {
    // One page that cannot be read must not lose the others.
    return unreadable(sourcePage, sheetPdf)
  }
}

async function pixelsOfPage(sheetPdf: Uint8Array): Promise<PagePixels> {
  const { pixels, widthPx, heightPx } = await renderPage(sheetPdf, DESK_DPI)
  return pixelsOfRendered(pixels, widthPx, heightPx)
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
  return { analysis, sheetPdf, raster: null }
}

async function writeSheet({ analysis, sheetPdf, raster }: CutPage, workDir: string): Promise<SplitSheet> {
  const path = (name: string) => join(workDir, `${analysis.sourcePage}${name}`)
  const sheetPdfPath = path('.pdf')
  const writeHalf = async ({ half, box, rotation, headerBox }: HalfAnalysis): Promise<SplitImage> => {
    const thumbPath = path(`-${half}-thumb.jpg`)
    await writeFile(thumbPath, await (raster ? makeThumb(raster, box, rotation) : makePlaceholder('thumb')))
    if (!raster || !headerBox) return { half, thumbPath, headerPath: null }
    const headerPath = path(`-${half}-header.jpg`)
    await writeFile(headerPath, await makeHeader(raster, box, rotation, headerBox))
    return { half, thumbPath, headerPath }
  }
  const [images] = await Promise.all([
    Promise.all(analysis.halves.map(writeHalf)),
    writeFile(sheetPdfPath, sheetPdf),
  ])
  return { analysis, sheetPdfPath, images }
}
