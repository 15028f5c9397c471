import { degrees, PDFDocument } from '@cantoo/pdf-lib'
import sharp from 'sharp'

// Scans drawn for the tests: shapes that look like copies to the splitter, without fonts.

export const A3_MM = { width: 420, height: 297 }
export const A4_MM = { width: 210, height: 297 }
const DPI = 150
export const px = (mm: number) => Math.round((mm / 25.4) * DPI)

/** Lines of writing: strokes standing on a base line, some of them tall. Millimetres; `lines` of 9 mm each. */
export function writing(x: number, y: number, width: number, lines: number): string {
  let path = ''
  for (let line = 0; line < lines; line++) {
    const base = y + line * 9
    const end = x + width * (line === lines - 1 ? 0.4 : 0.8 + (0.2 * ((line * 7) % 3)) / 2)
    for (let at = x, i = 0; at < end; at += 2, i++) {
      if ((i + line) % 6 === 5) continue
      const height = (i * 5 + line * 3) % 7 === 0 ? 5 : 2.4
      path += `M${at} ${base} v${-height} M${at} ${base} h1.6 `
    }
  }
  return `<path d="${path}" stroke="#223" stroke-width="0.5" fill="none"/>`
}

/** Printed frames as on the first page of a copy, at the top of the A4 page whose left edge is at `x`. */
export const header = (x: number) =>
  `<g fill="none" stroke="#111" stroke-width="0.35"><rect x="${x + 10}" y="12" width="110" height="36"/>
   <rect x="${x + 125}" y="12" width="20" height="36"/><rect x="${x + 150}" y="12" width="45" height="36"/></g>`

/** The shadow of a fold, darkest at `x`. */
export const foldShadow = (x: number) =>
  `<defs><linearGradient id="fold"><stop offset="0" stop-color="#000" stop-opacity="0"/>
   <stop offset="0.5" stop-color="#000" stop-opacity="0.15"/><stop offset="1" stop-color="#000" stop-opacity="0"/>
   </linearGradient></defs><rect x="${x - 8}" y="0" width="16" height="297" fill="url(#fold)"/>`

export interface DrawnPage {
  /** SVG content in millimetres. */
  content: string
  size: { width: number; height: number }
  /** Turns the picture clockwise before it is stored. */
  turned?: 0 | 90 | 180 | 270
  /** /Rotate of the page. */
  rotate?: number
  colour?: boolean
}

export async function drawJpeg({ content, size, turned = 0, colour = false }: DrawnPage): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${px(size.width)}" height="${px(size.height)}"
    viewBox="0 0 ${size.width} ${size.height}"><rect width="100%" height="100%" fill="#f4f4f0"/>${content}</svg>`
  const drawn = sharp(Buffer.from(svg))
    .flatten()
    .toColourspace(colour ? 'srgb' : 'b-w')
  return drawn.rotate(turned).jpeg({ quality: 85 }).toBuffer()
}

/** A scan of the given JPEGs, one a page at 150 dpi. */
export async function scanPdf(pages: Array<{ jpeg: Buffer; rotate?: number }>): Promise<PDFDocument> {
  const pdf = await PDFDocument.create()
  for (const { jpeg, rotate = 0 } of pages) {
    const image = await pdf.embedJpg(jpeg)
    const width = (image.width / DPI) * 72
    const height = (image.height / DPI) * 72
    const page = pdf.addPage([width, height])
    page.drawImage(image, { x: 0, y: 0, width, height })
    page.setRotation(degrees(rotate))
  }
  return pdf
}

export async function drawScan(pages: DrawnPage[]): Promise<Uint8Array> {
  const drawn = await Promise.all(
    pages.map(async (page) => ({ jpeg: await drawJpeg(page), rotate: page.rotate ?? 0 })),
  )
  return (await scanPdf(drawn)).save({ useObjectStreams: false })
}
