import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import type { PDFContext, PDFObject } from '@cantoo/pdf-lib'
import { PDFArray, PDFDict, PDFDocument, PDFRawStream, PDFRef, type PDFStream } from '@cantoo/pdf-lib'
import { type IndexedPdf, openIndexedPdf } from './indexed-pdf.ts'
import { entry, name, nameOf } from './pdf-objects.ts'
import { PdfRefused } from './pdf-refused.ts'

/** A page of an opened PDF; `dict` is null when the page tree names a page that is not there. */
export interface ScanPage {
  dict: PDFDict | null
  /** Attributes that the page leaves to the nodes above it. */
  inherited: Map<string, PDFObject>
}

export interface ScanDocument {
  context: PDFContext
  pages: ScanPage[]
}

const INHERITABLE = ['Resources', 'MediaBox', 'CropBox', 'Rotate']
/** Deeper page trees than this are a loop or an attack. */
const DEEPEST_TREE = 60

/** A scan of which only what is looked at is in memory. */
export interface ScanFile extends ScanDocument {
  /** Drops what was read of the pages looked at so far. */
  forget(): void
  close(): void
}

/**
 * Opens a PDF file by its index, or whole when the index is of no use, repairing what can be repaired.
 * @param maxPages more pages than this are refused.
 * @throws PdfRefused
 */
export async function openScanFile(path: string, maxPages: number): Promise<ScanFile> {
  let indexed: IndexedPdf | undefined
  try {
    indexed = openIndexedPdf(path)
    const scan = listPages(indexed.context, indexed.pageTree, maxPages)
    indexed.keep()
    return { ...scan, forget: indexed.forget, close: indexed.close }
  } catch (error) {
    indexed?.close()
    if (error instanceof PdfRefused && error.code === 'pdf_too_many_pages') throw error
    return openWholeScanFile(path, maxPages)
  }
}

/** The same without trust in the index, for a file where it turned out wrong halfway. */
export async function openWholeScanFile(path: string, maxPages: number): Promise<ScanFile> {
  return { ...(await openScan(await readFile(path), maxPages)), forget() {}, close() {} }
}

/**
 * Opens a PDF and lists its pages, repairing what can be repaired.
 * @param maxPages more pages than this are refused.
 * @throws PdfRefused
 */
export async function openScan(bytes: Uint8Array, maxPages: number): Promise<ScanDocument> {
  // Readers accept the header anywhere in the first 1024 bytes.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(1024, bytes.length)).includes('%PDF-'))
    throw new PdfRefused('pdf_not_a_pdf', 'no %PDF- in the first 1024 bytes')
  const { context, root } = await loadPageTree(bytes)
  return listPages(context, root, maxPages)
}

function listPages(context: PDFContext, root: PDFDict, maxPages: number): ScanDocument {
  const pages: ScanPage[] = []
  collectPages(root, new Map(), new Set(), 0, pages, maxPages)
  if (pages.length === 0) throw new PdfRefused('pdf_empty', 'the page tree holds no page')
  if (pages.every((page) => page.dict === null)) throw new PdfRefused('pdf_damaged', 'every page is missing')
  return { context, pages }
}

async function loadPageTree(bytes: Uint8Array): Promise<{ context: PDFContext; root: PDFDict }> {
  try {
    // The empty password opens files that are only protected against printing or copying.
    const { context } = await PDFDocument.load(bytes, { updateMetadata: false, password: '' })
    const catalog = context.lookup(context.trailerInfo.Root)
    const root = catalog instanceof PDFDict ? entry(catalog, 'Pages') : undefined
    if (!(root instanceof PDFDict)) throw new Error('no page tree')
    return { context, root }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    // With a wrong password some files fail late, as if they were damaged.
    throw new PdfRefused(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/Encrypt')
        ? 'pdf_encrypted'
        : 'pdf_damaged',
      detail,
    )
  }
}

function collectPages(
  node: PDFDict,
  above: Map<string, PDFObject>,
  seen: Set<PDFDict>,
  depth: number,
  pages: ScanPage[],
  maxPages: number,
) {
  if (seen.has(node) || depth > DEEPEST_TREE) return
  seen.add(node)
  const inherited = new Map(above)
  for (const key of INHERITABLE) {
    const value = node.get(name(key))
    if (value) inherited.set(key, value)
  }
  const kids = entry(node, 'Kids')
  if (!(kids instanceof PDFArray)) {
    addPage(pages, { dict: node, inherited }, maxPages)
    return
  }
  for (let i = 0; i < kids.size(); i++) {
    const kid = kids.lookup(i)
    if (kid instanceof PDFDict) collectPages(kid, inherited, seen, depth + 1, pages, maxPages)
    else if (kids.get(i) instanceof PDFRef) addPage(pages, { dict: null, inherited }, maxPages)
  }
}

function addPage(pages: ScanPage[], page: ScanPage, maxPages: number) {
  if (pages.length === maxPages) throw new PdfRefused('pdf_too_many_pages', `more than ${maxPages}`)
  pages.push(page)
}

/** A page's own or inherited attribute, references followed. */
export function pageAttribute(context: PDFContext, page: ScanPage, key: string): PDFObject | undefined {
  const own = page.dict?.get(name(key))
  return context.lookup(own ?? page.inherited.get(key))
}

/** Page contents are small; what inflates to more than this is no scan and is left to the renderer. */
const MOST_CONTENT_BYTES = 1 << 20

/** The decoded content of a page, its streams joined; null when filtered by anything but Flate, or too long. */
export function readPageContent(context: PDFContext, dict: PDFDict): Uint8Array | null {
  const contents = context.lookup(dict.get(name('Contents')))
  const streams =
    contents instanceof PDFArray ? contents.asArray().map((item) => context.lookup(item)) : [contents]
  const parts: Uint8Array[] = []
  for (const stream of streams) {
    if (!(stream instanceof PDFRawStream)) return null
    const part = inflateStream(stream, MOST_CONTENT_BYTES)
    if (!part) return null
    parts.push(part, Buffer.from('\n'))
  }
  return Buffer.concat(parts)
}

/** Filters of a stream, outermost first. */
export function filtersOf(stream: PDFStream): string[] {
  const filter = entry(stream.dict, 'Filter')
  if (filter instanceof PDFArray) return filter.asArray().map((_, i) => nameOf(filter.lookup(i)) ?? '?')
  return filter === undefined ? [] : [nameOf(filter) ?? '?']
}

/** Bytes of a stream that is plain or Flate-coded without predictor; null otherwise or beyond `maxBytes`. */
function inflateStream(stream: PDFRawStream, maxBytes: number): Uint8Array | null {
  const filters = filtersOf(stream)
  if (filters.length === 0) return stream.contents.length <= maxBytes ? stream.contents : null
  if (filters.length > 1 || filters[0] !== 'FlateDecode' || entry(stream.dict, 'DecodeParms')) return null
  try {
    return inflateSync(stream.contents, { maxOutputLength: maxBytes })
  } catch {
    return null
  }
}
