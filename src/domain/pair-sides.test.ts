import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Side } from './double-sheets.ts'
import { GRID_COLUMNS, GRID_ROWS } from './ink-grids.ts'
import { pairSides } from './pair-sides.ts'
import type { HalfAnalysis } from './scan-pages.ts'

const EMPTY = '0'.repeat(GRID_COLUMNS * GRID_ROWS)
const half = (name: 'left' | 'right', given: Partial<HalfAnalysis> = {}): HalfAnalysis => ({
  half: name,
  box: { x: name === 'left' ? 0 : 0.5, y: 0, w: 0.5, h: 1 },
  rotation: 0,
  rotationConfidence: 0.97,
  blank: false,
  inkRatio: 0.05,
  inkBottom: 0.92,
  headerScore: 0.05,
  headerScoreUpsideDown: 0.05,
  printBand: '',
  headerBox: null,
  skewDegrees: 0,
  ...given,
})
const side = (
  sourcePage: number,
  left: Partial<HalfAnalysis> = {},
  right: Partial<HalfAnalysis> = {},
): Side => {
  const [one, other] = [half('left', left), half('right', right)]
  return {
    sheet: {
      ...{ sourcePage, widthPx: 3308, heightPx: 2339, dpi: 200, flags: [], halves: [one, other] },
      ...{ fingerprint: `${EMPTY}/${EMPTY}`, showThrough: `${EMPTY}/${EMPTY}` },
    },
    left: one,
    right: other,
  }
}
const header = { headerScore: 0.98 }
const short = { inkBottom: 0.4 }
/** `count` copies of one sheet, fed as they should be, from page `from` on. */
const copies = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) => [side(from + 2 * i, {}, header), side(from + 2 * i + 1)]).flat()
const read = (sides: Side[], sheetsPerBooklet = 1) => pairSides([sides], { sheetsPerBooklet })[0] ?? []

describe('the confidence of a reading', () => {
  it('is high for a sheet with a header, whichever side was fed first', () => {
    const [usual, turned] = read([
      side(1, {}, header),
      side(2),
      side(3),
      side(4, {}, header),
      ...copies(9, 5),
    ])
    expect(usual).toMatchObject({ swapped: false, startsCopy: true })
    expect(turned).toMatchObject({ swapped: true, startsCopy: true })
    expect(usual?.confidence.roles).toBeGreaterThan(0.98)
    expect(turned?.confidence.roles).toBeGreaterThan(0.85)
  })

  it('of an inserted sheet without evidence is what the pile teaches', () => {
    const inserted = [side(1, {}, header), side(2), side(3), side(4)]
    const careful = read([...inserted, ...copies(20, 5)])[1]
    expect(careful).toMatchObject({ swapped: false, startsCopy: false })
    expect(careful?.confidence.roles).toBeGreaterThan(0.95)

    // Every second copy of the pile was fed verso first.
    const mixed = copies(20, 5).map((one, i, all) =>
      i % 4 < 2 ? one : (all[i % 2 === 0 ? i + 1 : i - 1] ?? one),
    )
    const careless = read([...inserted, ...mixed])[1]
    expect(careless?.confidence.roles).toBeLessThan(0.9)
  })

  it('of the roles of an inserted sheet is not high for want of accidents in a small pile', () => {
    const inserted = [side(1, {}, header), side(2), side(3), side(4)]
    const roles = (others: number) => read([...inserted, ...copies(others, 5)])[1]?.confidence.roles
    expect(roles(7)).toBeLessThan(0.95)
    expect(roles(30)).toBeGreaterThan(0.95)
  })

  it('of an inserted sheet depends on how the students of the pile fill their pages', () => {
    const pile = copies(20, 5)
    const inserted = [side(1, {}, header), side(2), side(3), side(4, short)]
    expect(read([...inserted, ...pile])[1]).toMatchObject({ swapped: true })
    // Where many students leave pages short, the same sheet says little.
    const loose = pile.map((one, i) => (i % 2 === 1 ? side(one.sheet.sourcePage, short) : one))
    expect(read([...inserted, ...loose])[1]).toMatchObject({ swapped: false })
  })

  it('is low for sides that may belong to either neighbour', () => {
    // One of three sides after a header is missing, and nothing says which.
    const sheets = read([side(1, {}, header), side(2), side(3), ...copies(5, 4)])
    expect(sheets.slice(0, 2).some(({ confidence }) => confidence.sides < 0.95)).toBe(true)
  })

  it('of the direction is that of both sides together', () => {
    const lying = { rotation: 180 as const, rotationConfidence: 0.55 }
    const [both] = read([side(1, lying, lying), side(2, lying, lying), ...copies(3, 3)])
    const [one] = read([side(1, lying, lying), ...copies(3, 3)])
    expect(both?.confidence.direction).not.toBe(one?.confidence.direction)
    for (const sheet of [both, one]) {
      expect(sheet?.confidence.direction).toBeGreaterThan(0.5)
      expect(sheet?.confidence.direction).toBeLessThan(0.95)
    }
  })
})

it('tells a pile fed verso first from one whose first side is missing', () => {
  const turnedOver = copies(12, 1).map((one, i, all) => all[i % 2 === 0 ? i + 1 : i - 1] ?? one)
  const sheets = read(turnedOver)
  expect(sheets).toHaveLength(12)
  expect(sheets.every(({ swapped, startsCopy }) => swapped && startsCopy)).toBe(true)
})

it('knows from the number of sheets where a booklet without a header begins', () => {
  const booklet = (n: number, given: Partial<HalfAnalysis>) => [
    side(n, {}, given),
    ...[n + 1, n + 2, n + 3].map((page) => side(page)),
  ]
  const sheets = read([...booklet(1, header), ...booklet(5, header), ...booklet(9, header)], 2)
  expect(sheets.map(({ startsCopy }) => startsCopy)).toEqual([true, false, true, false, true, false])
  // A table at the top of an inner sheet does not start a copy there.
  const drawn = [
    ...booklet(1, header),
    side(5, {}, header),
    side(6),
    side(7, {}, { headerScore: 0.9 }),
    side(8),
  ]
  expect(read([...drawn, ...booklet(9, header)], 2).map(({ startsCopy }) => startsCopy)).toEqual([
    ...[true, false, true, false, true, false],
  ])
})

const anySide = fc.record({
  rotation: fc.constantFrom(0 as const, 180 as const),
  rotationConfidence: fc.double({ min: 0.5, max: 1, noNaN: true }),
  blank: fc.boolean(),
  inkBottom: fc.double({ min: 0, max: 1, noNaN: true }),
  headerScore: fc.double({ min: 0, max: 1, noNaN: true }),
})

it('reads every side once, in order, and its confidences are probabilities', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(anySide, anySide), { minLength: 1, maxLength: 9 }), { maxLength: 3 }),
      fc.constantFrom(1, 2, 4),
      (drawn, sheetsPerBooklet) => {
        let page = 0
        const runs = drawn.map((run) => run.map(([left, right]) => side(++page, left, right)))
        const found = pairSides(runs, { sheetsPerBooklet })
        expect(found).toHaveLength(runs.length)
        found.forEach((sheets, i) => {
          const sides = sheets.flatMap(({ recto, verso, swapped }) =>
            swapped ? [verso, recto] : [recto, verso],
          )
          expect(sides.filter((one) => one !== null)).toEqual(runs[i])
        })
        for (const { confidence } of found.flat())
          for (const one of Object.values(confidence)) {
            expect(one).toBeGreaterThan(0)
            expect(one).toBeLessThan(1 + 1e-6)
          }
      },
    ),
    { numRuns: 60 },
  )
})
