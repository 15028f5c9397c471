import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { doubtNumbering } from '#domain/sheet-numbers.ts'
import { makeHand, textWidth, writeText } from '#server/specimen/hand.ts'
import { USUAL_LOOK } from '#server/specimen/look.ts'
import { inkMark, type Mark, strokeMark } from '#server/specimen/marks.ts'
import { seededRandom } from '#server/specimen/random.ts'
import { scanFedSide } from '#server/specimen/scan-sheet.ts'
import { PX_PER_MM } from './header-scale.ts'
import { keepLikely, NUMBER_STRIP_MM, readNumber } from './read-number.ts'
import { openRecogniser, type Recogniser } from './recogniser.ts'

let recogniser: Recogniser
beforeAll(async () => {
  recogniser = await openRecogniser()
})

const BASELINE_MM = 287
const hand = (i: number) => makeHand(seededRandom(`main ${i}`), i)
const written = (i: number, text: string, x: number): Mark[] =>
  inkMark(writeText(hand(i), seededRandom(text), text, x, BASELINE_MM), hand(i).ink)

/** What is read at the foot of a page, scanned, with these marks. */
async function readFoot(marks: Mark[]) {
  const { page, truth } = await scanFedSide(
    { ...USUAL_LOOK, dpi: 150, colour: false, mostSkewDegrees: 0, mostShiftMm: 0 },
    {
      ...{ kind: 'feuille-A4', sheet: 0, side: 'recto', rotation: 0, swapped: false, pageRotate: 0 },
      ...{ blackBorder: false, again: false, seen: [{ half: 'full', page: 1 }], back: [] },
    },
    [{ marks, fields: {}, header: null }],
    'pied de page',
  )
  const height = Math.round(NUMBER_STRIP_MM * PX_PER_MM)
  const { data, info } = await sharp(Buffer.concat(await Array.fromAsync(page.image.bytes)))
    .extract({ left: 0, top: truth.height - height, width: truth.width, height })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const strip = { pixels: new Uint8Array(data), widthPx: info.width, heightPx: info.height }
  return readNumber(strip, 'foot', truth.skewDeg, recogniser)
}
const best = async (marks: Mark[]) => {
  const [first] = await readFoot(marks)
  return first === undefined ? null : `${first.number}/${first.of}`
}

test.each(['Réponse', '12', '2/', '12/03/2009', 'f(x) = 3'])(
  '« %s » by itself is not taken for the number of a sheet',
  async (text) => {
    const numbers = await readFoot(written(0, text, 170))
    expect(doubtNumbering([{ scanId: 'scan', sheet: 1, numbers }])).toEqual([])
  },
)

test('a fraction in a line of text is none either', async () => {
  const text = 'on trouve donc que la probabilité est égale à'
  const end = 30 + textWidth(hand(1), text)
  expect(await best([...written(1, text, 30), ...written(1, '1/3', end + 4)])).toBeNull()
})

test.each([0, 1, 4, 5])('« 2/3 » in the corner is read, hand %i', async (i) => {
  const [first] = await readFoot(written(i, '2/3', 186))
  expect(first).toMatchObject({ number: 2, of: 3 })
  expect(first?.score).toBeGreaterThan(-2)
})

test('a form that asks for it in print, beside a black square, is in nobody’s way', async () => {
  const square = strokeMark('M200 283v5', [198, 283, 202, 288], '#000', 5)
  expect(await best([...written(0, '3/4', 182), square])).toBe('3/4')
})

test('nor is one on a line of its own, where answers stand', async () => {
  expect(await best(written(0, '2/3', 186))).toBe('2/3')
  expect(await best(written(0, '2/3', 60))).toBeNull()
})

test('each number is kept once, the likeliest first; where none is likely, none', () => {
  const reading = (number: number, score: number) => ({ number, of: 3, score })
  expect(keepLikely([reading(1, -1), reading(2, 0.2), reading(1, -0.5), reading(3, -9)])).toEqual([
    reading(2, 0.2),
    reading(1, -0.5),
  ])
  expect(keepLikely([reading(1, -2.5), reading(2, -2.6)])).toEqual([])
})
