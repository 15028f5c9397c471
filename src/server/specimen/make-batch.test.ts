import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDict, PDFDocument, PDFName, type PDFPage, PDFRawStream } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BatchWanted, makeBatch } from './make-batch.ts'
import { makeStudents } from './students.ts'
import type { PixelBox, SpecimenPage, SpecimenTruth } from './truth.ts'

// Coarse scans keep the tests quick; 50 dpi still shows ink, fold and border.
const DPI = 50
const MM_TO_PT = 72 / 25.4

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'korrigo-specimen-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

let batches = 0
/** Makes a batch of `count` copies and opens it. */
async function makeAndOpen(count: number, wanted: Partial<BatchWanted> = {}) {
  const outPath = join(folder, `${batches++}.pdf`)
  const students = makeStudents({ seed: 1, count })
  const truth = await makeBatch({ seed: 1, students, dpi: DPI, outPath, ...wanted })
  const bytes = await readFile(outPath)
  const pdf = await PDFDocument.load(bytes)
  return { truth, bytes, pages: pdf.getPages() }
}

/** The JPEG of a page, as stored. */
function storedJpeg(page: PDFPage | undefined): Uint8Array {
  const images = page?.node.Resources()?.lookup(PDFName.of('XObject'), PDFDict)
  const image = images?.lookup(PDFName.of('Scan'))
  if (!(image instanceof PDFRawStream)) throw new Error('the page has no image')
  return image.getContents()
}

/** Grey levels of a page as displayed. */
async function displayed(page: PDFPage | undefined) {
  const { data, info } = await sharp(storedJpeg(page))
    .rotate(page?.getRotation().angle ?? 0)
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return {
    width: info.width,
    height: info.height,
    at: (x: number, y: number) => data[y * info.width + x] ?? Number.NaN,
  }
}

type Picture = Awaited<ReturnType<typeof displayed>>

function pixelsIn(picture: Picture, box: PixelBox): number[] {
  const [x0, y0, x1, y1] = box.map(Math.round) as PixelBox
  const levels: number[] = []
  for (let y = Math.max(0, y0); y < Math.min(picture.height, y1); y++) {
    for (let x = Math.max(0, x0); x < Math.min(picture.width, x1); x++) levels.push(picture.at(x, y))
  }
  return levels
}

const darkest = (picture: Picture, box: PixelBox) =>
  pixelsIn(picture, box).reduce((least, level) => Math.min(least, level), 255)
const mean = (levels: number[]) => levels.reduce((sum, level) => sum + level, 0) / levels.length

function firstPage(truth: SpecimenTruth): SpecimenPage {
  const page = truth.pages[0]
  if (!page) throw new Error('nothing was scanned')
  return page
}

