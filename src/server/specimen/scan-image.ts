import sharp from 'sharp'
import type { Box } from './hand.ts'
import { PAGE_HEIGHT_MM, PAGE_WIDTH_MM, printedHeader, ruledPage } from './paper.ts'
import { type Random, seededRandom } from './random.ts'

const MM_PER_INCH = 25.4

/** One side as it lies on the glass. Drawings are SVG in the millimetres of the upright page. */
export interface SideWanted {
  dpi: number
  colour: boolean
  /** Drawings of the upright side from left to right: two for a double sheet, one for a single leaf. */
  pages: { svg: string; header: boolean }[]
  upsideDown: boolean
  blackBorder: boolean
  random: Random
}

/** Where the sheet lies: maps millimetres of the upright sheet to pixels of the scan. */
export interface Placement {
  widthPx: number
  heightPx: number
  skewDegrees: number
  /** Where the sheet is folded, in millimetres from its left edge. */
  foldMm: number
  matrix: [a: number, b: number, c: number, d: number, e: number, f: number]
}

/** Chooses how the sheet lies: skew within ±1 degree, a few millimetres off, folded a little off the middle. */
export function placeSheet(wanted: SideWanted): Placement {
  const { dpi, random, upsideDown, blackBorder } = wanted
  const widthMm = PAGE_WIDTH_MM * wanted.pages.length
  const scale = dpi / MM_PER_INCH
  const widthPx = Math.round(widthMm * scale)
  const heightPx = Math.round(PAGE_HEIGHT_MM * scale)
  const skewDegrees = Math.max(-1, Math.min(1, random.normal() * 0.35)) + 0
  const skew = (skewDegrees * Math.PI) / 180
  // The background shows where the sheet is pushed away from two edges.
  const shiftX = blackBorder ? random.pick([-1, 1]) * random.between(2.5, 4.5) : random.normal() * 0.5
  const shiftY = blackBorder ? random.pick([-1, 1]) * random.between(1.5, 3) : random.normal() * 0.4
  const turn = skew + (upsideDown ? Math.PI : 0)
  const [a, b] = [Math.cos(turn) * scale, Math.sin(turn) * scale]
  const [middleX, middleY] = [widthMm / 2, PAGE_HEIGHT_MM / 2]
  return {
    widthPx,
    heightPx,
    skewDegrees,
    foldMm: widthMm / 2 + random.normal() * 1.1,
    matrix: [
      ...([a, b, -b, a] as const),
      widthPx / 2 + shiftX * scale - (a * middleX - b * middleY),
      heightPx / 2 + shiftY * scale - (b * middleX + a * middleY),
    ],
  }
}

/** A point of the sheet, in millimetres, as pixels of the scan. */
export function toPixels({ matrix: [a, b, c, d, e, f] }: Placement, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f]
}

