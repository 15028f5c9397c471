import { createHash } from 'node:crypto'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { PDFRawStream } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImageKind, makeImagePdf } from './image-scan.ts'
import { PdfRefused } from './pdf-refused.ts'
import { readPageFrame } from './plain-image.ts'
import { renderPage } from './render-page.ts'
import { filtersOf, openScan } from './scan-document.ts'
import { makeSheetPdf } from './sheet-pdf.ts'
import { imageTags, type TiffImage, writeTiff } from './tiff.fixture.ts'
import { readTiffFrames } from './tiff-frames.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'korrigo-images-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function make(kind: ImageKind, bytes: Buffer, limits: { maxPages?: number; maxBytes?: number } = {}) {
  const imagePath = join(folder, `${++files}`)
  const pdfPath = join(folder, `${files}.pdf`)
  await writeFile(imagePath, bytes)
  const pageCount = await makeImagePdf({
    imagePath,
    kind,
    pdfPath,
    limits: { maxPages: 2000, maxBytes: 1 << 30, ...limits },
  })
  return { pageCount, pdf: await readFile(pdfPath) }
}

async function refusal(
  kind: ImageKind,
  bytes: Buffer,
  limits: { maxPages?: number; maxBytes?: number } = {},
) {
  const error = await make(kind, bytes, limits).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(PdfRefused)
  return (error as PdfRefused).code
}

/** Every page of a PDF: its size in points, turn, the stored image, and how a viewer shows it pixel for pixel. */
async function pagesOf(pdf: Buffer, dpi: number) {
  const scan = await openScan(pdf, 5000)
  const images = scan.context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter((object): object is PDFRawStream => object instanceof PDFRawStream)
    .filter((stream) => stream.dict.toString().includes('/Image'))
  return Promise.all(
    scan.pages.map(async (page, index) => {
      const present = { ...page, dict: page.dict as NonNullable<typeof page.dict> }
      const frame = readPageFrame(scan, present)
      const shown = await renderPage(await makeSheetPdf(scan, present, null), dpi)
      const image = images[index] as PDFRawStream
      return {
        widthPt: frame.box[2],
        heightPt: frame.box[3],
        rotation: frame.rotation,
        filter: filtersOf(image).join(),
        bytes: Buffer.from(image.contents),
        shown: { width: shown.widthPx, height: shown.heightPx, pixels: rgbOf(shown.pixels) },
      }
    }),
  )
}

/** Three bytes a pixel out of four. */
const rgbOf = (rgba: Buffer): Uint8Array => rgba.filter((_, at) => at % 4 !== 3)

/** Three bytes a pixel. */
interface Shown {
  width: number
  height: number
  pixels: Uint8Array
}

/** The same pixels, as another program decodes them. */
async function decoded(bytes: Buffer, page = 0): Promise<Shown> {
  const { data, info } = await sharp(bytes, { ...(page > 0 && { page }), ignoreIcc: true })
    .autoOrient()
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, pixels: data }
}

function expectSame(shown: Shown, wanted: Shown, tolerance = 0) {
  expect([shown.width, shown.height]).toEqual([wanted.width, wanted.height])
  let worst = 0
  for (let at = 0; at < wanted.pixels.length; at++)
    worst = Math.max(worst, Math.abs((wanted.pixels[at] ?? 0) - (shown.pixels[at] ?? 0)))
  expect(worst).toBeLessThanOrEqual(tolerance)
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A page of noise and a dark corner, so that no turn or mirror goes unnoticed. */
function picture(widthPx: number, heightPx: number, channels: 1 | 3, seed = 1) {
  const pixels = Buffer.alloc(widthPx * heightPx * channels)
  let state = seed
  for (let at = 0; at < pixels.length; at++) {
    state = (state * 1103515245 + 12345) % 2147483648
    const pixel = Math.floor(at / channels)
    const isCorner = pixel % widthPx < widthPx / 3 && pixel < pixels.length / channels / 4
    pixels[at] = isCorner ? 20 : 90 + ((state >> 8) % 160)
  }
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } })
}

