import sharp from 'sharp'
import type { WrittenPage } from './composition.ts'
import type { FedSide } from './feeding.ts'
import type { Box } from './hand.ts'
import type { JpegPage } from './jpeg-pdf.ts'
import { HEADER_BAND, HEADER_FIELDS, PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from './paper.ts'
import { seededRandom } from './random.ts'
import { boxToPixels, type Placement, placeSheet, scanSide, toPixels } from './scan-image.ts'
import type { PixelBox, SpecimenHalf, SpecimenPage, TruthField } from './truth.ts'

const POINTS_PER_MM = 72 / 25.4
const TRUTH_FIELDS: readonly TruthField[] = ['nom', 'prenom', 'classe', 'dob']

/** What is known of a scanned side before it has its place in a file. */
export type SideTruth = Omit<SpecimenPage, 'file' | 'sourcePage' | 'copy' | 'sheet' | 'duplicateOf'>

/** Scans one side: the JPEG at its real size, and what stands on it. `written` holds all pages of the copy in order. */
export async function scanFedSide(
  look: { dpi: number; colour: boolean },
  side: FedSide,
  written: readonly WrittenPage[],
  seed: string,
): Promise<{ page: JpegPage; truth: SideTruth }> {
  const upright = side.rotation === 180 ? side.seen.toReversed() : side.seen
  const wanted = {
    ...look,
    pages: upright.map(({ page }) => ({ svg: written[page - 1]?.svg ?? '', header: page === 1 })),
    upsideDown: side.rotation === 180,
    blackBorder: side.blackBorder,
    random: seededRandom(seed),
  }
  const placement = placeSheet(wanted)
  const { pixels, widthPx, heightPx, channels } = await scanSide(wanted, placement)
  const image = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } })
  // The page is shown turned clockwise by /Rotate: stored, it is turned the other way.
  if (side.pageRotate === 90) image.rotate(270)
  if (!look.colour) image.toColourspace('b-w')
  const jpeg = await image.jpeg({ quality: 68 }).toBuffer()

  const [widthPt, heightPt] = [PAGE_WIDTH_MM * upright.length * POINTS_PER_MM, PAGE_HEIGHT_MM * POINTS_PER_MM]
  const stored =
    side.pageRotate === 90
      ? { widthPx: heightPx, heightPx: widthPx, widthPt: heightPt, heightPt: widthPt }
      : { widthPx, heightPx, widthPt, heightPt }
  return {
    page: { jpeg, ...stored, grey: !look.colour, rotate: side.pageRotate },
    truth: sideTruth(side, upright, written, placement),
  }
}

function sideTruth(
  side: FedSide,
  upright: FedSide['seen'],
  written: readonly WrittenPage[],
  placement: Placement,
): SideTruth {
  const halves = { left: null, right: null, full: null } as Record<
    'left' | 'right' | 'full',
    SpecimenHalf | null
  >
  upright.forEach(({ half, page }, i) => {
    halves[half] = halfTruth(page, written[page - 1], (box) =>
      shiftedToPixels(placement, box, i * PAGE_WIDTH_MM),
    )
  })
  const folded = upright.length === 2
  const foldTop = toPixels(placement, placement.foldMm, 0)
  const foldBottom = toPixels(placement, placement.foldMm, PAGE_HEIGHT_MM)
  const middle = (placement.heightPx / 2 - foldTop[1]) / (foldBottom[1] - foldTop[1])
  return {
    size: folded ? 'A3' : 'A4',
    width: placement.widthPx,
    height: placement.heightPx,
    kind: side.kind,
    side: side.side,
    ...halves,
    foldX: folded ? foldTop[0] + middle * (foldBottom[0] - foldTop[0]) : null,
    foldLine: folded ? [foldTop, foldBottom] : null,
    rotation: side.rotation,
    skewDeg: placement.skewDegrees,
    pageRotate: side.pageRotate,
    swapped: side.swapped,
  }
}

function halfTruth(
  page: number,
  written: WrittenPage | undefined,
  toBox: (box: Box) => PixelBox,
): SpecimenHalf {
  const half: SpecimenHalf = { page, blank: !written || written.svg === '' }
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

function shiftedToPixels(placement: Placement, [x0, y0, x1, y1]: Box, dx: number): PixelBox {
  return boxToPixels(placement, [x0 + dx, y0, x1 + dx, y1])
}
