import { expect, test } from 'vitest'
import { GRID_COLUMNS, GRID_ROWS } from './ink-grids.ts'
import { inkRows } from './ink-rows.ts'

const EMPTY = '0'.repeat(GRID_COLUMNS * GRID_ROWS)
/** Three cells of a word and one of a ruling in the first row. */
const WRITTEN = `4f30002${EMPTY}`.slice(0, EMPTY.length)
const rows = (first: number, last: number) => [first, ...Array(GRID_ROWS - 2).fill(0), last]

test('counts what is written in each row of a half, from the top of the page as it is turned', () => {
  expect(inkRows(`${EMPTY}/${WRITTEN}`, 'right', 0)).toEqual(rows(3, 0))
  expect(inkRows(`${EMPTY}/${WRITTEN}`, 'left', 0)).toEqual(rows(0, 0))
  expect(inkRows(WRITTEN, 'full', 180)).toEqual(rows(0, 3))
})

test('knows nothing of a page that lies sideways, or of a half that was not looked at', () => {
  expect(inkRows(WRITTEN, 'full', 90)).toBeNull()
  expect(inkRows(WRITTEN, 'right', 0)).toBeNull()
  expect(inkRows('', 'left', 0)).toBeNull()
})
