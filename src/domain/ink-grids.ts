/** Cells of the grid laid over one half: about 9 mm wide and 4 mm high on A4, so that lines of writing are told apart. */
export const GRID_COLUMNS = 24
export const GRID_ROWS = 72

/** Cells of one half, blurred: 0..240 each, row by row. */
export type InkGrid = Uint16Array

/** A cell with part of a word holds at least this; the crossings of rulings, specks and soft stains hold less. */
const WRITTEN_CELL = 3
/** A page number fills cells up to 10 in all, two short words 16 or more. */
const LEAST_WRITING = 12

/** Whether nothing is written on a half, by its grid of ink: two words are writing, rulings, holes and what shines through are not. */
export function isUnwritten(grid: string): boolean {
  let written = 0
  for (const value of readDigits(grid)) if (value >= WRITTEN_CELL) written += value
  return written < LEAST_WRITING
}

/** Whether the cell that a hex digit stands for holds part of a word. */
export const isWrittenDigit = (digit: string): boolean => Number.parseInt(digit, 16) >= WRITTEN_CELL

/** How far two pictures of the same paper may be apart, in cells. */
const MOST_SHIFT_X = 2
const MOST_SHIFT_Y = 5

/**
 * How alike the ink of two pages is, -1..1, allowing for a shift: above 0.8 only for two pictures of one page.
 * Takes grids of the same number of halves; 0 otherwise. With `turned`, the second page lies the other way up.
 */
export const likeness = (one: InkGrid[], other: InkGrid[], turned = false): number =>
  meanOfHalves(one, turned ? other.toReversed().map((grid) => grid.toReversed()) : other)

/** Cells of the grid that make one of a sketch, and shifts of a sketch tried, in its own rows. */
const SKETCH_COLUMNS = 4
const SKETCH_ROWS = 6
const SKETCH_WIDE = GRID_COLUMNS / SKETCH_COLUMNS
const SKETCH_HIGH = GRID_ROWS / SKETCH_ROWS
const SKETCH = { wide: SKETCH_WIDE, high: SKETCH_HIGH }
const SKETCH_SHIFTS = [0, -1, 1]
/** Two scans of a page differ by their skew and by what the edges hide: their ink by up to 6 %, their sketches by up to 0.13. */
const LEAST_TOTAL_SHARE = 0.88
const LEAST_SKETCH_LIKENESS = 0.85

/** A rough picture of a fingerprint, to find out quickly which two cannot be alike: for each half the sums of larger cells. */
export type Sketch = Array<{ total: number; cells: Uint16Array; turned: Uint16Array }>

export const sketchOf = (fingerprint: string): Sketch =>
  fingerprint.split('/').map((grid) => {
    const cells = new Uint16Array(SKETCH_WIDE * SKETCH_HIGH)
    let total = 0
    for (const [at, value] of readDigits(grid).entries()) {
      const row = Math.floor(at / GRID_COLUMNS / SKETCH_ROWS)
      const column = Math.floor((at % GRID_COLUMNS) / SKETCH_COLUMNS)
      cells[row * SKETCH_WIDE + column] = (cells[row * SKETCH_WIDE + column] ?? 0) + value
      total += value
    }
    return { total, cells, turned: cells.toReversed() }
  })

/** Whether `likeness` can be high: a look that few pairs of different pages pass, at a thousandth of the cost. */
export function mayBeAlike(one: Sketch, other: Sketch, turned = false): boolean {
  if (one.length !== other.length) return false
  const against = (i: number) => other[turned ? other.length - 1 - i : i]
  const near = one.every(({ total: a }, i) => {
    const b = against(i)?.total ?? 0
    return Math.min(a, b) + FEW_CELLS >= Math.max(a, b) * LEAST_TOTAL_SHARE
  })
  return (
    near &&
    one.every((half, i) => {
      const facing = against(i)
      if (!facing) return false
      if (half.total < FEW_CELLS && facing.total < FEW_CELLS) return true
      const cells = turned ? facing.turned : facing.cells
      return SKETCH_SHIFTS.some(
        (shift) => correlation(half.cells, cells, 0, shift, SKETCH) > LEAST_SKETCH_LIKENESS,
      )
    })
  )
}

/** A half with less ink than this looks like any other empty one. */
const FEW_CELLS = 40