describe('makeBatch', () => {
  test.each([0, 2, 6, 4.5])('refuses booklets of %d pages', async (pagesPerBooklet) => {
    await expect(makeAndOpen(1, { pagesPerBooklet })).rejects.toThrow(RangeError)
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    const wanted = { defects: { upsideDown: 0.5, loosePages: 0.5 } }
    const [one, again, other] = [
      await makeAndOpen(2, wanted),
      await makeAndOpen(2, wanted),
      await makeAndOpen(2, { ...wanted, seed: 2 }),
    ]
    expect(digest(again.bytes)).toBe(digest(one.bytes))
    expect(again.truth).toEqual(one.truth)
    expect(digest(other.bytes)).not.toBe(digest(one.bytes))
  })

  test('pages are A3 landscape, one JPEG each at the resolution asked for', async () => {
    const { pages, truth } = await makeAndOpen(2)
    expect(pages).toHaveLength(4)
    for (const [i, page] of pages.entries()) {
      expect(page.getWidth()).toBeCloseTo(420 * MM_TO_PT, 1)
      expect(page.getHeight()).toBeCloseTo(297 * MM_TO_PT, 1)
      const { format, width, height, channels } = await sharp(storedJpeg(page)).metadata()
      expect({ format, width, height, channels }).toEqual({
        format: 'jpeg',
        width: 827,
        height: 585,
        channels: 3,
      })
      expect(truth.pages[i]).toMatchObject({ sourcePage: i + 1, size: 'A3', width, height })
    }
  })

  test('grey scans hold one channel', async () => {
    const { pages } = await makeAndOpen(1, { colour: false })
    expect((await sharp(storedJpeg(pages[0])).metadata()).channels).toBe(1)
  })

  test('the truth names every part of every page once, with all defects at a time', async () => {
    const { truth, pages } = await makeAndOpen(6, {
      dpi: 30,
      defects: {
        ...{ upsideDown: [0], versoFirst: [1], missingVerso: [2], insertedSheet: [3], loosePages: [4] },
        ...{ scannedTwice: [5, 2], portraitStored: [0], blackBorder: [1] },
      },
    })
    const parts = truth.pages.flatMap((page) =>
      (['left', 'right', 'full'] as const)
        .filter((half) => page[half] !== null)
        .map((half) => `${page.sourcePage} ${half} ${page.copy} ${page[half]?.page}`),
    )
    const named = [
      ...truth.copies.flatMap((copy) => copy.pages.map((page) => ({ ...page, copy: copy.id }))),
      ...truth.duplicates,
    ].map(({ sourcePage, half, copy, page }) => `${sourcePage} ${half} ${copy} ${page}`)
    expect(named.toSorted()).toEqual(parts.toSorted())
    expect(truth.pages.map((page) => page.sourcePage)).toEqual(pages.map((_, i) => i + 1))
  })

  test('ink stands where the truth says: the name in its place, nothing on blank pages', async () => {
    const { truth, pages } = await makeAndOpen(3, { seed: 2 })
    const inner: PixelBox[] = [
      [60, 60, 390, 560],
      [437, 60, 767, 560],
    ]
    let blanks = 0
    for (const page of truth.pages) {
      const picture = await displayed(pages[page.sourcePage - 1])
      for (const [half, box] of [[page.left, inner[0]] as const, [page.right, inner[1]] as const]) {
        if (!half || !box) throw new Error('a double sheet has two halves')
        // Rulings are pale: only ink is darker than 150.
        expect(darkest(picture, box) < 150).toBe(!half.blank)
        if (half.blank) blanks++
        for (const field of Object.values(half.fields ?? {}))
          expect(darkest(picture, field)).toBeLessThan(150)
      }
    }
    expect(blanks).toBeGreaterThan(0)
    const header = firstPage(truth).right
    const [x0, y0, x1, y1] = header?.headerBand ?? []
    for (const field of Object.values(header?.fields ?? {})) {
      expect(field[0]).toBeGreaterThan(x0 ?? Number.NaN)
      expect(field[1]).toBeGreaterThan(y0 ?? Number.NaN)
      expect(field[2]).toBeLessThan(x1 ?? Number.NaN)
      expect(field[3]).toBeLessThan(y1 ?? Number.NaN)
    }
  })

  test('the fold casts its shadow where the truth says, near the middle, within a degree', async () => {
    const { truth, pages } = await makeAndOpen(1)
    for (const page of truth.pages) {
      const picture = await displayed(pages[page.sourcePage - 1])
      const fold = page.foldX ?? Number.NaN
      expect(Math.abs(fold / page.width - 0.5)).toBeLessThan(0.015)
      expect(Math.abs(page.skewDeg)).toBeLessThanOrEqual(1)
      const shadow = mean(pixelsIn(picture, [fold - 1, 250, fold + 5, 335]))
      expect(shadow).toBeLessThan(mean(pixelsIn(picture, [fold - 60, 250, fold - 20, 335])) - 4)
    }
  })

  test('upside down, the header band is at the foot of the left half', async () => {
    const { truth, pages } = await makeAndOpen(1, { defects: { upsideDown: 1 } })
    const page = firstPage(truth)
    const nom = page.left?.fields?.nom
    expect(page).toMatchObject({ rotation: 180, left: { page: 1 }, right: { page: 4 } })
    expect(nom?.[1]).toBeGreaterThan(page.height * 0.8)
    expect(darkest(await displayed(pages[0]), nom ?? [0, 0, 0, 0])).toBeLessThan(150)
    expect(truth.copies[0]?.headerPage).toEqual({ file: null, sourcePage: 1, half: 'left' })
  })

  test('verso first, page 1 comes on the second scan', async () => {
    const { truth } = await makeAndOpen(1, { dpi: 30, defects: { versoFirst: 1 } })
    expect(truth.pages.map((page) => [page.side, page.swapped])).toEqual([
      ['verso', true],
      ['recto', true],
    ])
    expect(truth.copies[0]?.pages.map((page) => page.sourcePage)).toEqual([2, 1, 1, 2])
  })

  test('without its inner side a copy has pages 1 and 4 only', async () => {
    const { truth, pages } = await makeAndOpen(1, { dpi: 30, defects: { missingVerso: 1 } })
    expect(pages).toHaveLength(1)
    expect(truth.copies[0]?.pages.map((page) => page.page)).toEqual([1, 4])
  })

  test('an inserted sheet has no header and belongs to the copy', async () => {
    const { truth } = await makeAndOpen(1, { dpi: 30, defects: { insertedSheet: 1 } })
    expect(truth.pages.map((page) => page.kind)).toEqual([
      'principal',
      'principal',
      'intercalaire',
      'intercalaire',
    ])
    expect(truth.pages.filter((page) => page.left?.headerBand || page.right?.headerBand)).toHaveLength(1)
    expect(truth.copies[0]?.pages.map((page) => page.page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(truth.copies[0]?.sheets).toEqual(['f0001', 'f0002'])
  })

  test('a loose leaf is scanned as A4 portrait', async () => {
    const { truth, pages } = await makeAndOpen(1, { defects: { loosePages: 1 } })
    expect(truth.pages.map((page) => page.size)).toEqual(['A3', 'A3', 'A4', 'A4'])
    expect(pages[2]?.getWidth()).toBeCloseTo(210 * MM_TO_PT, 1)
    expect(truth.pages[2]).toMatchObject({
      kind: 'feuille-A4',
      left: null,
      right: null,
      foldX: null,
      full: { page: 5 },
    })
  })

  test('a sheet scanned twice lies a little differently the second time', async () => {
    const { truth, pages } = await makeAndOpen(1, { defects: { scannedTwice: 1 } })
    expect(truth.pages.map((page) => page.duplicateOf)).toEqual([null, null, 1, 2])
    expect(truth.duplicates.map(({ sourcePage, page }) => [sourcePage, page])).toEqual([
      [3, 4],
      [3, 1],
      [4, 2],
      [4, 3],
    ])
    expect(truth.pages[2]?.skewDeg).not.toBe(truth.pages[0]?.skewDeg)
    expect(Buffer.compare(storedJpeg(pages[0]), storedJpeg(pages[2]))).not.toBe(0)
  })

  test('stored portrait, the page is displayed landscape by /Rotate 90 and reads as the truth says', async () => {
    const { truth, pages } = await makeAndOpen(1, { defects: { portraitStored: 1 } })
    const [stored, page] = [pages[0], firstPage(truth)]
    expect(stored?.getRotation().angle).toBe(90)
    expect(stored?.getWidth()).toBeCloseTo(297 * MM_TO_PT, 1)
    expect(page).toMatchObject({ pageRotate: 90, width: 827, height: 585 })
    const picture = await displayed(stored)
    expect([picture.width, picture.height]).toEqual([827, 585])
    for (const field of Object.values(page.right?.fields ?? {}))
      expect(darkest(picture, field)).toBeLessThan(150)
  })

  test('a black border shows the scanner along two edges', async () => {
    const edges = async (blackBorder: number) => {
      const { pages } = await makeAndOpen(1, { defects: { blackBorder } })
      const picture = await displayed(pages[0])
      const { width, height } = picture
      const strips: PixelBox[] = [
        [0, 100, 3, height - 100],
        [width - 3, 100, width, height - 100],
        [100, 0, width - 100, 2],
        [100, height - 2, width - 100, height],
      ]
      return strips.filter((strip) => mean(pixelsIn(picture, strip)) < 110).length
    }
    expect(await edges(0)).toBe(0)
    expect(await edges(1)).toBe(2)
  })
})
