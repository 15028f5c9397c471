import { createRequire } from 'node:module'
import sharp, { type Sharp } from 'sharp'
import { analyseSheet } from '#server/image/analyse-sheet.ts'
import { IMAGE_WIDTHS } from '#server/image/half-images.ts'
import { ANALYSIS_DPI } from '#server/image/page-raster.ts'
import type { HeaderImage } from '#server/ocr/read-header.ts'
import { composeCopy } from '#server/specimen/composition.ts'
import { makeHand } from '#server/specimen/hand.ts'
import { HEADER_DESIGNS } from '#server/specimen/header-designs.ts'
import { anyLook } from '#server/specimen/look.ts'
import { PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from '#server/specimen/paper.ts'
import { openFont } from '#server/specimen/pen-fonts.ts'
import { seededRandom } from '#server/specimen/random.ts'
import { scanFedSide } from '#server/specimen/scan-sheet.ts'
import type { ManyStudent } from './many-students.ts'

/** Block capitals, or joined letters. */
export type Writing = 'capitals' | 'cursive'

const require = createRequire(import.meta.url)
/** No threshold of the reader was fitted on these fonts. */
const FONTS: Record<Writing, string[]> = {
  capitals: [
    require.resolve('@fontsource/caveat/files/caveat-latin-400-normal.woff2'),
    require.resolve('@fontsource/handlee/files/handlee-latin-400-normal.woff2'),
    require.resolve('@fontsource/kalam/files/kalam-latin-400-normal.woff2'),
    require.resolve('@fontsource/architects-daughter/files/architects-daughter-latin-400-normal.woff2'),
    require.resolve('@fontsource/patrick-hand/files/patrick-hand-latin-400-normal.woff2'),
  ],
  cursive: [
    require.resolve('@fontsource/homemade-apple/files/homemade-apple-latin-400-normal.woff2'),
    require.resolve('@fontsource/la-belle-aurore/files/la-belle-aurore-latin-400-normal.woff2'),
    require.resolve('@fontsource/over-the-rainbow/files/over-the-rainbow-latin-400-normal.woff2'),
    require.resolve('@fontsource/reenie-beanie/files/reenie-beanie-latin-400-normal.woff2'),
    require.resolve('@fontsource/zeyada/files/zeyada-latin-400-normal.woff2'),
    require.resolve('@fontsource/cedarville-cursive/files/cedarville-cursive-latin-400-normal.woff2'),
    require.resolve('@fontsource/playwrite-fr-moderne/files/playwrite-fr-moderne-latin-400-normal.woff2'),
  ],
}

/** A loose A4 first page, upright. */
const SIDE = {
  kind: 'feuille-A4',
  sheet: 0,
  side: 'recto',
  rotation: 0,
  swapped: false,
  pageRotate: 0,
  again: false,
  seen: [{ half: 'full' as const, page: 1 }],
  back: [],
} as const

/** The header of a page, as the reader gets it: compressed as the display images are. */
export interface WrittenHeader {
  jpeg: Buffer
  skewDegrees: number
}

/** What a student writes on any form, any paper, any scanner; the same seed gives the same. Null when the page seems upside down. */
export async function writeHeaderPage(
  seed: string,
  writing: Writing,
  student: ManyStudent,
): Promise<WrittenHeader | null> {
  const random = seededRandom(seed)
  const upper = (text: string) => (writing === 'capitals' ? text.toLocaleUpperCase('fr') : text)
  const look = { ...anyLook(random), bitonal: false }
  const font = openFont({ path: random.pick(FONTS[writing]), joined: writing === 'cursive', size: 1 })
  const hand = {
    ...makeHand(random, 0),
    font,
    capitals: writing === 'capitals',
    xHeightMm: random.between(1.7, 2.8),
  }
  const written = composeCopy({
    student: {
      ...{ id: String(student.id), birthDate: student.birthDate, email: '' },
      lastName: student.lastName,
      firstName: upper(student.firstName),
      className: upper(student.className),
    },
    ...{ hand, random, examTitle: 'Devoir commun', header: random.pick(HEADER_DESIGNS) },
    ...{ newPages: false, pages: 1, writtenPages: 1 },
  })
  const side = { ...SIDE, seen: [...SIDE.seen], back: [], blackBorder: random.chance(0.2) }
  const dpi = random.pick([150, 200, 200, 300])
  const { page } = await scanFedSide({ ...look, dpi, colour: false }, side, written, seed)
  const bytes: Uint8Array[] = []
  for await (const part of page.image.bytes) bytes.push(part)
  return cutHeader(sharp(Buffer.concat(bytes)), page.image)
}

async function cutHeader(
  scan: Sharp,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Promise<WrittenHeader | null> {
  const small = await scan
    .clone()
    .resize({ width: Math.round((PAGE_WIDTH_MM / 25.4) * ANALYSIS_DPI) })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raster = {
    pixels: small.data,
    widthPx: small.info.width,
    heightPx: small.info.height,
    channels: 1 as const,
  }
  const source = { sourcePage: 1, widthPx, heightPx, widthMm: PAGE_WIDTH_MM, heightMm: PAGE_HEIGHT_MM }
  const [half] = analyseSheet(raster, source).halves
  if (half === undefined || half.rotation !== 0) return null
  const desk = await scan
    .clone()
    .resize({ width: IMAGE_WIDTHS.desk })
    .toColourspace('b-w')
    .jpeg({ quality: 75 })
    .toBuffer()
  const { width = 1, height = 1 } = await sharp(desk).metadata()
  const share = half.headerBox?.h ?? 0.27
  const jpeg = await sharp(desk)
    .extract({ left: 0, top: 0, width, height: Math.ceil(height * share) })
    .jpeg({ quality: 80 })
    .toBuffer()
  return { jpeg, skewDegrees: half.skewDegrees }
}

export async function decodeHeader({ jpeg, skewDegrees }: WrittenHeader): Promise<HeaderImage> {
  const { data, info } = await sharp(jpeg).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return {
    grey: { pixels: new Uint8Array(data), widthPx: info.width, heightPx: info.height },
    skewDegrees,
  }
}
