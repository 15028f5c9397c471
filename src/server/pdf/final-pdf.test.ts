import { createHash } from 'node:crypto'
import {
  degrees,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFRawStream,
  PDFString,
  popGraphicsState,
  pushGraphicsState,
  scale,
} from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Annotation, AnnotationContent } from '#domain/annotations.ts'
import { writeContent } from '#domain/annotations.ts'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import { ROTATIONS, rotateBox } from '#domain/geometry.ts'
import type { FinalMarks } from './final-pdf.marks.ts'
import type { FinalPdfInput, FinalPdfPage } from './final-pdf.ts'
import { composeFinalPdf } from './final-pdf.ts'
import type { ViewedPage } from './final-pdf.viewer.ts'
import { viewPdf } from './final-pdf.viewer.ts'

const LEFT: PageBox = { x: 0, y: 0, w: 0.5, h: 1 }
const RIGHT: PageBox = { x: 0.5, y: 0, w: 0.5, h: 1 }
const MARKS: FinalMarks = {
  examName: 'Bac blanc',
  examDate: '2026-03-12',
  subject: 'Mathématiques',
  owner: { name: 'Éloïse Fabre-Lœwen', className: 'Terminale 4', birthDate: '2008-02-01' },
  rows: [{ depth: 0, label: 'Question 1', mark: 1, max: 2, remark: null, isLeaf: true }],
  total: 1,
  totalMax: 2,
  appreciation: null,
}

let jpeg: Uint8Array
beforeAll(async () => {
  jpeg = await sharp({ create: { width: 420, height: 297, channels: 3, background: '#f0f0ea' } })
    .jpeg()
    .toBuffer()
})

interface SheetOptions {
  rotate?: Rotation
  media?: [number, number, number, number]
  crop?: [number, number, number, number]
}

/** A scan page: one JPEG over the whole MediaBox. */
async function makeSheet({ rotate = 0, media = [0, 0, 1190, 842], crop }: SheetOptions = {}) {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage()
  const [x0, y0, x1, y1] = media
  page.setMediaBox(x0, y0, x1 - x0, y1 - y0)
  if (crop) page.setCropBox(crop[0], crop[1], crop[2] - crop[0], crop[3] - crop[1])
  page.setRotation(degrees(rotate))
  page.drawImage(await pdf.embedJpg(jpeg), { x: x0, y: y0, width: x1 - x0, height: y1 - y0 })
  return pdf.save()
}

let nextId = 0
function annotate(over: Partial<Annotation>, content?: AnnotationContent): Annotation {
  return {
    id: `annotation ${nextId++}`,
    pageIndex: 0,
    x: 0.1,
    y: 0.1,
    w: 0.4,
    h: 0.05,
    type: 'COMMENT',
    content: content ? writeContent(content) : null,
    scoreDelta: null,
    questionId: null,
    ...over,
  }
}

const compose = (pages: FinalPdfPage[], annotations: Annotation[], over: Partial<FinalPdfInput> = {}) =>
  composeFinalPdf({ pages, annotations, marks: MARKS, ...over })

const view = async (pages: FinalPdfPage[], annotations: Annotation[]): Promise<ViewedPage[]> =>
  viewPdf(await compose(pages, annotations))

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim()

async function imageHashes(pdf: Uint8Array): Promise<string[]> {
  const { context } = await PDFDocument.load(pdf, { updateMetadata: false })
  return context
    .enumerateIndirectObjects()
    .flatMap(([, object]) =>
      object instanceof PDFRawStream && object.dict.get(PDFName.of('Subtype')) === PDFName.of('Image')
        ? [createHash('sha256').update(object.contents).digest('hex')]
        : [],
    )
}

const isRed = ([r, g, b]: readonly number[]) => (r ?? 0) > 140 && (g ?? 0) < 110 && (b ?? 0) < 110

describe('refusals', () => {
  test('an annotation on a page that is not there', async () => {
    const sheetPdf = await makeSheet()
    await expect(
      compose([{ sheetPdf, box: RIGHT, rotation: 0 }], [annotate({ pageIndex: 1 })]),
    ).rejects.toThrow(RangeError)
  })

  test('a sheet that is not a PDF', async () => {
    await expect(compose([{ sheetPdf: Buffer.from('scan'), box: RIGHT, rotation: 0 }], [])).rejects.toThrow()
  })
})

