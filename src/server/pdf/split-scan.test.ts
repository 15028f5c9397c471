import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument, PDFName, PDFRawStream, PDFRef } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrangeSheets } from '#domain/arrange-sheets.ts'
import {
  A3_MM,
  A4_MM,
  type DrawnPage,
  drawJpeg,
  drawScan,
  foldShadow,
  header,
  px,
  scanPdf,
  writing,
} from './drawn-scan.fixture.ts'
import { PdfRefused } from './pdf-refused.ts'
import { type SplitScanOptions, type SplitSheet, splitScan } from './split-scan.ts'

/** The fold of the drawn sheets, as a share of their width. */
const FOLD = 0.48
const foldMm = A3_MM.width * FOLD
const fold = foldShadow(foldMm)
const recto: DrawnPage = {
  size: A3_MM,
  content: fold + writing(30, 40, 160, 12) + header(foldMm) + writing(foldMm + 30, 70, 170, 22),
}
const verso: DrawnPage = {
  size: A3_MM,
  content: fold + writing(30, 40, 160, 26) + writing(foldMm + 30, 40, 170, 26),
}
/** Another copy, of somebody who wrote less. */
const otherRecto: DrawnPage = {
  size: A3_MM,
  content: fold + header(foldMm) + writing(foldMm + 30, 70, 120, 15),
}
const otherVerso: DrawnPage = {
  size: A3_MM,
  content: fold + writing(34, 60, 110, 13) + writing(foldMm + 30, 50, 150, 9),
}
const upsideDown = (page: DrawnPage): DrawnPage => ({ ...page, turned: 180 })
const loose: DrawnPage = { size: A4_MM, content: writing(30, 40, 160, 14) }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'split-scan-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function split(pdf: Uint8Array, more: Partial<SplitScanOptions> = {}): Promise<SplitSheet[]> {
  const pdfPath = join(folder, `${++files}.pdf`)
  await writeFile(pdfPath, pdf)
  const workDir = await mkdtemp(join(folder, 'work-'))
  const sheets: SplitSheet[] = []
  await splitScan({
    pdfPath,
    workDir,
    limits: { maxPages: 20 },
    onSheet: (sheet) => void sheets.push(sheet),
    ...more,
  })
  return sheets
}

const refusal = (code: string) => expect.objectContaining({ name: 'PdfRefused', code })

describe('what is refused', () => {
  it('names the reason', async () => {
    const good = await drawScan([loose, loose])
    await expect(split(Buffer.from('Ceci est un texte.'))).rejects.toEqual(refusal('pdf_not_a_pdf'))
    await expect(split(good.subarray(0, 200))).rejects.toEqual(refusal('pdf_damaged'))
    await expect(split(good, { limits: { maxPages: 1 } })).rejects.toEqual(refusal('pdf_too_many_pages'))
    const empty = await PDFDocument.create()
    await expect(split(await empty.save({ addDefaultPage: false }))).rejects.toEqual(refusal('pdf_empty'))
    const locked = await scanPdf([{ jpeg: await drawJpeg(loose) }])
    locked.encrypt({ userPassword: 'secret', ownerPassword: 'owner' })
    await expect(split(await locked.save({ useObjectStreams: false }))).rejects.toEqual(
      refusal('pdf_encrypted'),
    )
  })

  it('is a file none of whose pages can be read, and then nothing is delivered', async () => {
    const pdf = await PDFDocument.load(await drawScan([loose, loose]))
    replaceImages(pdf, () => Buffer.from('no image at all'))
    const delivered: SplitSheet[] = []
    const splitting = split(await pdf.save({ useObjectStreams: false }), {
      onSheet: (sheet) => void delivered.push(sheet),
    })
    await expect(splitting).rejects.toEqual(refusal('pdf_page_unreadable'))
    expect(delivered).toEqual([])
  })

  it('leaves an abort to the caller', async () => {
    const stop = new AbortController()
    const splitting = split(await drawScan([loose, loose, loose]), {
      signal: stop.signal,
      onSheet: () => stop.abort(new Error('stopped')),
    })
    await expect(splitting).rejects.toThrow('stopped')
    await expect(splitting).rejects.not.toBeInstanceOf(PdfRefused)
  })
})

