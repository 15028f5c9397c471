/** Cells of the grid laid over one half: about 9 mm wide and 4 mm high on A4, so that lines of writing are told apart. */
export const GRID_COLUMNS = 24
export const GRID_ROWS = 72

/** Cells of one half, 0..15 each, row by row. */
type InkGrid = number[]

/** A cell with part of a word holds at least this; the crossings of rulings, specks and soft stains hold less. */
const WRITTEN_CELL = 3
/** A page number fills cells up to 10 in all, two short words 16 or more. */
const LEAST_WRITING = 12

/** Whether nothing is written on a half, by its grid of ink: two words are writing, rulings, holes and what shines through are not. */
export function isUnwritten(grid: string): boolean {
  let written = 0
  for (const digit of grid) {
    const value = Number.parseInt(digit, 16)
    if (value >= WRITTEN_CELL) written += value
  }
  return written < LEAST_WRITING
}

/** How far two pictures of the same paper may be apart, in cells. */
const MOST_SHIFT_X = 2
const MOST_SHIFT_Y = 5

/**
 * How alike the ink of two pages is, -1..1, allowing for a shift: above 0.8 only for two pictures of one page.
 * Takes fingerprints of the same number of halves; 0 otherwise. With `turned`, the second page lies the other way up.
 */
export function likeness(one: string, other: string, turned = false): number {
  const second = readGrids(other)
  return meanOfHalves(readGrids(one), turned ? second.toReversed().map((grid) => grid.toReversed()) : second)
}

/** Whether `likeness` can be high: a rough look that a thousandth of all pairs of different pages pass, at a hundredth of the cost. */
export function mayBeAlike(one: string, other: string, turned = false): boolean {
  const [first, second] = [sketchOf(one), sketchOf(other)]
  if (first.length !== second.length) return false
  return first.every((half, i) => {
    const against = second[turned ? second.length - 1 - i : i]
    if (!against) return false
    const [least, most] = [Math.min(half.total, against.total), Math.max(half.total, against.total)]
    // Two scans of a page differ by their skew and by what the edges hide; pages without ink say nothing.
    if (most < LEAST_TOTAL) return true
    if (least < most * LEAST_TOTAL_SHARE) return false
    const cells = turned ? against.turned : against.cells
    return SKETCH_SHIFTS.some((shift) => sketchLikeness(half.cells, cells, shift) > LEAST_SKETCH_LIKENESS)
  })
}

const LEAST_TOTAL = 30
const LEAST_TOTAL_SHARE = 0.7
const LEAST_SKETCH_LIKENESS = 0.6
/** Cells of the grid that make one of a sketch, and shifts of a sketch tried, in its own rows. */
const SKETCH_COLUMNS = 4
const SKETCH_ROWS = 6
const SKETCH_WIDE = GRID_COLUMNS / SKETCH_COLUMNS
const SKETCH_HIGH = GRID_ROWS / SKETCH_ROWS
const SKETCH_SHIFTS = [0, -1, 1]

interface Sketch {
  total: number
  cells: Float64Array
  turned: Float64Array
}

const sketches = new Map<string, Sketch[]>()
const MOST_SKETCHES = 20_000

/** Sketches are kept: each page is compared with many. */
function sketchOf(fingerprint: string): Sketch[] {
  const known = sketches.get(fingerprint)
  if (known) return known
  if (sketches.size >= MOST_SKETCHES) sketches.clear()
  const made = fingerprint.split('/').map((grid): Sketch => {
    const cells = new Float64Array(SKETCH_WIDE * SKETCH_HIGH)
    let total = 0
    for (let at = 0; at < grid.length; at++) {
      const value = Number.parseInt(grid[at] ?? '0', 16)
      const row = Math.floor(at / GRID_COLUMNS / SKETCH_ROWS)
      const column = Math.floor((at % GRID_COLUMNS) / SKETCH_COLUMNS)
      cells[row * SKETCH_WIDE + column] = (cells[row * SKETCH_WIDE + column] ?? 0) + value
      total += value
    }
    return { total, cells, turned: cells.toReversed() }
  })
  sketches.set(fingerprint, made)
  return made
}

function sketchLikeness(one: Float64Array, other: Float64Array, shift: number): number {
  let n = 0
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0]
  const [from, to] = [Math.max(0, shift), Math.min(SKETCH_HIGH, SKETCH_HIGH + shift)]
  for (let at = from * SKETCH_WIDE; at < to * SKETCH_WIDE; at++) {
    const a = one[at] ?? 0
    const b = other[at - shift * SKETCH_WIDE] ?? 0
    n++
    sumA += a
    sumB += b
    sumAA += a * a
    sumBB += b * b
    sumAB += a * b
  }
  const spread = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n)
  return spread <= 0 ? 0 : (sumAB - (sumA * sumB) / n) / Math.sqrt(spread)
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
    const other = second[half] ?? []
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

const readGrids = (text: string): InkGrid[] =>
  text.split('/').map((grid) => blur(Array.from(grid, (digit) => Number.parseInt(digit, 16))))

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

function correlation(first: InkGrid, second: InkGrid, dx: number, dy: number): number {
  let n = 0
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0]
  for (let row = Math.max(0, -dy); row < Math.min(GRID_ROWS, GRID_ROWS - dy); row++)
    for (let column = Math.max(0, -dx); column < Math.min(GRID_COLUMNS, GRID_COLUMNS - dx); column++) {
      const a = first[row * GRID_COLUMNS + column] ?? 0
      const b = second[(row + dy) * GRID_COLUMNS + column + dx] ?? 0
      n++
      sumA += a
      sumB += b
      sumAA += a * a
      sumBB += b * b
      sumAB += a * b
    }
  const spread = (sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n)
  return spread <= 0 ? 0 : (sumAB - (sumA * sumB) / n) / Math.sqrt(spread)
}