describe('scan pages', () => {
  test('the image is there once, byte for byte, for both halves, even given as two equal arrays', async () => {
    const sheetPdf = await makeSheet()
    const pdf = await compose(
      [
        { sheetPdf, box: RIGHT, rotation: 0 },
        { sheetPdf, box: LEFT, rotation: 0 },
        { sheetPdf: sheetPdf.slice(), box: LEFT, rotation: 180 },
      ],
      [annotate({}, { shape: 'text', text: 'Bien' })],
    )
    expect(await imageHashes(pdf)).toEqual([createHash('sha256').update(jpeg).digest('hex')])
    expect(await imageHashes(sheetPdf)).toEqual(await imageHashes(pdf))
  })

  test('the pages come in order, each the size of its half, the marks last', async () => {
    const upright = await makeSheet()
    const sideways = await makeSheet({ rotate: 90, media: [0, 0, 842, 1190] })
    const pages = await view(
      [
        { sheetPdf: upright, box: RIGHT, rotation: 0 },
        { sheetPdf: sideways, box: { x: 0, y: 0, w: 0.4, h: 1 }, rotation: 180 },
        { sheetPdf: upright, box: { x: 0, y: 0, w: 1, h: 1 }, rotation: 90 },
      ],
      [],
    )
    const sizes = pages.map(({ widthPt, heightPt }) => [Math.round(widthPt), Math.round(heightPt)])
    expect(sizes).toEqual([
      [595, 842],
      [476, 842],
      [842, 1190],
      [595, 842],
    ])
    expect(pages[3]?.text).toContain('Bac blanc')
  })

  test('the half is cut from the visible part of a page whose boxes do not begin at 0', async () => {
    const sheetPdf = await makeSheet({ media: [-100, 50, 1300, 1000], crop: [0, 80, 1190, 2000] })
    const pdf = await PDFDocument.load(await compose([{ sheetPdf, box: RIGHT, rotation: 0 }], []))
    expect(pdf.getPage(0).getMediaBox()).toEqual({ x: 595, y: 80, width: 595, height: 920 })
    expect(pdf.getPage(0).getCropBox()).toEqual({ x: 595, y: 80, width: 595, height: 920 })
  })

  test('a page that leaves its graphics state scaled does not move the annotations', async () => {
    const source = await PDFDocument.load(await makeSheet())
    source.getPage(0).pushOperators(pushGraphicsState(), scale(0.3, 0.3), pushGraphicsState())
    const sheetPdf = await source.save()
    const [page] = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      [annotate({ type: 'ERROR', x: 0.6, y: 0.6, w: 0.2, h: 0.2 }, { shape: 'cross' })],
    )
    expect(isRed(page?.colourAt(0.7, 0.7) ?? [])).toBe(true)
  })

  test('more Q than q in the page do no harm either', async () => {
    const source = await PDFDocument.load(await makeSheet())
    source.getPage(0).pushOperators(popGraphicsState(), popGraphicsState())
    const [page] = await view(
      [{ sheetPdf: await source.save(), box: LEFT, rotation: 0 }],
      [annotate({ type: 'ERROR', x: 0.6, y: 0.6, w: 0.2, h: 0.2 }, { shape: 'cross' })],
    )
    expect(isRed(page?.colourAt(0.7, 0.7) ?? [])).toBe(true)
  })
})