const A4_100 = { widthPx: 827, heightPx: 1169 }

describe('refused in words, not with a crash', () => {
  test.each<[string, ImageKind, () => Promise<Buffer> | Buffer, string]>([
    ['a JPEG of its first bytes only', 'jpeg', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'image_damaged'],
    [
      'a JPEG full of something else',
      'jpeg',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(5000)]),
      'image_damaged',
    ],
    [
      'a PNG cut off',
      'png',
      async () => (await picture(300, 300, 3).png().toBuffer()).subarray(0, 9000),
      'image_damaged',
    ],
    [
      'a PNG cut off in its header',
      'png',
      () => Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'),
      'image_damaged',
    ],
    ['a PNG of two billion pixels', 'png', hugePng, 'image_too_large'],
    ['a TIFF without any image', 'tiff', () => Buffer.from('II*\0\0\0\0\0', 'latin1'), 'image_empty'],
    ['a TIFF of its header only', 'tiff', () => Buffer.from('II*\0', 'latin1'), 'image_damaged'],
    [
      'a TIFF whose directory is elsewhere',
      'tiff',
      () => Buffer.from('II*\0\xff\xff\xff\x7f', 'latin1'),
      'image_damaged',
    ],
    ['a TIFF whose directories go round', 'tiff', endlessTiff, 'image_damaged'],
    ['a TIFF cut off', 'tiff', () => fax(3).subarray(0, -2000), 'image_damaged'],
    [
      'a TIFF of a huge image',
      'tiff',
      () =>
        writeTiff([
          {
            tags: imageTags({ widthPx: 60_000, heightPx: 60_000, bits: 1, compression: 4, photometric: 0 }),
            strips: [Buffer.alloc(10)],
          },
        ]),
      'image_too_large',
    ],
  ])('%s', async (_, kind, bytes, code) => {
    expect(await refusal(kind, await bytes())).toBe(code)
  })

  test('more pages than allowed, more bytes than allowed', async () => {
    expect(await refusal('tiff', fax(3), { maxPages: 2 })).toBe('pdf_too_many_pages')
    const noise = await picture(500, 500, 3).png().toBuffer()
    expect(await refusal('png', noise, { maxBytes: 10_000 })).toBe('image_too_heavy')
  })
})

