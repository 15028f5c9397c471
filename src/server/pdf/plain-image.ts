import { inflateSync } from 'node:zlib'
import type { PDFObject } from '@cantoo/pdf-lib'
import { PDFArray, PDFBool, PDFDict, PDFRawStream, PDFStream } from '@cantoo/pdf-lib'
import type { Rotation } from '#domain/geometry.ts'
import { wrapCcittAsTiff } from './ccitt-tiff.ts'
import type { ContentOperation } from './page-content.ts'
import { entry, nameOf, numberOf } from './pdf-objects.ts'
import { filtersOf, pageAttribute, type ScanDocument, type ScanPage } from './scan-document.ts'

/** The one image that a page consists of, in a format that image libraries read. */
export interface PlainImage {
  bytes: Uint8Array
  /** Pixels as stored, before `rotation`. */
  widthPx: number
  heightPx: number
  colour: 'grey' | 'rgb'
}

/** What a viewer shows of a page. */
export interface PageFrame {
  /** Visible box in the page's own space, in points: [left, bottom, right, top]. */
  box: [number, number, number, number]
  /** Size of a unit of that space in points. */
  userUnit: number
  /** Clockwise turn a viewer applies. */
  rotation: Rotation
}

const LETTER: [number, number, number, number] = [0, 0, 612, 792]
/** An image may miss the page's edge, or pass over it, by this share of the page and still count as covering it. */
const EDGE_TOLERANCE = 0.005
const LARGEST_JPEG_BYTES = 1 << 28

type Matrix = [number, number, number, number, number, number]

export function readPageFrame(scan: ScanDocument, page: ScanPage): PageFrame {
  const media = readBox(pageAttribute(scan.context, page, 'MediaBox')) ?? LETTER
  const crop = readBox(pageAttribute(scan.context, page, 'CropBox')) ?? media
  const box: PageFrame['box'] = [
    Math.max(media[0], crop[0]),
    Math.max(media[1], crop[1]),
    Math.min(media[2], crop[2]),
    Math.min(media[3], crop[3]),
  ]
  const turn = numberOf(pageAttribute(scan.context, page, 'Rotate')) ?? 0
  const rotation = (turn % 90 === 0 ? ((turn % 360) + 360) % 360 : 0) as Rotation
  const userUnit = page.dict ? (numberOf(entry(page.dict, 'UserUnit')) ?? 1) : 1
  return { box: box[2] > box[0] && box[3] > box[1] ? box : media, userUnit, rotation }
}

/** Width and height of the page as displayed, in points. */
export function sizeOfFrame({ box, userUnit, rotation }: PageFrame): [number, number] {
  const width = (box[2] - box[0]) * userUnit
  const height = (box[3] - box[1]) * userUnit
  return rotation % 180 === 90 ? [height, width] : [width, height]
}

function readBox(object: PDFObject | undefined): PageFrame['box'] | undefined {
  if (!(object instanceof PDFArray) || object.size() < 4) return undefined
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => numberOf(object.lookup(i)) ?? 0) as PageFrame['box']
  const box: PageFrame['box'] = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
  return box[2] - box[0] > 1 && box[3] - box[1] > 1 ? box : undefined
}

/**
 * The image of a page that is nothing but one upright JPEG or fax image covering it; null when the page has to be rendered.
 * Invisible text laid over the image by text recognition does not count.
 */
export function findPlainImage(
  scan: ScanDocument,
  page: ScanPage & { dict: PDFDict },
  operations: ContentOperation[] | null,
): PlainImage | null {
  const annotations = pageAttribute(scan.context, page, 'Annots')
  if (!operations || (annotations instanceof PDFArray && annotations.size() > 0)) return null
  const drawn = findOnlyImage(operations)
  if (!drawn || !covers(drawn.matrix, readPageFrame(scan, page).box)) return null
  const resources = pageAttribute(scan.context, page, 'Resources')
  const xObjects = resources instanceof PDFDict ? entry(resources, 'XObject') : undefined
  const image = xObjects instanceof PDFDict ? entry(xObjects, drawn.name) : undefined
  return image instanceof PDFRawStream ? readImage(image) : null
}

/** Operations that neither draw nor change how an image looks. */
const HARMLESS = new Set([
  'w',
  'J',
  'j',
  'M',
  'd',
  'ri',
  'i',
  'g',
  'G',
  'rg',
  'RG',
  'k',
  'K',
  'cs',
  'CS',
  'sc',
  'SC',
])
const MARKED_CONTENT = new Set(['BMC', 'EMC', 'MP', 'DP', 'n'])

