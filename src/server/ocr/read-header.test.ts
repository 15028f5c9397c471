import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import type { HeaderField } from '#domain/header-fields.ts'
import { scoreRoster } from '#domain/student-odds.ts'
import type { WrittenPage } from '#server/specimen/composition.ts'
import { makeHand, writeText } from '#server/specimen/hand.ts'
import type { HeaderDesign } from '#server/specimen/header-designs.ts'
import { USUAL_LOOK } from '#server/specimen/look.ts'
import { inkMark, strokeMark } from '#server/specimen/marks.ts'
import { seededRandom } from '#server/specimen/random.ts'
import { scanFedSide } from '#server/specimen/scan-sheet.ts'
import { frenchDate, makeStudents, type SpecimenStudent } from '#server/specimen/students.ts'
import type { SpecimenHalf, TruthField } from '#server/specimen/truth.ts'
import { writeHeader } from '#server/specimen/written-header.ts'
import { type HeaderImage, HeaderReader, outlineOf, type SeenInk } from './read-header.ts'
import { openRecogniser, type Recogniser } from './recogniser.ts'

const STUDENTS = makeStudents({ seed: 'en-tetes', count: 40 })
const ROSTER = STUDENTS.map((student, id) => ({ ...student, id }))
/** Fonts whose letters are not joined. */
const PRINTING_HANDS = [0, 1, 4, 5]

let recogniser: Recogniser
beforeAll(async () => {
  recogniser = await openRecogniser()
})

const studentAt = (i: number): SpecimenStudent => {
  const student = STUDENTS[i]
  if (student === undefined) throw new Error(`no student ${i}`)
  return student
}
const handOf = (i: number) => makeHand(seededRandom(`main ${i}`), PRINTING_HANDS[i % 4] ?? 0)

function writtenHeader(i: number, design: HeaderDesign): WrittenPage {
  const random = seededRandom(`en-tête ${i}`)
  return { header: design, ...writeHeader(handOf(i), random, studentAt(i), 'Devoir commun', design) }
}

interface Scanned {
  image: HeaderImage
  truth: SpecimenHalf
}

/** The top of a page that was scanned by itself, as the reader is given it. */
async function scanned(page: WrittenPage, seed: string): Promise<Scanned> {
  const { page: scan, truth } = await scanFedSide(
    { ...USUAL_LOOK, dpi: 150, colour: false, mostShiftMm: 4 },
    {
      ...{ kind: 'feuille-A4', sheet: 0, side: 'recto', rotation: 0, swapped: false, pageRotate: 0 },
      ...{ blackBorder: false, again: false, seen: [{ half: 'full', page: 1 }], back: [] },
    },
    [page],
    seed,
  )
  const { data, info } = await sharp(Buffer.concat(await Array.fromAsync(scan.image.bytes)))
    .extract({ left: 0, top: 0, width: truth.width, height: Math.round(truth.height * 0.25) })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (truth.full === null) throw new Error('not a single page')
  return {
    image: {
      grey: { pixels: new Uint8Array(data), widthPx: info.width, heightPx: info.height },
      skewDegrees: truth.skewDeg,
    },
    truth: truth.full,
  }
}

/** The same page, further down on the glass. */
function lowered({ grey, skewDegrees }: HeaderImage, px: number): HeaderImage {
  const pixels = new Uint8Array(grey.pixels.length).fill(250)
  pixels.set(grey.pixels.subarray(0, pixels.length - px * grey.widthPx), px * grey.widthPx)
  return { grey: { ...grey, pixels }, skewDegrees }
}

const fieldsOf = (seen: SeenInk[]) => seen.map(({ field }) => field).toSorted()
const bestFor = (seen: SeenInk[]): number | undefined =>
  scoreRoster(seen, ROSTER).toSorted((a, b) => b.score - a.score)[0]?.studentId

