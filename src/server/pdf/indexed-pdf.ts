import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import {
  decodePDFRawStream,
  PDFArray,
  PDFContext,
  PDFDict,
  type PDFObject,
  PDFObjectParser,
  PDFRawStream,
  PDFRef,
} from '@cantoo/pdf-lib'
import { entry, name, nameOf, numberOf } from './pdf-objects.ts'

/** The index of a PDF does not say where its objects are: only reading the whole file can tell. */
export class IndexUnusable extends Error {
  override name = 'IndexUnusable'
}

export interface IndexedPdf {
  /** Looks like any other context, but reads an object from the file when it is first asked for. */
  context: PDFContext
  /** Root of the page tree. */
  pageTree: PDFDict
  /** Keeps in memory what was read up to now; what is read later is dropped by `forget`. */
  keep(): void
  forget(): void
  close(): void
}

type Place = { offset: number; generation: number } | { streamNumber: number; index: number }

/** Where the last cross-reference table begins is written at the very end; some programs add a few lines after it. */
const TAIL_BYTES = 2048
/** More sections than this are a loop or an attack. */
const MOST_SECTIONS = 512
const MOST_OBJECTS = 5_000_000
const FIRST_CHUNK_BYTES = 4096
/** Dictionaries are small; one beyond this is left to the reader of whole files. */
const LONGEST_DICT_BYTES = 8 << 20

/**
 * Opens a PDF by its cross-reference tables and reads its objects one by one, so that neither the time to open it nor the memory
 * held grows with the images in it (ISO 32000-1, 7.5).
 * @throws IndexUnusable when the tables are missing, wrong or encrypted, here or later, at the first object that is not where it
 * should be.
 */
export function openIndexedPdf(path: string): IndexedPdf {
  const file = openSync(path, 'r')
  try {
    return indexPdf(file)
  } catch (error) {
    closeSync(file)
    throw error instanceof IndexUnusable ? error : new IndexUnusable(String(error), { cause: error })
  }
}

function indexPdf(file: number): IndexedPdf {
  const { size } = fstatSync(file)
  const read = (from: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - from)))
    const got = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, from)
    return bytes.subarray(0, got)
  }
  // Offsets count from the header: with stray bytes before it they would all be moved.
  if (!read(0, 5).equals(Buffer.from('%PDF-'))) throw new IndexUnusable('stray bytes before the header')
  const places = new Map<number, Place>()
  const context = PDFContext.create()
  const loading = new Set<number>()
  const loaded = new Map<PDFRef, PDFObject>()
  const kept = new Map<PDFRef, PDFObject>()
  let objectStreams = new Map<number, PDFObject[]>()

  /** Undefined for an object the file does not have. */
  const load = (ref: PDFRef): PDFObject | undefined => {
    const place = places.get(ref.objectNumber)
    if (place === undefined || loading.has(ref.objectNumber)) return undefined
    loading.add(ref.objectNumber)
    try {
      if ('offset' in place)
        return place.generation === ref.generationNumber
          ? readObjectAt(read, context, place.offset, ref.objectNumber)
          : undefined
      if (ref.generationNumber !== 0) return undefined
      const stream = objectStreams.get(place.streamNumber) ?? readObjectStream(context, place.streamNumber)
      objectStreams.set(place.streamNumber, stream)
      return stream[place.index]
    } finally {
      loading.delete(ref.objectNumber)
    }
  }
  readIndex(read, size, context, places)
  readOnDemand(context, (ref) => {
    const known = kept.get(ref) ?? loaded.get(ref)
    if (known !== undefined) return known
    const object = load(ref)
    if (object !== undefined) loaded.set(ref, object)
    return object
  })
  const catalog = context.lookup(context.trailerInfo.Root)
  const pageTree = catalog instanceof PDFDict ? entry(catalog, 'Pages') : undefined
  if (!(pageTree instanceof PDFDict)) throw new IndexUnusable('no page tree')
  return {
    context,
    pageTree,
    keep() {
      for (const [ref, object] of loaded) kept.set(ref, object)
      loaded.clear()
    },
    forget() {
      loaded.clear()
      objectStreams = new Map()
    },
    close: () => closeSync(file),
  }
}

/** Every way of asking a context for an object ends in this map. */
function readOnDemand(context: PDFContext, get: (ref: PDFRef) => PDFObject | undefined) {
  const objects: Map<PDFRef, PDFObject> = Reflect.get(context, 'indirectObjects')
  objects.get = get
}

type ReadBytes = (from: number, length: number) => Buffer