describe('a JPEG', () => {
  test.each([
    ['colour', 3, {}],
    ['grey', 1, {}],
    ['progressive', 3, { progressive: true }],
  ] as const)('%s goes in byte for byte, at its true size', async (_, channels, options) => {
    const { widthPx, heightPx } = A4_100
    const bytes = await picture(widthPx, heightPx, channels)
      .jpeg({ quality: 70, ...options })
      .withMetadata({ density: 100 })
      .toBuffer()
    const { pageCount, pdf } = await make('jpeg', bytes)
    expect(pageCount).toBe(1)
    const [page] = await pagesOf(pdf, 100)
    expect(page).toMatchObject({ filter: 'DCTDecode', rotation: 0 })
    expect(sha(page?.bytes ?? Buffer.alloc(0))).toBe(sha(bytes))
    expect(page?.widthPt).toBeCloseTo(595.4, 1)
    expect(page?.heightPt).toBeCloseTo(841.7, 1)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'EXIF orientation %d is shown as cameras mean it',
    async (orientation) => {
      const bytes = await picture(400, 300, 1)
        .jpeg({ quality: 90 })
        .withMetadata({ density: 100, orientation })
        .toBuffer()
      const { pdf } = await make('jpeg', bytes)
      const [page] = await pagesOf(pdf, 100)
      const isMirrored = [2, 4, 5, 7].includes(orientation)
      expect(page?.filter).toBe(isMirrored ? 'FlateDecode' : 'DCTDecode')
      if (page) expectSame(page.shown, await decoded(bytes), 6)
    },
  )

  test.each([
    ['of an Adobe program, turned over', true],
    ['plain', false],
  ])('in CMYK, %s, keeps its colours', async (_, isAdobe) => {
    const adobe = await sharp({
      create: { width: 400, height: 400, channels: 3, background: { r: 250, g: 240, b: 20 } },
    })
      .toColourspace('cmyk')
      .jpeg({ quality: 90 })
      .toBuffer()
    const mark = adobe.indexOf('Adobe')
    expect(mark).toBeGreaterThan(0)
    // Without its mark the same data means the opposite colours.
    const bytes = isAdobe ? adobe : Buffer.concat([adobe.subarray(0, mark - 4), adobe.subarray(mark + 12)])
    const { pdf } = await make('jpeg', bytes)
    const [page] = await pagesOf(pdf, 100)
    const [red = 0, green = 0, blue = 0] = page?.shown.pixels ?? []
    expect(page?.filter).toBe('DCTDecode')
    if (isAdobe) expect(Math.min(red, green) - blue).toBeGreaterThan(100)
    else expect(Math.max(red, green, blue)).toBeLessThan(120)
  })

  test.each([
    ['without resolution', undefined, 827, 1169, 595.28, 841.47],
    ['of a camera that says 72', 72, 3000, 4000, 595.28, 793.7],
    ['across, without resolution', undefined, 1654, 1169, 1190.55, 841.46],
  ])('%s is laid on A4 or A3', async (_, density, widthPx, heightPx, widthPt, heightPt) => {
    const image = sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: 'white' } })
    const bytes = await (density === undefined ? image : image.withMetadata({ density })).jpeg().toBuffer()
    const [page] = await pagesOf((await make('jpeg', bytes)).pdf, 20)
    expect(page?.widthPt).toBeCloseTo(widthPt, 0)
    expect(page?.heightPt).toBeCloseTo(heightPt, 0)
  })
})

describe('a PNG', () => {
  test.each([
    ['colour', () => picture(400, 500, 3).png()],
    ['grey', () => picture(400, 500, 1).toColourspace('b-w').png()],
    ['palette', () => picture(400, 500, 3).png({ palette: true, colours: 16 })],
    ['interlaced', () => picture(400, 500, 3).png({ progressive: true })],
    [
      'black and white',
      () => picture(401, 500, 1).threshold(150).toColourspace('b-w').png({ palette: true, colours: 2 }),
    ],
    ['see-through', () => picture(400, 500, 3).ensureAlpha(0.4).png()],
  ])('%s keeps every pixel', async (_, image) => {
    const bytes = await image().withMetadata({ density: 100 }).toBuffer()
    const { pdf } = await make('png', bytes)
    const [page] = await pagesOf(pdf, 100)
    expect(page?.filter).toBe('FlateDecode')
    if (page) expectSame(page.shown, await decoded(bytes))
  })
})