/** The smallest upright box in pixels around a box of the sheet in millimetres. */
export function boxToPixels(placement: Placement, [x0, y0, x1, y1]: Box): Box {
  const corners = [
    toPixels(placement, x0, y0),
    toPixels(placement, x1, y0),
    toPixels(placement, x0, y1),
    toPixels(placement, x1, y1),
  ]
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Draws and scans one side. Returns the pixels, 3 channels or 1. */
export async function scanSide(wanted: SideWanted, placement: Placement) {
  const { widthPx, heightPx } = placement
  const svg = Buffer.from(drawSide(wanted, placement))
  const drawn = await sharp(svg, { unlimited: true }).raw().toBuffer({ resolveWithObject: true })
  const channels = wanted.colour ? 3 : 1
  const pixels = addScanner(wanted, placement, drawn.data, drawn.info.channels)
  return { pixels, widthPx, heightPx, channels } as const
}

const PAPERS = ['#fbfaf6', '#faf9f3', '#f9f8f4', '#fafafa'] as const

function drawSide(
  { pages, random, blackBorder }: SideWanted,
  { widthPx, heightPx, matrix }: Placement,
): string {
  const paper = random.pick(PAPERS)
  const background = blackBorder ? '#17171a' : '#ecebe8'
  const widthMm = PAGE_WIDTH_MM * pages.length
  const drawings = pages.map(
    ({ svg, header }, i) =>
      `<g transform="translate(${i * PAGE_WIDTH_MM} 0)"><g fill="none">${ruledPage()}</g>` +
      `${header ? printedHeader(paper) : ''}${svg}</g>`,
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">` +
    `<rect width="100%" height="100%" fill="${background}"/>` +
    `<g transform="matrix(${matrix.join(' ')})">` +
    `<rect x="-.4" y="-.4" width="${widthMm + 0.8}" height="${PAGE_HEIGHT_MM + 0.8}" fill="#000" fill-opacity=".16"/>` +
    `<rect width="${widthMm}" height="${PAGE_HEIGHT_MM}" fill="${paper}"/>${drawings.join('')}</g></svg>`
  )
}

const NOISE_MASK = 0xfffff
let noise: Int8Array | undefined

/** Grain of paper and sensor, made once: each side starts reading it elsewhere. Standard deviation about 1.6 grey levels. */
function grain(): Int8Array {
  if (noise) return noise
  const random = seededRandom('grain')
  noise = Int8Array.from({ length: NOISE_MASK + 1 }, () => Math.round(random.normal() * 1.6))
  return noise
}

/** Width of the shadow along the fold, each side, in millimetres. */
const CREASE_MM = 9

/** Light falls off along the fold and unevenly along the lamp; then grain. 12-bit fixed point: 4096 is unchanged. */
function addScanner(
  wanted: SideWanted,
  placement: Placement,
  drawn: Buffer,
  stride: number,
): Uint8ClampedArray {
  const { widthPx, heightPx } = placement
  const { random, colour, upsideDown } = wanted
  const out = new Uint8ClampedArray(widthPx * heightPx * (colour ? 3 : 1))
  const dots = grain()
  const lamp = lampGain(random, widthPx)
  const gain = new Int32Array(widthPx)
  const crease = wanted.pages.length === 2 ? creaseGain(random, wanted.dpi, upsideDown) : new Float64Array(0)
  const reach = (crease.length - 1) / 2
  const [topX, topY] = toPixels(placement, placement.foldMm, 0)
  const [bottomX, bottomY] = toPixels(placement, placement.foldMm, PAGE_HEIGHT_MM)
  const foldStep = (bottomX - topX) / (bottomY - topY)
  let from = 0
  let to = 0
  for (let y = 0; y < heightPx; y++) {
    gain.set(lamp)
    const fold = Math.round(topX + (y - topY) * foldStep)
    for (let i = 0; i < crease.length; i++) {
      const x = fold - reach + i
      if (x >= 0 && x < widthPx) gain[x] = (lamp[x] ?? 0) * (crease[i] ?? 1)
    }
    let dot = random.integer(0, NOISE_MASK)
    for (let x = 0; x < widthPx; x++) {
      const light = gain[x] as number
      const red = drawn[from] as number
      const green = drawn[from + 1] as number
      const blue = drawn[from + 2] as number
      from += stride
      dot = (dot + 1) & NOISE_MASK
      const speck = dots[dot] as number
      if (colour) {
        out[to] = ((red * light) >> 12) + speck
        out[to + 1] = ((green * light) >> 12) + speck
        out[to + 2] = ((blue * light) >> 12) + speck
        to += 3
      } else {
        out[to++] = (((red * 77 + green * 150 + blue * 29) * light) >> 20) + speck
      }
    }
  }
  return out
}

function lampGain(random: Random, widthPx: number): Int32Array {
  const phase = random.between(0, 6)
  return Int32Array.from({ length: widthPx }, (_, x) => {
    const slow = Math.sin(phase + (x / widthPx) * 5) * 0.008
    return Math.round(4096 * (0.985 + slow + random.normal() * 0.0012))
  })
}

/** A thin dark line, a soft shadow on one side of it, a gleam on the other. */
function creaseGain(random: Random, dpi: number, upsideDown: boolean): Float64Array {
  const reach = Math.round((CREASE_MM * dpi) / MM_PER_INCH)
  const depth = random.between(0.06, 0.13)
  const side = upsideDown ? -1 : 1
  return Float64Array.from({ length: reach * 2 + 1 }, (_, i) => {
    const mm = ((i - reach) / reach) * CREASE_MM * side
    const line = Math.exp(-((mm / 0.22) ** 2)) * depth
    const shadow = Math.exp(-((mm - 1.6) ** 2) / 9) * depth * 0.65
    const gleam = Math.exp(-((mm + 2.2) ** 2) / 7) * 0.02
    return 1 - line - shadow + gleam
  })
}
