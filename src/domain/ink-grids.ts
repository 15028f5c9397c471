/** Cells of the grid laid over one half: about 9 mm wide and 4 mm high on A4, so that lines of writing are told apart. */
export const GRID_COLUMNS = 24
export const GRID_ROWS = 72

/** Cells of one half, 0..15 each, row by row. */
type InkGrid = number[]

/** How far two pictures of the same paper may be apart, in cells. */
const MOST_SHIFT_X = 2
const MOST_SHIFT_Y = 5

/**
 * How alike the ink of two pages is, -1..1, allowing for a shift: above 0.8 only for two pictures of one page.
 * Takes fingerprints of the same number of halves; 0 otherwise. With `turned`, the second page lies the other way up.
 */
export function likeness(one: string, other: string, turned = false): number {
  const first = readGrids(one)
  const second = turned
    ? readGrids(other)
        .toReversed()
        .map((grid) => grid.toReversed())
    : readGrids(other)
  return meanOfHalves(first, second)
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
