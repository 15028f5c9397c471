import sharp from 'sharp'
import type { Box } from './hand.ts'
import { type HeaderDesign, printedHeader } from './header-designs.ts'
import type { Mark } from './marks.ts'
import { PAGE_HEIGHT_MM, PAGE_WIDTH_MM, type Ruling, ruledPage } from './paper.ts'
import { boxToPixels, type Placement } from './placement.ts'

interface SheetPage {
  marks: readonly Mark[]
  header: HeaderDesign | null
}

/** One side of a sheet: what stands on its pages, from left to right as the sheet is upright. */
export interface SheetSide {
  pages: SheetPage[]
  /** What stands on the other side of the paper, as it is upright, and how dark it shines through. */
  back: SheetPage[]
  shine: number
  ruling: Ruling
  /** Colours of the paper and of what is behind it. */
  paper: string
  background: string
}

/** A rectangle of a drawn side: RGBA bytes, row by row, from (x, y) pixels on. */
export interface DrawnTile {
  x: number
  y: number
  width: number
  height: number
  rgba: Buffer
}

// The SVG renderer goes through the whole document again for every 2000 × 2000 pixels it fills. Smaller pictures that
// each hold only what shows in them cost half as much, and a quarter of the memory.
const TILE_PX = 1800

/** Draws a side tile by tile, left to right and top to bottom. */
export async function* drawSide(side: SheetSide, placement: Placement): AsyncGenerator<DrawnTile> {
  const { widthPx, heightPx } = placement
  const placed = placeMarks(side, placement)
  const behind = side.shine > 0 ? placeMarks({ pages: side.back, paper: side.paper }, placement, true) : []
  const columns = Math.ceil(widthPx / TILE_PX)
  const rows = Math.ceil(heightPx / TILE_PX)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = Math.round((widthPx * column) / columns)
      const y = Math.round((heightPx * row) / rows)
      const width = Math.round((widthPx * (column + 1)) / columns) - x
      const height = Math.round((heightPx * (row + 1)) / rows) - y
      const svg = tileSvg(side, placement, { placed, behind }, [x, y, x + width, y + height])
      const { data, info } = await sharp(Buffer.from(svg), { unlimited: true })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true })
      if (info.channels !== 4) throw new Error(`drawn with ${info.channels} channels, not 4`)
      yield { x, y, width, height, rgba: data }
    }
  }
}

interface PlacedMark {
  svg: string
  page: number
  /** In pixels of the scan. */
  box: Box
}

/** The marks of `pages`; `mirrored` as they are seen through the paper. */
function placeMarks(
  { pages, paper }: Pick<SheetSide, 'pages' | 'paper'>,
  placement: Placement,
  mirrored = false,
): PlacedMark[] {
  const widthMm = PAGE_WIDTH_MM * pages.length
  return pages.flatMap(({ marks, header }, page) =>
    [...(header ? [printedHeader(header, paper)] : []), ...marks].map(({ svg, box: [x0, y0, x1, y1] }) => {
      const left = page * PAGE_WIDTH_MM
      const [from, to] = mirrored ? [widthMm - x1 - left, widthMm - x0 - left] : [x0 + left, x1 + left]
      return { svg, page, box: boxToPixels(placement, [from, y0, to, y1]) }
    }),
  )
}

function tileSvg(
  side: SheetSide,
  { matrix }: Placement,
  { placed, behind }: { placed: PlacedMark[]; behind: PlacedMark[] },
  tile: Box,
): string {
  const [a, b, c, d, e, f] = matrix
  const [x0, y0, x1, y1] = tile
  const widthMm = PAGE_WIDTH_MM * side.pages.length
  const onPage = (marks: PlacedMark[], page: number) =>
    marks
      .filter((mark) => mark.page === page)
      .filter(({ box }) => box[0] < x1 && box[2] > x0 && box[1] < y1 && box[3] > y0)
      .map((mark) => mark.svg)
      .join('')
  const at = (page: number) => `translate(${page * PAGE_WIDTH_MM} 0)`
  const backs = side.back.map((_, page) => `<g transform="${at(page)}">${onPage(behind, page)}</g>`)
  const seenThrough =
    behind.length === 0
      ? ''
      : `<g transform="translate(${widthMm} 0) scale(-1 1)" opacity="${side.shine}">${backs.join('')}</g>`
  const pages = side.pages.map(
    (_, page) =>
      `<g transform="${at(page)}"><g fill="none">${ruledPage(side.ruling)}</g>${onPage(placed, page)}</g>`,
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${x1 - x0}" height="${y1 - y0}">` +
    `<rect width="100%" height="100%" fill="${side.background}"/>` +
    `<g transform="matrix(${[a, b, c, d, e - x0, f - y0].join(' ')})">` +
    `<rect x="-.4" y="-.4" width="${widthMm + 0.8}" height="${PAGE_HEIGHT_MM + 0.8}" fill="#000" fill-opacity=".16"/>` +
    `<rect width="${widthMm}" height="${PAGE_HEIGHT_MM}" fill="${side.paper}"/>${pages.join('')}${seenThrough}</g></svg>`
  )
}