describe('a TIFF', () => {
  test.each([
    ['LZW in colour', 3, { compression: 'lzw', predictor: 'horizontal' }],
    ['Deflate in grey', 1, { compression: 'deflate' }],
    ['uncompressed', 3, { compression: 'none' }],
    ['PackBits', 1, { compression: 'packbits' }],
    ['tiled', 3, { compression: 'lzw', tile: true, tileWidth: 128, tileHeight: 128 }],
    ['JPEG of colours that are no YCbCr', 3, { compression: 'jpeg', quality: 95 }],
    ['JPEG in tiles', 3, { compression: 'jpeg', quality: 80, tile: true, tileWidth: 128, tileHeight: 128 }],
  ] as const)('%s keeps every pixel', async (_, channels, options) => {
    const image = picture(400, 500, channels)
    const bytes = await (channels === 1 ? image.toColourspace('b-w') : image)
      .tiff({ ...options, xres: 100 / 25.4, yres: 100 / 25.4 })
      .toBuffer()
    const [page] = await pagesOf((await make('tiff', bytes)).pdf, 100)
    expect(page?.filter).toBe('FlateDecode')
    if (page) expectSame(page.shown, await decoded(bytes))
  })

  test.each(['little', 'big'] as const)(
    'of fax data goes in as it is, page after page (%s-endian)',
    async (order) => {
      const bytes = fax(5, order)
      const { pageCount, pdf } = await make('tiff', bytes)
      expect(pageCount).toBe(5)
      const pages = await pagesOf(pdf, 100)
      expect(pages.map(({ filter }) => filter)).toEqual(Array(5).fill('CCITTFaxDecode'))
      for (const [index, page] of pages.entries()) {
        expect(bytes.includes(page.bytes)).toBe(true)
        expectSame(page.shown, await decoded(bytes, index))
      }
    },
  )

  test.each([
    ['photometric 1', { photometric: 1 }, 'CCITTFaxDecode'],
    ['several strips', { strips: 4 }, 'FlateDecode'],
    ['bits in the other order', { fillOrder: 2 }, 'FlateDecode'],
    ['turned', { orientation: 6 }, 'CCITTFaxDecode'],
    ['mirrored', { orientation: 2 }, 'FlateDecode'],
  ] as const)('of fax data with %s is shown rightly', async (_, options, filter) => {
    const bytes = writeTiff([faxImage(7, options)])
    const [page] = await pagesOf((await make('tiff', bytes)).pdf, 100)
    expect(page?.filter).toBe(filter)
    if (page) expectSame(page.shown, await decoded(bytes))
  })

  test.each([
    ['colour', 3],
    ['grey', 1],
  ] as const)('of JPEG data in many strips, %s, keeps the picture bit for bit', async (_, channels) => {
    // Of no whole number of blocks either way.
    const image = picture(425, 1500, channels).blur(3)
    const bytes = await (channels === 1 ? image.toColourspace('b-w') : image)
      .tiff({ compression: 'jpeg', quality: 80, xres: 100 / 25.4, yres: 100 / 25.4 })
      .toBuffer()
    const file = join(folder, `${++files}`)
    await writeFile(file, bytes)
    const handle = await open(file)
    const [frame] = await readTiffFrames(handle, 1)
    await handle.close()
    expect(frame?.strips.length).toBeGreaterThan(2)
    const [page] = await pagesOf((await make('tiff', bytes)).pdf, 100)
    expect(page?.filter).toBe('DCTDecode')
    for (const { offset, length } of frame?.strips ?? []) {
      const strip = bytes.subarray(offset, offset + length)
      const scan = strip.indexOf(Buffer.from([0xff, 0xda]))
      const start = scan + 2 + strip.readUInt16BE(scan + 2)
      expect(page?.bytes.includes(strip.subarray(start, -2))).toBe(true)
    }
    // Where strips meet, colours of a coarser grid are smoothed across by one reader and not by the other.
    if (page) expectSame(page.shown, await decoded(bytes), channels === 1 ? 6 : 40)
  })

  test('of JPEG data with its tables apart keeps the picture', async () => {
    const jpeg = await picture(400, 500, 3).jpeg({ quality: 80, chromaSubsampling: '4:4:4' }).toBuffer()
    const { tables, rest } = takeTables(jpeg)
    const image = {
      widthPx: 400,
      heightPx: 500,
      bits: 8,
      samples: 3,
      compression: 7,
      photometric: 6,
      dpi: 100,
    }
    const bytes = writeTiff([{ tags: [...imageTags(image), [347, 7, tables]], strips: [rest] }])
    const [page] = await pagesOf((await make('tiff', bytes)).pdf, 100)
    expect(page?.filter).toBe('DCTDecode')
    if (page) expectSame(page.shown, await decoded(jpeg), 6)
  })

  test('of sixteen bits keeps them', async () => {
    const pixels = Buffer.alloc(200 * 200 * 2)
    for (let at = 0; at < 200 * 200; at++) pixels.writeUInt16LE((at * 37) % 65536, at * 2)
    const image = { widthPx: 200, heightPx: 200, bits: 16, compression: 1, photometric: 1, dpi: 100 }
    const bytes = writeTiff([{ tags: imageTags(image), strips: [pixels] }])
    const { pdf } = await make('tiff', bytes)
    expect(pdf.toString('latin1')).toContain('/BitsPerComponent 16')
    const [page] = await pagesOf(pdf, 100)
    if (page) expectSame(page.shown, await decoded(bytes), 1)
  })

  test('leaves thumbnails out, and the same file gives the same PDF', async () => {
    const thumbnail = faxImage(2)
    thumbnail.tags.push([254, 4, [1]])
    const bytes = writeTiff([faxImage(1), thumbnail, faxImage(3)])
    const first = await make('tiff', bytes)
    expect(first.pageCount).toBe(2)
    expect(sha((await make('tiff', bytes)).pdf)).toBe(sha(first.pdf))
  })
})

