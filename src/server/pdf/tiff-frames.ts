import type { FileHandle } from 'node:fs/promises'
import { PdfRefused } from './pdf-refused.ts'

/** Where some bytes of the file are. */
export interface FileRange {
  offset: number
  length: number
}

/** One image of a TIFF file, as its directory describes it. Numbers without a name of ours are those of the TIFF specification. */
export interface TiffFrame {
  /** Place in the chain of directories, from 0. */
  index: number
  widthPx: number
  heightPx: number
  bitsPerSample: number
  samplesPerPixel: number
  compression: number
  photometric: number
  fillOrder: number
  /** 1..8 as in EXIF. */
  orientation: number
  t4Options: number
  t6Options: number
  /** Dots per inch; null when the file does not say. */
  xDpi: number | null
  yDpi: number | null
  /** The image from top to bottom; none when it is stored in tiles. */
  strips: FileRange[]
  rowsPerStrip: number
  jpegTables: FileRange | null
}

const IS_REDUCED = 1
const SHORT = 3
const LONG = 4
const RATIONAL = 5
const SIZES: Record<number, number> = { 1: 1, 2: 1, [SHORT]: 2, [LONG]: 4, [RATIONAL]: 8, 7: 1, 13: 4 }
const MOST_TAGS = 1000
/** One for each row of the tallest image. */
const MOST_STRIPS = 100_000
const CM_PER_INCH = 2.54

const damaged = (detail: string) => new PdfRefused('image_damaged', detail)

/**
 * Lists the images of a TIFF file in order, thumbnails left out; reads the directories only, however large the file.
 * @throws PdfRefused `image_damaged`, `image_empty`, `pdf_too_many_pages`
 */
export async function readTiffFrames(file: FileHandle, maxFrames: number): Promise<TiffFrame[]> {
  const { size } = await file.stat()
  const read = async (offset: number, length: number): Promise<Buffer> => {
    if (offset + length > size) throw damaged(`${length} bytes at ${offset} of ${size}`)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
    if (bytesRead !== length) throw damaged(`${bytesRead} of ${length} bytes at ${offset}`)
    return buffer
  }
  const header = await read(0, 8)
  const little = header[0] === 0x49
  const short = (bytes: Buffer, at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const long = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))

  const frames: TiffFrame[] = []
  const seen = new Set<number>()
  let thumbnails = 0
  for (let at = long(header, 4), index = 0; at !== 0; index++) {
    if (seen.has(at)) throw damaged('the chain of directories is a loop')
    seen.add(at)
    // Thumbnails count too: a chain of nothing else must end somewhere.
    if (frames.length + thumbnails > maxFrames * 2 || frames.length > maxFrames)
      throw new PdfRefused('pdf_too_many_pages', `more than ${maxFrames}`)
    const count = short(await read(at, 2), 0)
    if (count === 0 || count > MOST_TAGS) throw damaged(`${count} tags`)
    const directory = await read(at + 2, count * 12 + 4)
    const tags = new Map<number, { type: number; count: number; at: number }>()
    for (let entry = 0; entry < count * 12; entry += 12) {
      tags.set(short(directory, entry), {
        type: short(directory, entry + 2),
        count: long(directory, entry + 4),
        at: entry + 8,
      })
    }
    const range = (tag: number): FileRange | null => {
      const found = tags.get(tag)
      const length = (SIZES[found?.type ?? 0] ?? 0) * (found?.count ?? 0)
      return found === undefined || length <= 4 ? null : { offset: long(directory, found.at), length }
    }
    const numberOf = (tag: number): number | undefined => {
      const found = tags.get(tag)
      if (found === undefined || found.count === 0) return undefined
      if (found.type === SHORT && found.count <= 2) return short(directory, found.at)
      if (found.type === LONG && found.count === 1) return long(directory, found.at)
      return undefined
    }
    /** The first of several values, read where they stand. */
    const firstOf = async (tag: number): Promise<number | undefined> => {
      const where = range(tag)
      if (where === null) return numberOf(tag)
      return tags.get(tag)?.type === SHORT ? short(await read(where.offset, 2), 0) : undefined
    }
    const listOf = async (tag: number): Promise<number[]> => {
      const { type = 0, count: length = 0 } = tags.get(tag) ?? {}
      const where = range(tag)
      if (where === null && length < 2) return [numberOf(tag)].filter((value) => value !== undefined)
      if (length > MOST_STRIPS || (type !== SHORT && type !== LONG)) throw damaged(`${length} strips`)
      // Two short numbers fit where others have the place they are at.
      const bytes =
        where === null ? directory.subarray(tags.get(tag)?.at) : await read(where.offset, where.length)
      return Array.from({ length }, (_, at) => (type === SHORT ? short(bytes, at * 2) : long(bytes, at * 4)))
    }
    const rational = async (tag: number): Promise<number | null> => {
      const where = range(tag)
      if (where === null || tags.get(tag)?.type !== RATIONAL) return null
      const value = await read(where.offset, 8)
      return long(value, 4) === 0 ? null : long(value, 0) / long(value, 4)
    }

    const unit = numberOf(296) ?? 2
    const perInch = (value: number | null) =>
      value === null || value <= 0 || unit === 1 ? null : unit === 3 ? value * CM_PER_INCH : value
    const offsets = await listOf(273)
    const lengths = await listOf(279)
    const frame: TiffFrame = {
      index,
      widthPx: numberOf(256) ?? 0,
      heightPx: numberOf(257) ?? 0,
      bitsPerSample: (await firstOf(258)) ?? 1,
      samplesPerPixel: numberOf(277) ?? 1,
      compression: numberOf(259) ?? 1,
      photometric: numberOf(262) ?? 0,
      fillOrder: numberOf(266) ?? 1,
      orientation: numberOf(274) ?? 1,
      t4Options: numberOf(292) ?? 0,
      t6Options: numberOf(293) ?? 0,
      xDpi: perInch(await rational(282)),
      yDpi: perInch(await rational(283)),
      strips:
        offsets.length === lengths.length
          ? offsets.map((offset, strip) => ({ offset, length: lengths[strip] ?? 0 }))
          : [],
      rowsPerStrip: numberOf(278) ?? 0,
      jpegTables: range(347),
    }
    if (frame.widthPx === 0 || frame.heightPx === 0) throw damaged(`image ${index} has no size`)
    if (frame.strips.some((strip) => strip.offset + strip.length > size))
      throw damaged(`image ${index} ends beyond the file`)
    if (((numberOf(254) ?? 0) & IS_REDUCED) === 0) frames.push(frame)
    else thumbnails++
    at = long(directory, count * 12)
  }
  if (frames.length === 0) throw new PdfRefused('image_empty', 'no directory')
  if (frames.length > maxFrames) throw new PdfRefused('pdf_too_many_pages', `more than ${maxFrames}`)
  return frames
}
