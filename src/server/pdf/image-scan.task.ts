import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import type { Rotation } from '#domain/geometry.ts'
import { MOST_PIXELS } from '#server/image/page-raster.ts'
import { faxEntries, type ImagePage, ImagePdf, jpegEntries, type StoredImage } from './image-pdf.ts'
import type { ImageKind } from './image-scan.ts'
import { readJpegHead, turnOf } from './jpeg-head.ts'
import { paperSize } from './paper-size.ts'
import { type PdfRefusalCode, PdfRefused } from './pdf-refused.ts'
import { type FileRange, readTiffFrames, type TiffFrame } from './tiff-frames.ts'
import { joinJpegStrips } from './tiff-jpeg.ts'

export interface ImageScanInput {
  imagePath: string
  kind: ImageKind
  pdfPath: string
  maxPages: number
  maxBytes: number
}

export type ImageScanOutcome =
  | { type: 'made'; pageCount: number }
  | { type: 'refused'; code: PdfRefusalCode; detail: string; sourcePage: number | undefined }

/** Runs in the child process of `makeImagePdf`; a message for each page says that it is alive. */
export async function run(
  input: ImageScanInput,
  emit: (message: number) => Promise<void>,
): Promise<ImageScanOutcome> {
  const file = await open(input.imagePath)
  const pdf = await ImagePdf.create(input.pdfPath)
  let pageCount = 0
  try {
    for await (const page of readPages(file, input)) {
      await pdf.addPage(page)
      await emit(++pageCount)
      if (pdf.byteSize > input.maxBytes)
        throw new PdfRefused('image_too_heavy', `${pdf.byteSize} bytes after page ${pageCount}`)
    }
    await pdf.finish()
    return { type: 'made', pageCount }
  } catch (error) {
    if (!(error instanceof PdfRefused)) throw error
    const { code, detail } = error
    return { type: 'refused', code, detail, sourcePage: pageCount + 1 }
  } finally {
    await pdf.close()
    await file.close()
  }
}

type ImageInput = Pick<ImageScanInput, 'imagePath' | 'kind' | 'maxPages'>

async function* readPages(file: FileHandle, input: ImageInput): AsyncGenerator<ImagePage> {
  if (input.kind === 'jpeg') yield await jpegPage(file, input.imagePath)
  else if (input.kind === 'png') yield await pngPage(file, input.imagePath)
  else
    for (const frame of await readTiffFrames(file, input.maxPages))
      yield await tiffPage(file, input.imagePath, frame)
}

async function jpegPage(file: FileHandle, path: string): Promise<ImagePage> {
  const head = await readJpegHead((offset, length) => readUpTo(file, offset, length))
  if (head === null || head.widthPx === 0 || head.heightPx === 0)
    throw new PdfRefused('image_damaged', 'no picture in the JPEG')
  refuseHuge(head)
  const { density, orientation = 1 } = await readMetadata(path)
  const resolution = { xDpi: density ?? null, yDpi: density ?? null }
  const rotate = turnOf(orientation)
  const { size } = await file.stat()
  if (head.isPlain && rotate !== null && [1, 3, 4].includes(head.components)) {
    const image: StoredImage = {
      widthPx: head.widthPx,
      heightPx: head.heightPx,
      entries: jpegEntries(head.components, head.hasAdobeMark),
      byteLength: size,
      bytes: createReadStream(path),
    }
    return layOnPaper(image, resolution, rotate)
  }
  return layOnPaper(await unpack(path, 0, { mirrored: rotate === null }), resolution, rotate ?? 0)
}

async function pngPage(file: FileHandle, path: string): Promise<ImagePage> {
  const head = await readUpTo(file, 0, 24)
  if (head.length < 24) throw new PdfRefused('image_damaged', 'the PNG ends in its header')
  refuseHuge({ widthPx: head.readUInt32BE(16), heightPx: head.readUInt32BE(20) })
  const { density, orientation = 1 } = await readMetadata(path)
  const rotate = turnOf(orientation)
  const image = await unpack(path, 0, { mirrored: rotate === null })
  return layOnPaper(image, { xDpi: density ?? null, yDpi: density ?? null }, rotate ?? 0)
}

async function tiffPage(file: FileHandle, path: string, frame: TiffFrame): Promise<ImagePage> {
  refuseHuge(frame)
  const rotate = turnOf(frame.orientation)
  if (rotate !== null) {
    const image = faxImage(path, frame) ?? (await jpegOfTiff(file, frame))
    if (image !== null) return layOnPaper(image, frame, rotate)
  }
  return layOnPaper(await unpack(path, frame.index, { mirrored: rotate === null }), frame, rotate ?? 0)
}

const FAX_3 = 3
const FAX_4 = 4
const WHITE_IS_ZERO = 0
const BLACK_IS_ZERO = 1
/** T4Options: two-dimensional coding; the others (uncompressed passages, rows filled up to a byte) readers of PDF treat differently. */
const TWO_DIMENSIONAL = 1

/** The one strip of fax data as it is, when a PDF can say how to read it. */
function faxImage(path: string, frame: TiffFrame): StoredImage | null {
  const { strips, photometric, compression } = frame
  const [strip] = strips
  const isOneBit = frame.bitsPerSample === 1 && frame.samplesPerPixel === 1
  if (strip === undefined || strips.length > 1 || !isOneBit || frame.fillOrder !== 1) return null
  if (photometric !== WHITE_IS_ZERO && photometric !== BLACK_IS_ZERO) return null
  const isReadable =
    compression === FAX_4
      ? frame.t6Options === 0
      : compression === FAX_3 && (frame.t4Options & ~TWO_DIMENSIONAL) === 0
  if (!isReadable) return null
  const k = compression === FAX_4 ? -1 : frame.t4Options & TWO_DIMENSIONAL
  return {
    widthPx: frame.widthPx,
    heightPx: frame.heightPx,
    entries: faxEntries(frame, { k, blackIsOne: photometric === BLACK_IS_ZERO }),
    byteLength: strip.length,
    bytes: createReadStream(path, { start: strip.offset, end: strip.offset + strip.length - 1 }),
  }
}

