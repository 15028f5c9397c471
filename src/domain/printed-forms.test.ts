import { expect, it } from 'vitest'
import { BAND_COLUMNS, BAND_ROWS, writeBand } from './print-bands.ts'
import { printedAlike } from './printed-forms.ts'
import type { HalfAnalysis, SheetAnalysis } from './scan-pages.ts'

/** Whole numbers below `limit`, the same for the same seed. */
function numbers(seed: number) {
  let state = seed * 7919 + 1
  return (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % limit
  }
}
/** Small marks as of letters, `count` of them in the given rows, moved by (dx, dy). */
function letters(
  cells: Uint8Array,
  seed: number,
  count: number,
  [from, to]: [number, number],
  dx = 0,
  dy = 0,
) {
  const next = numbers(seed)
  for (let i = 0; i < count; i++) {
    const [column, row] = [10 + next(BAND_COLUMNS - 30), from + next(to - from)]
    for (let mark = 0; mark < 4; mark++) {
      const [x, y] = [column + next(4) + dx, row + next(3) + dy]
      if (x >= 0 && x < BAND_COLUMNS && y >= 0 && y < BAND_ROWS) cells[y * BAND_COLUMNS + x] = 1
    }
  }
}

function sheet(sourcePage: number, cells: Uint8Array): SheetAnalysis {
  const half: HalfAnalysis = {
    ...{ half: 'right', box: { x: 0.5, y: 0, w: 0.5, h: 1 }, rotation: 0, rotationConfidence: 0.97 },
    ...{ blank: false, inkRatio: 0.05, inkBottom: 0.9, headerScore: 0.05, headerScoreUpsideDown: 0.05 },
    ...{ printBand: writeBand(cells), headerBox: null, skewDegrees: 0 },
  }
  const plain = { widthPx: 3308, heightPx: 2339, dpi: 200, fingerprint: '', showThrough: '', flags: [] }
  return { ...plain, sourcePage, halves: [half] }
}
const FORM = 1
/** A page with the form printed a little elsewhere, and its own writing over and under it. */
function filledForm(n: number, dx: number, dy: number): SheetAnalysis {
  const cells = new Uint8Array(BAND_COLUMNS * BAND_ROWS)
  letters(cells, FORM, 100, [8, 40], dx, dy)
  letters(cells, 100 + n, 120, [8, BAND_ROWS - 4])
  return sheet(n, cells)
}
function writtenPage(n: number): SheetAnalysis {
  const cells = new Uint8Array(BAND_COLUMNS * BAND_ROWS)
  letters(cells, 500 + n, 200, [4, BAND_ROWS - 4])
  return sheet(n, cells)
}
const oddsOf = (sheets: SheetAnalysis[]) => {
  const odds = printedAlike(sheets)
  return sheets.map(({ halves }) => odds.get(halves[0] as HalfAnalysis) ?? 0)
}

it('finds the pages with the same form at their top, though it lies elsewhere and is written over', () => {
  const forms = [filledForm(1, 0, 0), filledForm(3, 4, -3), filledForm(5, -5, 2)]
  const others = [2, 4, 6, 7, 8].map(writtenPage)
  const few = oddsOf([...forms, ...others])
  expect(few.slice(0, 3).every((one) => one > 0.5)).toBe(true)
  expect(few.slice(3)).toEqual([0, 0, 0, 0, 0])
  const many = oddsOf([...forms, filledForm(9, 1, 1), filledForm(11, -2, -2), ...others])
  expect(many.slice(0, 5).every((one) => one > 3)).toBe(true)
  expect(many.slice(5)).toEqual([0, 0, 0, 0, 0])
})

it('takes print that is on both halves of many sides for the paper itself', () => {
  const ruled = [1, 2, 3, 4, 5, 6].map((n) => filledForm(n, 0, 0))
  for (const one of ruled)
    one.halves.push({ ...(one.halves[0] as HalfAnalysis), half: 'left', rotationConfidence: 0.6 })
  expect(oddsOf(ruled)).toEqual([0, 0, 0, 0, 0, 0])
})

it('finds nothing where no two pages have anything in common', () => {
  expect(oddsOf([filledForm(1, 0, 0), ...[2, 3, 4, 5].map(writtenPage)])).toEqual([0, 0, 0, 0, 0])
  expect(oddsOf([sheet(1, new Uint8Array(BAND_COLUMNS * BAND_ROWS)), writtenPage(2)])).toEqual([0, 0])
})

it('takes a frame unlike the known forms for a drawing', () => {
  const drawing = writtenPage(9)
  for (const half of drawing.halves) half.headerScore = 0.93
  const odds = oddsOf([...[1, 3, 5, 7, 11].map((n) => filledForm(n, n % 3, 0)), drawing])
  expect(odds.at(-1)).toBeLessThan(-2)
})