describe('annotations are where they were put', () => {
  const cases = ROTATIONS.flatMap((rotate) => ROTATIONS.map((rotation) => ({ rotate, rotation })))

  test.each(cases)('sheet turned by $rotate, half by $rotation', async ({ rotate, rotation }) => {
    const sideways = rotate % 180 !== 0
    const sheetPdf = await makeSheet({ rotate, media: sideways ? [7, 9, 849, 1199] : [7, 9, 1197, 851] })
    const [page] = await view(
      [{ sheetPdf, box: RIGHT, rotation }],
      [annotate({ type: 'ERROR', x: 0.7, y: 0.15, w: 0.1, h: 0.08 }, { shape: 'cross' })],
    )
    if (!page) throw new Error('no page')
    expect(page.widthPt > page.heightPt).toBe(rotation % 180 !== 0)
    expect(isRed(page.colourAt(0.75, 0.19))).toBe(true)
    for (const turn of [90, 180, 270] as const) {
      const elsewhere = rotateBox({ x: 0.75, y: 0.19, w: 0, h: 0 }, turn)
      expect(isRed(page.colourAt(elsewhere.x, elsewhere.y))).toBe(false)
    }
  })

  test('each type has its colour, the highlighter lets the writing through', async () => {
    const sheetPdf = await makeSheet()
    const dot = (type: Annotation['type'], y: number) =>
      annotate({ type, y, x: 0.5, w: 0.2, h: 0.1 }, { shape: 'cross' })
    const [page] = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      [
        dot('COMMENT', 0.1),
        dot('ERROR', 0.3),
        dot('BONUS', 0.5),
        annotate({ type: 'HIGHLIGHT', x: 0.1, y: 0.7, w: 0.5, h: 0.1 }),
      ],
    )
    const [blueRed, , blue] = page?.colourAt(0.6, 0.15) ?? [0, 0, 0]
    expect(blue).toBeGreaterThan(blueRed + 60)
    expect(isRed(page?.colourAt(0.6, 0.35) ?? [])).toBe(true)
    const [greenRed, green] = page?.colourAt(0.6, 0.55) ?? [0, 0, 0]
    expect(green).toBeGreaterThan(greenRed + 60)
    const [red, yellow, low] = page?.colourAt(0.3, 0.75) ?? [0, 0, 0]
    expect([red > 220, yellow > 190, low < 170]).toEqual([true, true, true])
  })

  test('ink follows its points, thicker where the pen pressed', async () => {
    const sheetPdf = await makeSheet()
    const stroke = (pressure: number, y: number) =>
      Array.from({ length: 20 }, (_, i): [number, number, number] => [i / 19, y, pressure])
    const [page] = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      [
        annotate(
          { type: 'ERROR', x: 0.2, y: 0.2, w: 0.5, h: 0.5 },
          { shape: 'ink', strokes: [stroke(1, 0.5), stroke(0.1, 1), [], [[0, 0, 0.5]]] },
        ),
      ],
    )
    const darkness = (y: number) =>
      [-3, -2, -1, 0, 1, 2, 3].reduce(
        (sum, dy) => sum + 255 - (page?.colourAt(0.45, y + dy / 842)[1] ?? 255),
        0,
      )
    expect(darkness(0.45)).toBeGreaterThan(darkness(0.7) * 1.5)
    expect(darkness(0.7)).toBeGreaterThan(darkness(0.6) + 20)
  })
})