describe('a batch of every sort', () => {
  let sheets: SplitSheet[]
  let source: Uint8Array
  const opened: number[] = []
  beforeAll(async () => {
    source = await drawScan([
      recto,
      verso,
      loose,
      upsideDown(otherRecto),
      upsideDown(otherVerso),
      { ...recto, turned: 270, rotate: 90 },
      { ...verso, turned: 270 },
    ])
    sheets = await split(source, { onOpen: ({ pageCount }) => void opened.push(pageCount) })
  })

  it('comes out once, in order', () => {
    expect(opened).toEqual([7])
    expect(sheets.map((sheet) => sheet.analysis.sourcePage)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(sheets.map((sheet) => sheet.images.map((image) => image.half).join())).toEqual([
      'left,right',
      'left,right',
      'full',
      'left,right',
      'left,right',
      'left,right',
      'left,right',
    ])
  })

  it('is cut at the fold, wherever the sheet lies', () => {
    for (const [index, share] of [FOLD, FOLD, null, 1 - FOLD, 1 - FOLD, FOLD].entries())
      if (share !== null) {
        const left = sheets[index]?.analysis.halves[0]?.box
        expect(Math.abs((left?.w ?? 0) - share)).toBeLessThan(0.004)
        expect(left).toMatchObject({ x: 0, y: 0, h: 1 })
      }
  })

  it('is turned upright', () => {
    const turns = sheets.map((sheet) => sheet.analysis.halves.map((half) => half.rotation))
    expect(turns).toEqual([[0, 0], [0, 0], [0], [180, 180], [180, 180], [0, 0], [90, 90]])
    // The sheet stored sideways is one above the other: its left half, once turned, is the lower one.
    expect(sheets[6]?.analysis.halves[0]?.box.y).toBeGreaterThan(0.4)
  })

  it('shows the header of first pages only', () => {
    const headers = sheets.flatMap(({ analysis }) =>
      analysis.halves.filter((half) => half.headerBox).map((half) => `${analysis.sourcePage} ${half.half}`),
    )
    expect(headers).toEqual(['1 right', '4 left', '6 right'])
    const box = sheets[0]?.analysis.halves[1]?.headerBox
    expect((box?.y ?? 1) + (box?.h ?? 0)).toBeGreaterThan(48 / 297)
    expect(box?.h).toBeLessThan(0.25)
  })

  it('is made of upright images', async () => {
    for (const index of [0, 3, 6]) {
      const thumb = await sharp(sheets[index]?.images[0]?.thumbPath).metadata()
      expect(thumb.width).toBe(200)
      expect(thumb.height / thumb.width).toBeGreaterThan(1.3)
      expect(thumb.height / thumb.width).toBeLessThan(1.5)
    }
    const headerPath = sheets[3]?.images[0]?.headerPath
    expect(headerPath).toMatch(/4-left-header\.jpg$/)
    // The top of the frames is in the upper part of the crop only if it was turned before it was cut.
    const { data, info } = await sharp(headerPath ?? '')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const inkOfRow = (y: number) =>
      Array.from({ length: info.width }, (_, x) => data[(y * info.width + x) * info.channels] ?? 255).filter(
        (value) => value < 160,
      ).length
    // Headers wider than a desk image are brought down to its width.
    const topRow = Math.round((px(12) * info.width) / px(A3_MM.width * (1 - FOLD)))
    const top = Math.max(...[-2, -1, 0, 1, 2].map((dy) => inkOfRow(topRow + dy)))
    expect(top).toBeGreaterThan(info.width / 2)
  })

  it('keeps the bytes of every image, and the turn of the page', async () => {
    const before = imageHashes(await PDFDocument.load(source))
    const after: string[] = []
    for (const sheet of sheets) {
      const pdf = await PDFDocument.load(await readFile(sheet.sheetPdfPath))
      expect(pdf.getPageCount()).toBe(1)
      after.push(...imageHashes(pdf))
      if (sheet.analysis.sourcePage === 6) expect(pdf.getPage(0).getRotation().angle).toBe(90)
    }
    expect(after.sort()).toEqual(before.sort())
  })

  it('is arranged into copies without losing a page', () => {
    const arranged = arrangeSheets(
      sheets.slice(0, 5).map((sheet) => sheet.analysis),
      { pagesPerBooklet: 4, mode: 'BATCH_A3' },
    )
    const pages = arranged.copies.map((copy) =>
      copy.booklets.flatMap((booklet) => booklet.pages.map((page) => `${page.sourcePage} ${page.half}`)),
    )
    expect(pages).toEqual([
      ['1 right', '2 left', '2 right', '1 left', '3 full'],
      ['4 left', '5 right', '5 left', '4 right'],
    ])
  })

  it('goes on from a page given', async () => {
    const rest = await split(source, { fromPage: 6 })
    expect(rest.map((sheet) => sheet.analysis.sourcePage)).toEqual([6, 7])
  })
})

describe('what goes wrong on one page', () => {
  it('does not lose the others', async () => {
    const pdf = await PDFDocument.load(await drawScan([loose, loose, loose]))
    // The tree still names the page, but nothing is there.
    const second = pdf.catalog.Pages().Kids().get(1)
    if (second instanceof PDFRef) pdf.context.delete(second)
    const sheets = await split(await pdf.save({ useObjectStreams: false }))
    expect(sheets.map((sheet) => sheet.analysis.flags.map((flag) => flag.code))).toEqual([
      [],
      ['page_unreadable'],
      [],
    ])
    expect(sheets[1]?.analysis.halves.map((half) => half.half)).toEqual(['full'])
    expect((await PDFDocument.load(await readFile(sheets[1]?.sheetPdfPath ?? ''))).getPageCount()).toBe(1)
    expect((await sharp(sheets[1]?.images[0]?.thumbPath).metadata()).width).toBe(200)
  })

  it('is told for pages whose image was lost when the file was cut short', async () => {
    const whole = await drawScan([loose, { ...loose, content: writing(30, 40, 160, 26) }])
    const sheets = await split(whole.subarray(0, whole.length * 0.55))
    expect(sheets.map((sheet) => sheet.analysis.flags.map((flag) => flag.code))).toEqual([
      [],
      ['page_unreadable'],
    ])
  })

  it('shows what is left of an image that ends too early', async () => {
    const pdf = await PDFDocument.load(await drawScan([loose]))
    replaceImages(pdf, (bytes) => bytes.subarray(0, bytes.length * 0.7))
    const [sheet] = await split(await pdf.save({ useObjectStreams: false }))
    expect(sheet?.analysis.flags).toContainEqual({ code: 'page_damaged', sourcePage: 1, certain: false })
  })
})

describe('pages that are not one plain image', () => {
  it('are rendered, a drawing over the scan included', async () => {
    const pdf = await scanPdf([{ jpeg: await drawJpeg(recto) }])
    pdf.getPage(0).drawRectangle({ x: 700, y: 200, width: 100, height: 100 })
    const [sheet] = await split(await pdf.save())
    expect(sheet?.analysis.halves.map((half) => half.half)).toEqual(['left', 'right'])
    const rendered = await sharp(sheet?.images[1]?.thumbPath ?? '')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const pxPerMm = 200 / (A3_MM.width * (1 - FOLD))
    // The middle of the rectangle, in the right half.
    const x = Math.round(((750 / 72) * 25.4 - A3_MM.width * FOLD) * pxPerMm)
    const y = Math.round((297 - (250 / 72) * 25.4) * pxPerMm)
    const { data, info } = rendered
    expect(data[(y * info.width + x) * info.channels]).toBeLessThan(60)
  })

  it('include blank ones, which are said to be blank', async () => {
    const sheets = await split(await drawScan([{ size: A4_MM, content: '' }, loose]))
    expect(sheets.map((sheet) => sheet.analysis.halves[0]?.blank)).toEqual([true, false])
  })
})

function imagesOf(pdf: PDFDocument): PDFRawStream[] {
  return pdf.context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter((object) => object instanceof PDFRawStream)
    .filter((stream) => stream.dict.get(PDFName.of('Subtype')) === PDFName.of('Image'))
}

const imageHashes = (pdf: PDFDocument) =>
  imagesOf(pdf).map((image) => createHash('sha256').update(image.contents).digest('hex'))

function replaceImages(pdf: PDFDocument, change: (bytes: Uint8Array) => Uint8Array) {
  for (const [ref, object] of pdf.context.enumerateIndirectObjects())
    if (object instanceof PDFRawStream && object.dict.get(PDFName.of('Subtype')) === PDFName.of('Image'))
      pdf.context.assign(ref, PDFRawStream.of(object.dict, change(object.contents)))
}
