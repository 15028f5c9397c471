import sharp, { type Sharp } from 'sharp'
import { faxEntries, type ImagePage, jpegEntries } from '#server/pdf/image-pdf.ts'
import type { WrittenPage } from './composition.ts'
import type { FedSide } from './feeding.ts'
import type { Box } from './hand.ts'
import { fieldArea, headerBand } from './header-designs.ts'
import type { SpecimenLook } from './look.ts'
import { PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from './paper.ts'
import { boxToPixels, foldEnds, type Placement, placeSheet } from './placement.ts'
import { seededRandom } from './random.ts'
import { ScannerLook } from './scanner-look.ts'
import { drawSide } from './sheet-drawing.ts'
import type { PixelBox, SpecimenHalf, SpecimenPage, TruthField } from './truth.ts'

const POINTS_PER_MM = 72 / 25.4
const TRUTH_FIELDS: readonly TruthField[] = ['nom', 'prenom', 'classe', 'dob']

/** What is known of a scanned side before it has its place in a file. */
export type SideTruth = Omit<SpecimenPage, 'file' | 'sourcePage' | 'copy' | 'sheet' | 'duplicateOf'>

/** Scans one side: the JPEG at its real size, and what stands on it. `written` holds all pages of the copy in order. */
export async function scanFedSide(
  look: SpecimenLook & { dpi: number; colour: boolean },
  side: FedSide,
  written: readonly WrittenPage[],
  seed: string,
): Promise<{ page: ImagePage; truth: SideTruth }> {
  const random = seededRandom(seed)
  const upsideDown = side.rotation === 180
  const upright = upsideDown ? side.seen.toReversed() : side.seen
  const placement = placeSheet(random, {
    ...{ dpi: look.dpi, pages: upright.length, upsideDown, blackBorder: side.blackBorder, look },
  })
  const sheet = {
    pages: upright.map(({ page }) => drawnPage(written, page)),
    back: side.back.map((page) => drawnPage(written, page)),
    shine: look.shine,
    ruling: look.ruling,
    paper: random.pick(look.papers),
    background: side.blackBorder ? '#17171a' : look.background,
  }
  const scanned = new ScannerLook(placement, look.colour && !look.bitonal, look.crease, random)
  for await (const tile of drawSide(sheet, placement)) scanned.addTile(tile)
  return {
    page: await toImagePage(scanned, placement, side.pageRotate, {
      pages: upright.length,
      bitonal: look.bitonal,
    }),
    truth: sideTruth(side, upright, written, placement),
  }
}

const drawnPage = (written: readonly WrittenPage[], page: number) => ({
  marks: written[page - 1]?.marks ?? [],
  header: written[page - 1]?.header ?? null,
})

/** Lighter than this is white in black and white. */
const WHITE_LEVEL = 165

async function toImagePage(
  { pixels, channels }: ScannerLook,
  { widthPx, heightPx }: Placement,
  rotate: 0 | 90,
  { pages, bitonal }: { pages: number; bitonal: boolean },
): Promise<ImagePage> {
  const image = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } })
  // The page is shown turned clockwise by /Rotate: stored, it is turned the other way.
  if (rotate === 90) image.rotate(270)
  if (channels === 1) image.toColourspace('b-w')
  const [widthPt, heightPt] = [PAGE_WIDTH_MM * pages * POINTS_PER_MM, PAGE_HEIGHT_MM * POINTS_PER_MM]
  const isTurned = rotate === 90
  const size = isTurned ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx }
  const bytes = bitonal ? await faxBytes(image, size) : await image.jpeg({ quality: 68 }).toBuffer()
  const entries = bitonal ? faxEntries(size, { k: -1, blackIsOne: false }) : jpegEntries(channels)
  return {
    image: { ...size, entries, byteLength: bytes.length, bytes: [bytes] },
    ...(isTurned ? { widthPt: heightPt, heightPt: widthPt } : { widthPt, heightPt }),
    rotate,
  }
}

/** The picture in fax compression (group 4): the one tile of a TIFF, whose sides are multiples of 16. */
async function faxBytes(image: Sharp, size: { widthPx: number; heightPx: number }): Promise<Buffer> {
  const tiff = await image
    .threshold(WHITE_LEVEL)
    .tiff({
      ...{ compression: 'ccittfax4', bitdepth: 1, miniswhite: true },
      ...{ tile: true, tileWidth: size.widthPx, tileHeight: size.heightPx },
    })
    .toBuffer()
  const directory = tiff.readUInt32LE(4)
  const entry = (tag: number): number => {
    for (let i = 0; i < tiff.readUInt16LE(directory); i++) {
      const at = directory + 2 + 12 * i
      if (tiff.readUInt16LE(at) === tag) return tiff.readUInt32LE(at + 8)
    }
    throw new Error(`the TIFF has no tag ${tag}`)
  }
  const [tileOffset, tileLength] = [entry(324), entry(325)]
  return tiff.subarray(tileOffset, tileOffset + tileLength)
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
  if (written?.number !== undefined) half.number = written.number
  if (!written?.header) return half
  const { header } = written
  half.headerBand = toBox(headerBand(header))
  const fields: SpecimenHalf['fields'] = {}
  for (const name of TRUTH_FIELDS) {
    const ink = written?.fields[name]
    if (ink) fields[name] = toBox(ink)
  }
  half.fields = fields
  half.fieldAreas = {
    nom: toBox(fieldArea(header, 'nom')),
    prenom: toBox(fieldArea(header, 'prenom')),
    classe: toBox(fieldArea(header, 'classe')),
    dob: toBox(fieldArea(header, 'dob')),
  }
  return half
}