/** Rows of the grid that a printed header may take: two copies with nothing but a name are alike there. */
const HEADER_GRID_ROWS = 22
const LEAST_TO_TELL = 60

/** Whether there is so much writing below where headers stand that two like it can only be one sheet scanned twice. */
export function isTelling(fingerprint: string): boolean {
  let written = 0
  for (const grid of fingerprint.split('/'))
    for (let at = HEADER_GRID_ROWS * GRID_COLUMNS; at < grid.length - HEADER_GRID_ROWS * GRID_COLUMNS; at++) {
      const value = Number.parseInt(grid[at] ?? '0', 16)
      if (value >= WRITTEN_CELL) written += value
    }
  return written >= LEAST_TO_TELL
}

/** How well what shines through on one side agrees with the ink of the other, -1..1; 0 when either says nothing. */
export function shineAgreement(showThrough: string, inkOfOtherSide: string): number {
  return meanOfHalves(readGrids(showThrough), readGrids(inkOfOtherSide).toReversed().map(mirror))
}

/** Halves move apart when the fold is found elsewhere, so each has its own best shift; they weigh by their ink. */
function meanOfHalves(first: InkGrid[], second: InkGrid[]): number {
  if (first.length !== second.length) return 0
  let weights = 0
  let sum = 0
  first.forEach((grid, half) => {
    const other = second[half] ?? new Uint16Array()
    const weight = Math.max(total(grid), total(other))
    if (weight === 0) return
    weights += weight
    sum += weight * Math.max(...SHIFTS.map(([dx, dy]) => correlation(grid, other, dx, dy)))
  })
  return weights === 0 ? 0 : sum / weights
}

const total = (grid: InkGrid) => grid.reduce((sum, value) => sum + value, 0)

const range = (most: number) => Array.from({ length: 2 * most + 1 }, (_, i) => i - most)
const SHIFTS = range(MOST_SHIFT_X).flatMap((dx) => range(MOST_SHIFT_Y).map((dy) => [dx, dy] as const))

/** The grids of a fingerprint, or of what shines through. */
export const readGrids = (text: string): InkGrid[] => text.split('/').map((grid) => blur(readDigits(grid)))

function readDigits(hex: string): Uint16Array {
  const values = new Uint16Array(hex.length)
  for (let at = 0; at < hex.length; at++) {
    const code = hex.charCodeAt(at)
    // '0' to '9', or 'a' to 'f'.
    values[at] = code < 58 ? code - 48 : code - 87
  }
  return values
}

/** Weights 1 2 1 both ways: strokes near the edge of a cell would otherwise jump with the smallest shift. */
function blur(grid: InkGrid): InkGrid {
  const across = grid.map((value, at) => {
    const column = at % GRID_COLUMNS
    const before = column > 0 ? (grid[at - 1] ?? 0) : value
    const after = column < GRID_COLUMNS - 1 ? (grid[at + 1] ?? 0) : value
    return before + 2 * value + after
  })
  return across.map(
    (value, at) => (across[at - GRID_COLUMNS] ?? value) + 2 * value + (across[at + GRID_COLUMNS] ?? value),
  )
}

const mirror = (grid: InkGrid): InkGrid =>
  grid.map((_, at) => grid[at - (at % GRID_COLUMNS) + GRID_COLUMNS - 1 - (at % GRID_COLUMNS)] ?? 0)

/** Of two grids of one size, the second moved back by (dx, dy) cells; -1..1. */
function correlation(
  first: Uint16Array,
  second: Uint16Array,
  dx: number,
  dy: number,
  { wide, high } = { wide: GRID_COLUMNS, high: GRID_ROWS },
): number {
  let n = 0
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0]
  const [left, right] = [Math.max(0, -dx), Math.min(wide, wide - dx)]
  const bottom = Math.min(high, high - dy)
  for (let row = Math.max(0, -dy); row < bottom; row++) {
    const end = row * wide + right
    const apart = dy * wide + dx
    for (let at = row * wide + left; at < end; at++) {
      // Inside the grids by construction; a default for each would cost a third of the time.
      const a = first[at] as number
      const b = second[at + apart] as number
      sumA += a
      sumB += b
      sumAA += a * a
      sumBB += b * b
      sumAB += a * b
    }
    n += right - left
  }
  const spread = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n)
  return spread <= 0 ? 0 : (sumAB - (sumA * sumB) / n) / Math.sqrt(spread)
}
