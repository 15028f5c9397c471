import { PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { wrapCcittAsTiff } from './ccitt-tiff.ts'

const WIDTH = 400
/** Low enough for one strip of the TIFF writer. */
const HEIGHT = 120

/** A black square on white, fax-coded: the bare data of the strip in a TIFF file. */
async function faxData(): Promise<Buffer> {
  const square = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#fff"/><rect x="50" y="30" width="100" height="60"/></svg>`,
  )
  const tiff = await sharp(square)
    .flatten()
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite: true, tile: false })
    .toBuffer()
  const directory = tiff.readUInt32LE(4)
  const tags = new Map<number, { at: number; count: number; type: number }>()
  for (let i = 0; i < tiff.readUInt16LE(directory); i++) {
    const at = directory + 2 + i * 12
    tags.set(tiff.readUInt16LE(at), {
      at: at + 8,
      count: tiff.readUInt32LE(at + 4),
      type: tiff.readUInt16LE(at + 2),
    })
  }
  const offsets = tags.get(273)
  const lengths = tags.get(279)
  if (offsets?.count !== 1 || !lengths) throw new Error('expected one strip')
  const length = lengths.type === 3 ? tiff.readUInt16LE(lengths.at) : tiff.readUInt32LE(lengths.at)
  const start = tiff.readUInt32LE(offsets.at)
  return tiff.subarray(start, start + length)
}

async function faxImage(parameters: Record<string, number | boolean>): Promise<PDFRawStream> {
  const { context } = await PDFDocument.create()
  const dict = context.obj({ Subtype: 'Image', Width: WIDTH, Height: HEIGHT, DecodeParms: parameters })
  dict.set(PDFName.of('Filter'), PDFName.of('CCITTFaxDecode'))
  return PDFRawStream.of(dict, await faxData())
}

async function greyAt(tiff: Uint8Array | null, x: number, y: number) {
  const { data } = await sharp(tiff ?? Buffer.alloc(0))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return data[y * WIDTH + x]
}

it('leaves what TIFF cannot say to the renderer', async () => {
  const aligned = await faxImage({ K: -1, Columns: WIDTH, EncodedByteAlign: true })
  expect(wrapCcittAsTiff(aligned, WIDTH, HEIGHT)).toBeNull()
  const otherWidth = await faxImage({ K: -1, Columns: 1728 })
  expect(wrapCcittAsTiff(otherWidth, WIDTH, HEIGHT)).toBeNull()
})

it('keeps black black, and turns it over as the PDF asks', async () => {
  const plain = wrapCcittAsTiff(await faxImage({ K: -1, Columns: WIDTH, Rows: HEIGHT }), WIDTH, HEIGHT)
  expect([await greyAt(plain, 100, 60), await greyAt(plain, 300, 100)]).toEqual([0, 255])
  const inverted = wrapCcittAsTiff(await faxImage({ K: -1, Columns: WIDTH, BlackIs1: true }), WIDTH, HEIGHT)
  expect([await greyAt(inverted, 100, 60), await greyAt(inverted, 300, 100)]).toEqual([255, 0])
})