describe('a printed header', () => {
  const DESIGNS: HeaderDesign[] = ['frame', 'boxes', 'rule', 'table', 'pale']
  test.each(DESIGNS)('« %s »: every field is found and tells the student from 39 others', async (design) => {
    const reader = new HeaderReader(recogniser, null)
    const i = DESIGNS.indexOf(design)
    for (const at of [i, i + 20]) {
      const { image, truth } = await scanned(writtenHeader(at, design), `${design} ${at}`)
      const seen = await reader.read(image)
      expect(fieldsOf(seen)).toEqual(['birthDate', 'className', 'firstName', 'lastName'])
      expect(bestFor(seen)).toBe(at)
      const [left = 0, , right = 0] = truth.fields?.nom ?? []
      const name = seen.find(({ field }) => field === 'lastName')?.frame
      expect(Math.abs((name?.left ?? 0) - left)).toBeLessThan(12)
      expect(Math.abs((name?.right ?? 0) - right)).toBeLessThan(12)
    }
  })

  test('one too pale to be told from the ruling at first is read at the second look', async () => {
    const { image } = await scanned(writtenHeader(9, 'pale'), 'délavé')
    const pixels = image.grey.pixels.map((value) => 255 - (255 - value) * 0.75)
    const seen = await new HeaderReader(recogniser, null).read({ ...image, grey: { ...image.grey, pixels } })
    expect(fieldsOf(seen)).toEqual(['birthDate', 'className', 'firstName', 'lastName'])
    expect(bestFor(seen)).toBe(9)
  })

  test('a name that was scribbled over is no name; the date is still found', async () => {
    const page = writtenHeader(7, 'frame')
    const scribbles = (['nom', 'prenom'] as const).flatMap((field) => {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = page.fields[field] ?? []
      let d = `M${x0} ${y0}`
      for (let x = x0, up = false; x < x1; x += 0.5, up = !up) d += `L${x} ${up ? y0 : y1}`
      return [strokeMark(d, [x0, y0, x1, y1], '#1b2f86', 0.8)]
    })
    const { image } = await scanned({ ...page, marks: [...page.marks, ...scribbles] }, 'biffé')
    const seen = await new HeaderReader(recogniser, null).read(image)
    expect(fieldsOf(seen)).toEqual(['birthDate', 'className'])
    expect(bestFor(seen)).toBe(7)
  })

  test('with nothing written in it holds no field', async () => {
    const { image } = await scanned({ header: 'frame', marks: [], fields: {} }, 'vide')
    expect(await new HeaderReader(recogniser, null).read(image)).toEqual([])
  })
})

test('a page without any printed header: the lines there are tell the student all the same', async () => {
  const student = studentAt(11)
  const hand = handOf(12)
  const random = seededRandom('sans en-tête')
  const lines: Array<[text: string, x: number, y: number]> = [
    [`${student.lastName} ${student.firstName}`, 20, 16],
    [student.className, 150, 16],
    [frenchDate(student.birthDate), 20, 32],
    ['Devoir de physique', 80, 48],
  ]
  const marks = lines.flatMap(([text, x, y]) => inkMark(writeText(hand, random, text, x, y), hand.ink))
  const { image } = await scanned({ header: null, marks, fields: {} }, 'sans en-tête')
  const seen = await new HeaderReader(recogniser, null).read(image)
  expect(new Set(fieldsOf(seen))).toEqual(new Set(['line']))
  expect(bestFor(seen)).toBe(11)
})

test('fields outlined on one copy are found on others, however they lie', async () => {
  const outlined: Array<[HeaderField, TruthField]> = [
    ['lastName', 'nom'],
    ['firstName', 'prenom'],
    ['birthDate', 'dob'],
  ]
  const sample = await scanned(writtenHeader(15, 'logo'), 'modèle')
  const outline = outlineOf(
    sample.image,
    outlined.map(([field, place]) => {
      const [left, top, right, bottom] = sample.truth.fieldAreas?.[place] ?? [0, 0, 0, 0]
      const round = Math.round
      return {
        field,
        frame: { left: round(left), top: round(top), right: round(right), bottom: round(bottom) },
      }
    }),
  )
  const reader = new HeaderReader(recogniser, outline)
  for (const i of [15, 17, 29]) {
    const { image } = i === 15 ? sample : await scanned(writtenHeader(i, 'logo'), `tracé ${i}`)
    const seen = await reader.read(i === 29 ? lowered(image, 45) : image)
    expect(seen.map(({ field }) => field)).toEqual(['lastName', 'firstName', 'birthDate'])
    expect(bestFor(seen)).toBe(i)
  }
})