/** Two billion pixels in a hundred bytes. */
function hugePng(): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(50_000, 0)
  header.writeUInt32BE(50_000, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)])
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function endlessTiff(): Buffer {
  const bytes = writeTiff([faxImage(1)])
  const at = bytes.readUInt32LE(4)
  bytes.writeUInt32LE(at, at + 2 + bytes.readUInt16LE(at) * 12)
  return bytes
}

function fax(pages: number, order: 'little' | 'big' = 'little'): Buffer {
  return writeTiff(
    Array.from({ length: pages }, (_, index) => faxImage(index + 1)),
    order,
  )
}

/** An image of 384 × 512 in fax data. */
function faxImage(
  seed: number,
  {
    photometric = 0,
    strips = 1,
    fillOrder = 1,
    orientation = 1,
  }: { photometric?: number; strips?: number; fillOrder?: number; orientation?: number } = {},
): TiffImage {
  const widthPx = 384
  const heightPx = 512
  const rows = heightPx / strips
  const data = Array.from({ length: strips }, (_, strip) => encodeG4(seed + strip, rows))
  const image = { widthPx, heightPx, bits: 1, compression: 4, photometric, dpi: 100, rowsPerStrip: rows }
  return {
    tags: [...imageTags(image), [266, 3, [fillOrder]], [274, 3, [orientation]]],
    strips: fillOrder === 2 ? data.map((bytes) => Buffer.from(bytes.map(reverseBits))) : data,
  }
}

const reverseBits = (byte: number): number => {
  let reversed = 0
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) reversed |= 0x80 >> bit
  return reversed
}

/** White, a black bar of 64 pixels at a place the seed tells, white; the same on each row. Codes of ITU-T T.6. */
function encodeG4(seed: number, rows: number): Buffer {
  const WHITE_64 = '11011'
  const WHITE_128 = '10010'
  const WHITE_0 = '00110101'
  const BLACK_64_0 = '00000011110000110111'
  const start = 64 * (1 + (seed % 2))
  const first = `001${start === 64 ? WHITE_64 : WHITE_128}${WHITE_0}${BLACK_64_0}1`
  // Each row ends at the edge: one vertical code for it, and two for the bar of the row above.
  const next = '111'
  const end = '000000000001000000000001'
  const bits = first + next.repeat(rows - 1) + end
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return Buffer.from(padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
}

/** Cuts the quantisation and Huffman tables out of a JPEG, as TIFF keeps them. */
function takeTables(jpeg: Buffer): { tables: Buffer; rest: Buffer } {
  const tables: Buffer[] = []
  const rest: Buffer[] = []
  let at = 2
  while (jpeg[at + 1] !== 0xda) {
    const segment = jpeg.subarray(at, at + 2 + jpeg.readUInt16BE(at + 2))
    ;(jpeg[at + 1] === 0xdb || jpeg[at + 1] === 0xc4 ? tables : rest).push(segment)
    at += segment.length
  }
  const start = Buffer.from([0xff, 0xd8])
  return {
    tables: Buffer.concat([start, ...tables, Buffer.from([0xff, 0xd9])]),
    rest: Buffer.concat([start, ...rest.filter((segment) => segment[1] !== 0xe0), jpeg.subarray(at)]),
  }
}
