/**
 * Milliseconds to compose the final PDF of one copy, and what it weighs over its scans:
 * 4 pages from 2 A3 sides, 32 annotations, 24 questions. `node bench/finalise.ts [copies]`
 */
import { performance } from 'node:perf_hooks'
import { PDFDocument } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import type { Annotation, InkPoint } from '#domain/annotations.ts'
import { ANNOTATION_TYPES, writeContent } from '#domain/annotations.ts'
import type { FinalPdfInput } from '#server/pdf/final-pdf.ts'
import { composeFinalPdf } from '#server/pdf/final-pdf.ts'

/** A3 at 200 dpi. */
const SIDE = { width: 3307, height: 2339 }
const LEFT = { x: 0, y: 0, w: 0.5, h: 1 }
const RIGHT = { x: 0.5, y: 0, w: 0.5, h: 1 }
const SENTENCE = 'Le raisonnement est juste, mais la conclusion oublie le cas où n ≤ 0. '

async function makeSide(seed: number): Promise<Uint8Array> {
  const lines = Array.from({ length: 60 }, (_, index) => {
    const y = 150 + index * 36
    return `<path d="M120 ${y} q 60 ${-20 - (seed % 7)} 120 0 t 120 0 t 240 0 t 480 0" stroke="#223" stroke-width="4" fill="none"/>`
  })
  const drawing = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE.width}" height="${SIDE.height}">${lines.join('')}</svg>`,
  )
  const jpeg = await sharp({ create: { ...SIDE, channels: 3, background: '#f4f3ee' } })
    .composite([{ input: drawing }])
    .toColourspace('b-w')
    .jpeg({ quality: 75 })
    .toBuffer()
  const pdf = await PDFDocument.create()
  const image = await pdf.embedJpg(jpeg)
  pdf.addPage([1190.55, 841.89]).drawImage(image, { x: 0, y: 0, width: 1190.55, height: 841.89 })
  return pdf.save()
}

function makeAnnotation(index: number): Annotation {
  const stroke = Array.from(
    { length: 60 },
    (_, at): InkPoint => [at / 59, 0.5 + Math.sin(at / 5) / 3, 0.3 + (at % 10) / 20],
  )
  const shapes = [
    writeContent({ shape: 'text', text: SENTENCE.repeat(1 + (index % 3)) }),
    writeContent({ shape: 'ink', strokes: [stroke] }),
    writeContent({ shape: 'rectangle', text: 'Signe' }),
    writeContent({ shape: 'tick' }),
  ]
  return {
    id: `${index}`,
    pageIndex: index % 4,
    x: 0.08 + 0.42 * (index % 2),
    y: 0.05 + 0.115 * (index >> 2),
    w: 0.3,
    h: 0.04,
    type: ANNOTATION_TYPES[(index >> 1) % 4] ?? 'COMMENT',
    content: shapes[(index >> 2) % 4] ?? null,
    scoreDelta: index % 5 === 0 ? -0.25 : null,
    questionId: null,
  }
}

const [recto, verso] = [await makeSide(1), await makeSide(2)]
const input: FinalPdfInput = {
  pages: [
    { sheetPdf: recto, box: RIGHT, rotation: 0 },
    { sheetPdf: verso, box: LEFT, rotation: 0 },
    { sheetPdf: verso, box: RIGHT, rotation: 0 },
    { sheetPdf: recto, box: LEFT, rotation: 0 },
  ],
  annotations: Array.from({ length: 32 }, (_, index) => makeAnnotation(index)),
  marks: {
    examName: 'Baccalauréat blanc de mathématiques',
    examDate: '2026-03-12',
    subject: 'Mathématiques',
    owner: { anonymousId: 'K7QM-4' },
    rows: Array.from({ length: 24 }, (_, index) => ({
      depth: index % 6 === 0 ? 0 : 1,
      label: index % 6 === 0 ? `Exercice ${index / 6 + 1}` : `Question ${index % 6}`,
      mark: 0.25 * (index % 4),
      max: 1,
      remark: index % 4 === 1 ? SENTENCE : null,
      isLeaf: index % 6 !== 0,
    })),
    total: 14.5,
    totalMax: 20,
    appreciation: SENTENCE.repeat(3),
  },
}

const copies = Number(process.argv[2] ?? 40)
const first = performance.now()
const pdf = await composeFinalPdf(input)
const firstMs = performance.now() - first
const durations: number[] = []
for (let copy = 0; copy < copies; copy++) {
  const start = performance.now()
  await composeFinalPdf(input)
  durations.push(performance.now() - start)
}
durations.sort((a, b) => a - b)
const at = (share: number) => (durations[Math.floor((durations.length - 1) * share)] ?? 0).toFixed(1)
const sourceBytes = recto.length + verso.length
console.log(`finalise: ${at(0.5)} ms a copy (p90 ${at(0.9)}, first ${firstMs.toFixed(1)}), ${copies} copies`)
console.log(
  `size: ${((pdf.length - sourceBytes) / 1024).toFixed(1)} KB over the ${(sourceBytes / 1024).toFixed(0)} KB of scans`,
)