/** Follows the sections from the newest to the oldest; what a newer one says of an object counts. */
function readIndex(read: ReadBytes, size: number, context: PDFContext, places: Map<number, Place>) {
  const tail = read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES).toString('latin1')
  const written = /^startxref\s+(\d+)\s/.exec(tail.slice(Math.max(0, tail.lastIndexOf('startxref'))))?.[1]
  if (written === undefined) throw new IndexUnusable('no startxref')
  const free = new Set<number>()
  const note = (objectNumber: number, place: Place | null) => {
    if (places.has(objectNumber) || free.has(objectNumber)) return
    if (places.size >= MOST_OBJECTS) throw new IndexUnusable('too many objects')
    if (place === null) free.add(objectNumber)
    else places.set(objectNumber, place)
  }
  const waiting = [Number(written)]
  const seen = new Set<number>()
  for (let offset = waiting.shift(); offset !== undefined; offset = waiting.shift()) {
    if (seen.has(offset)) continue
    if (seen.size === MOST_SECTIONS || offset >= size)
      throw new IndexUnusable('cross-references lead nowhere')
    seen.add(offset)
    const trailer = readTable(read, context, offset, note) ?? readTableStream(read, context, offset, note)
    if (trailer.get(name('Encrypt'))) throw new IndexUnusable('encrypted')
    const root = trailer.get(name('Root'))
    if (root) context.trailerInfo.Root ??= root
    // In a file for old and new readers, the stream comes before the table it accompanies.
    for (const key of ['XRefStm', 'Prev']) {
      const next = numberOf(trailer.get(name(key)))
      if (next !== undefined) waiting.push(next)
    }
  }
}

/** Bytes of one line of a cross-reference table. */
const LINE_BYTES = 20

/** A table in the classic form; its trailer. Null when there is something else at `offset`. */
function readTable(
  read: ReadBytes,
  context: PDFContext,
  offset: number,
  note: (objectNumber: number, place: Place | null) => void,
): PDFDict | null {
  const head = /^\s*xref\s+/.exec(read(offset, 64).toString('latin1'))
  if (!head) return null
  let at = offset + head[0].length
  for (;;) {
    const heading = /^\s*(\d+) +(\d+)\s+/.exec(read(at, 64).toString('latin1'))
    if (!heading) break
    const [all, first, count] = [heading[0], Number(heading[1]), Number(heading[2])]
    if (count > MOST_OBJECTS) throw new IndexUnusable('too many objects')
    at += all.length
    const lines = read(at, count * LINE_BYTES)
    for (let i = 0; i < count; i++) {
      const line = lines.toString('latin1', i * LINE_BYTES, (i + 1) * LINE_BYTES)
      const found = /^(\d{10}) (\d{5}) ([nf])[\s]{2}$/.exec(line)
      if (!found) throw new IndexUnusable('a malformed table')
      note(first + i, found[3] === 'n' ? { offset: Number(found[1]), generation: Number(found[2]) } : null)
    }
    at += lines.length
  }
  const keyword = /^\s*trailer\s*/.exec(read(at, 64).toString('latin1'))
  const trailer = keyword && parseValue(read, context, at + keyword[0].length).value
  if (!(trailer instanceof PDFDict)) throw new IndexUnusable('no trailer')
  return trailer
}

/** A table in the form of a stream; its dictionary is the trailer. */
function readTableStream(
  read: ReadBytes,
  context: PDFContext,
  offset: number,
  note: (objectNumber: number, place: Place | null) => void,
): PDFDict {
  const stream = readObjectAt(read, context, offset, null)
  if (!(stream instanceof PDFRawStream) || nameOf(entry(stream.dict, 'Type')) !== 'XRef')
    throw new IndexUnusable('no cross-references where they should be')
  const numbers = (key: string) => {
    const array = entry(stream.dict, key)
    return array instanceof PDFArray ? array.asArray().map((item) => numberOf(item) ?? -1) : undefined
  }
  const [typeBytes = 0, secondBytes = 0, thirdBytes = 0] = numbers('W') ?? []
  const index = numbers('Index') ?? [0, numberOf(entry(stream.dict, 'Size')) ?? 0]
  const bytes = decodePDFRawStream(stream).decode()
  let at = 0
  const next = (length: number) => {
    let value = 0
    for (let i = 0; i < length; i++) value = value * 256 + (bytes[at++] ?? 0)
    return value
  }
  for (let i = 0; i + 1 < index.length; i += 2) {
    const [first = 0, count = 0] = index.slice(i, i + 2)
    for (let j = 0; j < count && at < bytes.length; j++) {
      const type = typeBytes === 0 ? 1 : next(typeBytes)
      const [second, third] = [next(secondBytes), next(thirdBytes)]
      if (type === 1) note(first + j, { offset: second, generation: third })
      else note(first + j, type === 2 ? { streamNumber: second, index: third } : null)
    }
  }
  return stream.dict
}

