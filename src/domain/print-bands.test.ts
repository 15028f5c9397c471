import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  BAND_COLUMNS,
  BAND_ROWS,
  commonCells,
  matchBands,
  readBand,
  thicken,
  writeBand,
} from './print-bands.ts'

/** Cells away from the edges, so that none is lost when they are moved. */
const anyCells = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 10, max: BAND_COLUMNS - 11 }), fc.integer({ min: 8, max: BAND_ROWS - 9 })),
  { minLength: 200, maxLength: 300, selector: ([column, row]) => row * BAND_COLUMNS + column },
)
const anyShift = fc.record({ dx: fc.integer({ min: -8, max: 8 }), dy: fc.integer({ min: -6, max: 6 }) })

function band(cells: Array<[column: number, row: number]>, { dx, dy } = { dx: 0, dy: 0 }) {
  const inked = new Uint8Array(BAND_COLUMNS * BAND_ROWS)
  for (const [column, row] of cells) inked[(row + dy) * BAND_COLUMNS + column + dx] = 1
  return readBand(writeBand(inked))
}

it('finds how far a band was moved, by its thickened print', () => {
  fc.assert(
    fc.property(anyCells, anyShift, (cells, shift) => {
      const [here, moved] = [band(cells), band(cells, shift)]
      const found = matchBands(here, thicken(moved))
      expect(here.count).toBe(cells.length)
      expect(found.cells).toBe(cells.length)
      expect(Math.abs(found.dx + shift.dx)).toBeLessThanOrEqual(1)
      expect(Math.abs(found.dy + shift.dy)).toBeLessThanOrEqual(1)
      expect(found.beside).toBeLessThan(cells.length / 2)
    }),
    { numRuns: 40 },
  )
})

it('keeps what bands laid on each other have in common', () => {
  fc.assert(
    fc.property(anyCells, anyShift, (cells, { dx, dy }) => {
      const half = cells.slice(0, cells.length / 2)
      const laid = [
        { band: band(half), dx: 0, dy: 0 },
        { band: band(cells, { dx, dy }), dx: -dx, dy: -dy },
      ]
      expect(commonCells(laid, 1, 1)).toEqual(band(half))
      expect(commonCells(laid, 0.5, 0.5)).toEqual(band(cells))
    }),
    { numRuns: 40 },
  )
})