function findOnlyImage(operations: ContentOperation[]): { name: string; matrix: Matrix } | null {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0]
  const saved: Matrix[] = []
  let found: { name: string; matrix: Matrix } | null = null
  let inText = false
  let textIsInvisible = false
  for (const { operator, operands } of operations) {
    if (operator === 'BT') inText = true
    else if (operator === 'ET') inText = false
    else if (operator === 'Tr') textIsInvisible = operands[0] === 3
    else if (inText) {
      if (['Tj', 'TJ', "'", '"'].includes(operator) && !textIsInvisible) return null
    } else if (operator === 'q') saved.push(matrix)
    else if (operator === 'Q') matrix = saved.pop() ?? matrix
    else if (operator === 'cm') {
      const step = operands.filter((operand) => typeof operand === 'number')
      if (step.length !== 6) return null
      matrix = multiply(step as Matrix, matrix)
    } else if (operator === 'Do') {
      const used = operands[0]
      if (found || used === null || typeof used !== 'object') return null
      found = { name: used.name, matrix }
    } else if (!HARMLESS.has(operator) && !MARKED_CONTENT.has(operator)) return null
  }
  return found
}

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[1] * n[2],
  m[0] * n[1] + m[1] * n[3],
  m[2] * n[0] + m[3] * n[2],
  m[2] * n[1] + m[3] * n[3],
  m[4] * n[0] + m[5] * n[2] + n[4],
  m[4] * n[1] + m[5] * n[3] + n[5],
]

/** Whether the unit square under `matrix` is upright, not mirrored, and is the box. */
function covers(matrix: Matrix, box: PageFrame['box']): boolean {
  const [a, b, c, d, e, f] = matrix
  const width = box[2] - box[0]
  const height = box[3] - box[1]
  const near = (one: number, other: number, size: number) => Math.abs(one - other) <= size * EDGE_TOLERANCE
  return (
    a > 0 &&
    d > 0 &&
    near(b, 0, height) &&
    near(c, 0, width) &&
    near(e, box[0], width) &&
    near(f, box[1], height) &&
    near(e + a, box[2], width) &&
    near(f + d, box[3], height)
  )
}

function readImage(image: PDFRawStream): PlainImage | null {
  const { dict } = image
  const widthPx = numberOf(entry(dict, 'Width'))
  const heightPx = numberOf(entry(dict, 'Height'))
  if (nameOf(entry(dict, 'Subtype')) !== 'Image' || !widthPx || !heightPx) return null
  if (
    entry(dict, 'SMask') ||
    entry(dict, 'Mask') ||
    isTrue(entry(dict, 'ImageMask')) ||
    entry(dict, 'SMaskInData')
  )
    return null
  const filters = filtersOf(image)
  const last = filters.at(-1)
  const colour = colourOf(entry(dict, 'ColorSpace'))
  if (colour === 'other') return null
  if (last === 'DCTDecode' && !entry(dict, 'Decode')) {
    const bytes = filters.length === 1 ? image.contents : filters.length === 2 ? inflate(image) : null
    return bytes && { bytes, widthPx, heightPx, colour }
  }
  if (last === 'CCITTFaxDecode' && filters.length === 1 && colour === 'grey') {
    const bytes = wrapCcittAsTiff(image, widthPx, heightPx)
    return bytes && { bytes, widthPx, heightPx, colour }
  }
  return null
}

const isTrue = (object: PDFObject | undefined) => object instanceof PDFBool && object.asBoolean()

function inflate(image: PDFRawStream): Uint8Array | null {
  if (filtersOf(image)[0] !== 'FlateDecode') return null
  try {
    return inflateSync(image.contents, { maxOutputLength: LARGEST_JPEG_BYTES })
  } catch {
    return null
  }
}

function colourOf(space: PDFObject | undefined): 'grey' | 'rgb' | 'other' {
  const family = space instanceof PDFArray ? nameOf(space.lookup(0)) : nameOf(space)
  if (family === 'DeviceGray' || family === 'CalGray') return 'grey'
  if (family === 'DeviceRGB' || family === 'CalRGB') return 'rgb'
  if (family === 'ICCBased' && space instanceof PDFArray) {
    const profile = space.lookup(1)
    const channels = profile instanceof PDFStream ? numberOf(entry(profile.dict, 'N')) : undefined
    return channels === 1 ? 'grey' : channels === 3 ? 'rgb' : 'other'
  }
  return 'other'
}