/** @param objectNumber the one that must stand there; null when any may. */
function readObjectAt(
  read: ReadBytes,
  context: PDFContext,
  offset: number,
  objectNumber: number | null,
): PDFObject {
  const head = /^\s*(\d+)\s+(\d+)\s+obj/.exec(read(offset, 64).toString('latin1'))
  if (!head || (objectNumber !== null && Number(head[1]) !== objectNumber))
    throw new IndexUnusable(`object ${objectNumber} is not where it should be`)
  const { value, end } = parseValue(read, context, offset + head[0].length)
  if (!(value instanceof PDFDict)) return value
  const keyword = /^(\s|%[^\r\n]*[\r\n])*stream(\r\n|\n|\r)/.exec(read(end, 256).toString('latin1'))
  if (!keyword) return value
  const start = end + keyword[0].length
  const length = numberOf(entry(value, 'Length'))
  const after = length === undefined ? '' : read(start + length, 16).toString('latin1')
  if (length === undefined || !/^\s*endstream/.test(after))
    throw new IndexUnusable(`object ${objectNumber} is not as long as it says`)
  return PDFRawStream.of(value, read(start, length))
}

/** The objects packed in a stream, by their place in it. */
function readObjectStream(context: PDFContext, objectNumber: number): PDFObject[] {
  const stream = context.lookup(PDFRef.of(objectNumber))
  if (!(stream instanceof PDFRawStream)) throw new IndexUnusable(`no object stream ${objectNumber}`)
  const bytes = decodePDFRawStream(stream).decode()
  const count = numberOf(entry(stream.dict, 'N')) ?? 0
  const first = numberOf(entry(stream.dict, 'First')) ?? 0
  const numbers = Buffer.from(bytes.subarray(0, first)).toString('latin1').trim().split(/\s+/).map(Number)
  return Array.from({ length: Math.min(count, numbers.length >> 1) }, (_, i) =>
    PDFObjectParser.forBytes(bytes.subarray(first + (numbers[2 * i + 1] ?? 0)), context).parseObject(),
  )
}

/** Parses the value that begins at `from`, reading as much of the file as it takes. `end` is exact after a dictionary. */
function parseValue(read: ReadBytes, context: PDFContext, from: number): { value: PDFObject; end: number } {
  for (let length = FIRST_CHUNK_BYTES; length <= LONGEST_DICT_BYTES; length *= 8) {
    const bytes = read(from, length)
    const start = bytes.findIndex((byte) => !isSpace(byte))
    if (bytes[start] === 0x3c && bytes[start + 1] === 0x3c) {
      const end = endOfDict(bytes, start)
      if (end > 0) {
        // Cut off here, so that the parser does not take the stream behind it for a broken one.
        const value = PDFObjectParser.forBytes(bytes.subarray(0, end), context).parseObject()
        return { value, end: from + end }
      }
    } else if (bytes.includes('endobj') || bytes.length < length) {
      return { value: PDFObjectParser.forBytes(bytes, context).parseObject(), end: from + bytes.length }
    }
    if (bytes.length < length) break
  }
  throw new IndexUnusable(`no end of the object at ${from}`)
}

const isSpace = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13) || byte === 0

/** Index after the `>>` that closes the dictionary beginning at `from`; -1 when it is not among the bytes. */
function endOfDict(bytes: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === 0x28) {
      at = endOfString(bytes, at)
      if (at < 0) return -1
    } else if (byte === 0x25) {
      while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++
    } else if (byte === 0x3c && bytes[at + 1] === 0x3c) {
      depth++
      at++
    } else if (byte === 0x3e && bytes[at + 1] === 0x3e) {
      at++
      if (--depth === 0) return at + 1
    } else if (byte === 0x3c) {
      while (at < bytes.length && bytes[at] !== 0x3e) at++
    }
  }
  return -1
}

/** Index of the parenthesis that closes the string beginning at `from`; -1 when it is not among the bytes. */
function endOfString(bytes: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === 0x5c) at++
    else if (bytes[at] === 0x28) depth++
    else if (bytes[at] === 0x29 && --depth === 0) return at
  }
  return -1
}