const JPEG = 7
const YCBCR = 6
const MOST_TABLES = 1 << 16

/** JPEG data with its tables put back in front and its strips joined: a whole JPEG, its picture untouched. */
async function jpegOfTiff(file: FileHandle, frame: TiffFrame): Promise<StoredImage | null> {
  const { strips, jpegTables, photometric, samplesPerPixel } = frame
  if (frame.compression !== JPEG || strips.length === 0) return null
  // Without a mark of its own, readers take three components for YCbCr.
  if (samplesPerPixel === 1 ? photometric !== BLACK_IS_ZERO : samplesPerPixel !== 3 || photometric !== YCBCR)
    return null
  if (jpegTables !== null && jpegTables.length > MOST_TABLES) return null
  const tables = jpegTables && (await readRange(file, jpegTables))
  const pictures: Buffer[] = []
  for (const strip of strips) pictures.push(await readRange(file, strip))
  const whole = joinJpegStrips(tables, pictures, frame)
  const head =
    whole && (await readJpegHead(async (offset, length) => whole.subarray(offset, offset + length)))
  if (
    !whole ||
    !head?.isPlain ||
    head.components !== samplesPerPixel ||
    head.widthPx !== frame.widthPx ||
    head.heightPx !== frame.heightPx
  )
    return null
  return {
    widthPx: head.widthPx,
    heightPx: head.heightPx,
    entries: jpegEntries(head.components),
    byteLength: whole.length,
    bytes: [whole],
  }
}

const readMetadata = (path: string, page = 0) => openImage(path, page).metadata().catch(refuseDamaged)

const openImage = (path: string, page: number) =>
  sharp(path, {
    // Only formats of several images know of pages.
    ...(page > 0 && { page }),
    limitInputPixels: MOST_PIXELS,
    failOn: 'error',
    // The pixels as they are, and not as a colour profile would show them.
    ignoreIcc: true,
  })

/** The pixels of an image, stored without loss. */
async function unpack(path: string, page: number, { mirrored }: { mirrored: boolean }): Promise<StoredImage> {
  try {
    const { bitsPerSample, depth, space, hasAlpha, channels } = await openImage(path, page).metadata()
    const stored = openImage(path, page)
    const image = mirrored ? stored.autoOrient() : stored
    if (bitsPerSample === 1 && channels === 1) return await packBits(image)
    const isGrey = channels - (hasAlpha ? 1 : 0) === 1 && space !== 'srgb'
    const isDeep = depth === 'ushort'
    const opaque = hasAlpha ? image.flatten({ background: 'white' }) : image
    const png = await opaque
      .toColourspace(isGrey ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb')
      .png({ compressionLevel: 6, adaptiveFiltering: true })
      .toBuffer()
    return imageOfPng(png)
  } catch (error) {
    return refuseDamaged(error)
  }
}

/** Black and white at one bit a pixel, white being 1. */
async function packBits(image: Sharp): Promise<StoredImage> {
  const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const rowBytes = Math.ceil(width / 8)
  const packed = Buffer.alloc(rowBytes * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * rowBytes + (x >> 3)
      if ((data[y * width + x] ?? 0) > 127) packed[at] = (packed[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  const bytes = deflateSync(packed)
  const entries = '/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode'
  return { widthPx: width, heightPx: height, entries, byteLength: bytes.length, bytes: [bytes] }
}

const PNG_SIGNATURE_BYTES = 8
const PNG_RGB = 2

/** The data of a PNG is what a PDF calls Flate with a PNG predictor. Only for one we made: grey or RGB, not interlaced. */
function imageOfPng(png: Buffer): StoredImage {
  const parts: Buffer[] = []
  for (let at = PNG_SIGNATURE_BYTES; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const widthPx = png.readUInt32BE(16)
  const heightPx = png.readUInt32BE(20)
  const bits = png[24] ?? 8
  const isRgb = png[25] === PNG_RGB
  return {
    widthPx,
    heightPx,
    entries:
      `/ColorSpace /${isRgb ? 'DeviceRGB' : 'DeviceGray'} /BitsPerComponent ${bits} /Filter /FlateDecode ` +
      `/DecodeParms << /Predictor 15 /Colors ${isRgb ? 3 : 1} /BitsPerComponent ${bits} /Columns ${widthPx} >>`,
    byteLength: parts.reduce((sum, part) => sum + part.length, 0),
    bytes: parts,
  }
}

function layOnPaper(
  image: StoredImage,
  resolution: { xDpi: number | null; yDpi: number | null },
  rotate: Rotation,
): ImagePage {
  return { image, rotate, ...paperSize(image, resolution, rotate % 180 === 90) }
}

function refuseHuge({ widthPx, heightPx }: { widthPx: number; heightPx: number }): void {
  if (widthPx * heightPx > MOST_PIXELS) throw new PdfRefused('image_too_large', `${widthPx} × ${heightPx}`)
}

function refuseDamaged(error: unknown): never {
  throw new PdfRefused('image_damaged', error instanceof Error ? error.message : String(error))
}

async function readUpTo(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

const readRange = (file: FileHandle, { offset, length }: FileRange) => readUpTo(file, offset, length)
