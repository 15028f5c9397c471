import sharp from 'sharp'
import type { WrittenPage } from './composition.ts'
import type { FedSide } from './feeding.ts'
import type { Box } from './hand.ts'
import type { JpegPage } from './jpeg-pdf.ts'
import { HEADER_BAND, HEADER_FIELDS, PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from './paper.ts'
import { boxToPixels, foldEnds, type Placement, placeSheet } from './placement.ts'
import { seededRandom } from './random.ts'
import { ScannerLook } from './scanner-look.ts'
import { drawSide } from './sheet-drawing.ts'
import type { PixelBox, SpecimenHalf, SpecimenPage, TruthField } from './truth.ts'

const POINTS_PER_MM = 72 / 25.4
const TRUTH_FIELDS: readonly TruthField[] = ['nom', 'prenom', 'classe', 'dob']
const PAPERS = ['#fbfaf6', '#faf9f3', '#f9f8f4', '#fafafa'] as const

/** What is known of a scanned side before it has its place in a file. */
export type SideTruth = Omit<SpecimenPage, 'file' | 'sourcePage' | 'copy' | 'sheet' | 'duplicateOf'>

/** Scans one side: the JPEG at its real size, and what stands on it. `written` holds all pages of the copy in order. */
export async function scanFedSide(
  look: { dpi: number; colour: boolean },
  side: FedSide,
  written: readonly WrittenPage[],
  seed: string,
): Promise<{ page: JpegPage; truth: SideTruth }> {
  const random = seededRandom(seed)
  const upsideDown = side.rotation === 180
  const upright = upsideDown ? side.seen.toReversed() : side.seen
  const placement = placeSheet(random, {
    ...{ dpi: look.dpi, pages: upright.length, upsideDown, blackBorder: side.blackBorder },
  })
  const sheet = {
    pages: upright.map(({ page }) => ({ marks: written[page - 1]?.marks ?? [], header: page === 1 })),
    paper: random.pick(PAPERS),
    background: side.blackBorder ? '#17171a' : '#ecebe8',
  }
  const scanned = new ScannerLook(placement, look.colour, random)
  for await (const tile of drawSide(sheet, placement)) scanned.addTile(tile)
  return {
    page: await toJpegPage(scanned, placement, side.pageRotate, upright.length),
    truth: sideTruth(side, upright, written, placement),
  }
}

async function toJpegPage(
  { pixels, channels }: ScannerLook,
  { widthPx, heightPx }: Placement,
  rotate: 0 | 90,
  pages: number,
): Promise<JpegPage> {
  const image = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } })
  // The page is shown turned clockwise by /Rotate: stored, it is turned the other way.
  if (rotate === 90) image.rotate(270)
  if (channels === 1) image.toColourspace('b-w')
  const jpeg = await image.jpeg({ quality: 68 }).toBuffer()
  const [widthPt, heightPt] = [PAGE_WIDTH_MM * pages * POINTS_PER_MM, PAGE_HEIGHT_MM * POINTS_PER_MM]
  const stored =
    rotate === 90
      ? { widthPx: heightPx, heightPx: widthPx, widthPt: heightPt, heightPt: widthPt }
      : { widthPx, heightPx, widthPt, heightPt }
  return { jpeg, ...stored, grey: channels === 1, rotate }
}

function sideTruth(
  side: FedSide,
  upright: FedSide['seen'],
  written: readonly WrittenPage[],
  placement: Placement,
): SideTruth {
  const halves: Record<'left' | 'right' | 'full', SpecimenHalf | null> = {
    left: null,
    right: null,
    full: null,
  }
  upright.forEach(({ half, page }, i) => {
    const left = i * PAGE_WIDTH_MM
    halves[half] = halfTruth(page, written[page - 1], ([x0, y0, x1, y1]) =>
      boxToPixels(placement, [x0 + left, y0, x1 + left, y1]),
    )
  })
  const foldLine = foldEnds(placement)
  return {
    ...{ size: foldLine ? 'A3' : 'A4', width: placement.widthPx, height: placement.heightPx },
    ...{ kind: side.kind, side: side.side, swapped: side.swapped, ...halves },
    foldX: foldLine && crossing(foldLine, placement.heightPx / 2),
    foldLine,
    ...{ rotation: side.rotation, skewDeg: placement.skewDegrees, pageRotate: side.pageRotate },
  }
}

/** Where a line crosses the height `y`. */
function crossing([[x0, y0], [x1, y1]]: [[number, number], [number, number]], y: number): number {
  return x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)
}

function halfTruth(
  page: number,
  written: WrittenPage | undefined,
  toBox: (box: Box) => PixelBox,
): SpecimenHalf {
  const half: SpecimenHalf = { page, blank: !written || written.marks.length === 0 }
  if (page !== 1) return half
  half.headerBand = toBox(HEADER_BAND)
  const fields: SpecimenHalf['fields'] = {}
  for (const name of TRUTH_FIELDS) {
    const ink = written?.fields[name]
    if (ink) fields[name] = toBox(ink)
  }
  half.fields = fields
  half.fieldAreas = {
    nom: toBox(HEADER_FIELDS.nom.area),
    prenom: toBox(HEADER_FIELDS.prenom.area),
    classe: toBox(HEADER_FIELDS.classe.area),
    dob: toBox(HEADER_FIELDS.dob.area),
  }
  return half
}