describe('text', () => {
  const sentence = 'L’œuvre est citée « de mémoire » ; vérifiez à la page 12. '
  const long = sentence.repeat(40).slice(0, 2000)

  test.each([
    ['in a wide box', { x: 0.1, y: 0.1, w: 0.6 }],
    ['at the bottom edge', { x: 0.1, y: 0.97, w: 0.6 }],
    ['at the right edge, as a click', { x: 0.99, y: 0.4, w: 0.01 }],
    ['in a narrow column', { x: 0, y: 0.9, w: 0.05 }],
  ])('a comment of 2,000 characters is all there %s', async (_, place) => {
    const sheetPdf = await makeSheet()
    const pages = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      [annotate({ ...place, h: 0.02 }, { shape: 'text', text: long })],
    )
    const read = pages.slice(0, -1).map((page) => page.text)
    const all = flat(
      flat(read.join(' ')).replace(/Annotations \(suite\)|suite : note 1|Note 1 · page 1/g, ' '),
    )
    expect(all).toBe(flat(long))
  })

  test('what has no room on its page goes on under a number', async () => {
    const sheetPdf = await makeSheet()
    const pages = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      [annotate({ w: 0.05 }, { shape: 'text', text: `${long}${long}Fin.` })],
    )
    expect(pages).toHaveLength(3)
    expect(flat(pages[0]?.text ?? '')).toContain('suite : note 1')
    expect(pages[1]?.text).toContain('Note 1 · page 1')
    expect(pages[1]?.text).toContain('Fin.')
  })

  test('thirty notes on one spot: none lost', async () => {
    const sheetPdf = await makeSheet()
    const notes = Array.from({ length: 30 }, (_, index) =>
      annotate({ y: 0.5 }, { shape: 'text', text: `Remarque n${index}. ${sentence.repeat(4)}` }),
    )
    const pages = await view([{ sheetPdf, box: LEFT, rotation: 0 }], notes)
    const all = pages.map((page) => page.text).join(' ')
    for (let index = 0; index < 30; index++) expect(all).toContain(`Remarque n${index}.`)
    expect(all.match(/vérifiez/g)).toHaveLength(120)
  })

  test('points without a text are never sent to another page, however many stand there', async () => {
    const sheetPdf = await makeSheet()
    const crosses = Array.from({ length: 90 }, () => annotate({ scoreDelta: -1 }, { shape: 'cross' }))
    const pages = await view([{ sheetPdf, box: LEFT, rotation: 0 }], crosses)
    expect(pages).toHaveLength(2)
    expect(pages[0]?.text.match(/−1/g)?.length).toBeGreaterThan(30)
  })

  test('points are shown with a comma and a true minus, the type in a word', async () => {
    const sheetPdf = await makeSheet()
    const [page] = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      [
        annotate({ type: 'ERROR', scoreDelta: -0.25 }, { shape: 'tick', text: 'Signe' }),
        annotate({ type: 'BONUS', scoreDelta: 0.5, y: 0.5 }),
      ],
    )
    expect(flat(page?.text ?? '')).toContain('Erreur −0,25 Signe')
    expect(flat(page?.text ?? '')).toContain('Bonus +0,5')
  })

  test('any character is shown or boxed, and copied as it was typed', async () => {
    const odd = [
      'é œ Œ € “ ’ …',
      'x ≤ √2 ∈ ℝ',
      'π α Ω ∑ ∫ → ∞',
      '½ x² H₂O',
      '✓ ✗ ★',
      '👍',
      '👩‍🔬',
      '日本',
      'Ł ő ş',
    ]
    const sheetPdf = await makeSheet()
    const [page] = await view(
      [{ sheetPdf, box: LEFT, rotation: 0 }],
      odd.map((text, index) => annotate({ y: 0.1 + index * 0.08 }, { shape: 'text', text })),
    )
    for (const text of odd) expect(page?.text).toContain(text)
  })

  test('a name, a label and an appreciation may hold anything too', async () => {
    const odd = 'A\u0000\ud800\u202e\u0007😀\u{10ffff}'
    const pdf = await compose([], [], {
      marks: {
        ...MARKS,
        examName: odd,
        examDate: '',
        subject: odd,
        owner: { name: odd, className: '', birthDate: '' },
        appreciation: odd,
        rows: [{ depth: 40, label: odd.repeat(50), mark: null, max: 1, remark: odd, isLeaf: true }],
        correctorName: odd,
      },
    })
    expect(await viewPdf(pdf)).toHaveLength(1)
  })
})

describe('the document', () => {
  test('is named after the exam, in French, without a trace of the student or the scanner', async () => {
    const source = await PDFDocument.load(await makeSheet())
    source.setAuthor('Fabre-Lœwen')
    source.getPage(0).node.set(PDFName.of('PieceInfo'), source.context.obj({ Owner: PDFString.of('Fabre') }))
    const pdf = await compose([{ sheetPdf: await source.save(), box: LEFT, rotation: 0 }], [])
    const final = await PDFDocument.load(pdf, { updateMetadata: false })
    expect(final.getTitle()).toBe('Bac blanc')
    expect(final.getProducer()).toBe('Korrigo')
    expect([final.getAuthor(), final.getSubject(), final.getKeywords()]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(final.catalog.get(PDFName.of('Lang'))).toEqual(PDFString.of('fr-FR'))
    for (const [, object] of final.context.enumerateIndirectObjects()) {
      if (object instanceof PDFDict) expect(object.toString()).not.toMatch(/Fabre/)
    }
  })

  test('comes out the same from the same input', async () => {
    const sheetPdf = await makeSheet()
    const pages: FinalPdfPage[] = [{ sheetPdf, box: LEFT, rotation: 0 }]
    const annotations = [annotate({}, { shape: 'text', text: 'Un α puis un \u00a0 espace' })]
    const [first, other, second] = [
      await compose(pages, annotations),
      await compose(pages, [annotate({}, { shape: 'text', text: '\u00a0 Autre copie \u202f' })]),
      await compose(pages, annotations),
    ]
    expect(first.length).toBe(second.length)
    const [a, b] = [await viewPdf(first), await viewPdf(second)]
    expect(a.map((page) => page.text)).toEqual(b.map((page) => page.text))
    expect(other.length).toBeGreaterThan(0)
  })
})
