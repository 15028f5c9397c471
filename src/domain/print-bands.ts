/**
 * The top of a page as a picture of cells of 1 mm, 1 where there is ink: what is printed there falls on the same cells on every
 * form of a batch, what is written does not.
 */
export const BAND_COLUMNS = 210
export const BAND_ROWS = 72
const CELLS = BAND_COLUMNS * BAND_ROWS

/** Cells as text, six to a character. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUE = new Map(Array.from(DIGITS, (digit, value) => [digit, value]))

export function writeBand(cells: Uint8Array): string {
  let text = ''
  for (let at = 0; at < CELLS; at += 6) {
    let value = 0
    for (let i = 0; i < 6; i++) value = value * 2 + (cells[at + i] ? 1 : 0)
    text += DIGITS[value]
  }
  return text
}

export interface Band {
  /** Rows of whole words of 32 cells, with a word of nothing on either side for shifts. */
  rows: Uint32Array[]
  count: number
}

const WORDS = Math.ceil(BAND_COLUMNS / 32) + 2
const FIRST_COLUMN = 32

export function readBand(text: string): Band {
  const rows = emptyRows()
  for (let digit = 0; digit < text.length; digit++) {
    const value = VALUE.get(text[digit] ?? '') ?? 0
    if (value === 0) continue
    for (let i = 0; i < 6; i++) {
      if (((value >> (5 - i)) & 1) === 0) continue
      const cell = digit * 6 + i
      setCell(rows, cell % BAND_COLUMNS, Math.floor(cell / BAND_COLUMNS))
    }
  }
  return bandOf(rows)
}

const emptyRows = () => Array.from({ length: BAND_ROWS }, () => new Uint32Array(WORDS))

function setCell(rows: Uint32Array[], column: number, row: number) {
  const words = rows[row]
  const at = column + FIRST_COLUMN
  if (words) words[at >> 5] = (words[at >> 5] ?? 0) | (1 << (at & 31))
}

const bandOf = (rows: Uint32Array[]): Band => ({
  rows,
  count: rows.reduce((sum, words) => words.reduce((count, word) => count + bitCount(word), sum), 0),
})

/** Every cell with its neighbours: where a stroke lies between two cells, it is seen in either. */
export function thicken({ rows }: Band): Band {
  const wide = rows.map((words) =>
    words.map((word, i) => {
      const [before, after] = [words[i - 1] ?? 0, words[i + 1] ?? 0]
      return word | (word << 1) | (before >>> 31) | (word >>> 1) | (after << 31)
    }),
  )
  return bandOf(
    wide.map((words, row) =>
      words.map((word, i) => word | (wide[row - 1]?.[i] ?? 0) | (wide[row + 1]?.[i] ?? 0)),
    ),
  )
}

/** How far forms may lie from each other on the scans, in cells: feeders are less exact across than along. */
const MOST_SHIFT_X = 8
const MOST_SHIFT_Y = 6
/** Print agrees at one shift only; writing on the same ruled lines agrees as well a few cells to the side. */
const BESIDE_FROM = 4
const BESIDE_TO = 7

export interface Match {
  /** The shift of the other band at which most cells meet. */
  dx: number
  dy: number
  /** Cells of the one inked on the other as well there, and what such a number is a little to the side. */
  cells: number
  beside: number
}

/** Furthest that a band is moved across: the fine look goes one further than the coarse one, and then to the side. */
const FURTHEST_X = MOST_SHIFT_X + 1 + BESIDE_TO
/** The other band moved by each dx, row after row; made when first asked for, for the pair in hand. */
const movedBands = Array.from({ length: 2 * FURTHEST_X + 1 }, () => new Uint32Array(BAND_ROWS * WORDS))
const isMoved = new Uint8Array(movedBands.length)

/** The shift at which the cells of `one` meet those of `other` best. */
export function matchBands(one: Band, other: Band): Match {
  isMoved.fill(0)
  const inCommon = (dx: number, dy: number) => countInCommon(one, movedAcross(other, dx), dy)
  let most = 0
  let [bestX, bestY] = [0, 0]
  const look = (dx: number, dy: number) => {
    const common = inCommon(dx, dy)
    if (common > most) [most, bestX, bestY] = [common, dx, dy]
  }
  // Every second shift first: printed lines are two cells thick where they are no whole cells apart.
  for (let dy = -MOST_SHIFT_Y; dy <= MOST_SHIFT_Y; dy += 2)
    for (let dx = -MOST_SHIFT_X; dx <= MOST_SHIFT_X; dx += 2) look(dx, dy)
  const [nearX, nearY] = [bestX, bestY]
  for (let dy = nearY - 1; dy <= nearY + 1; dy++) for (let dx = nearX - 1; dx <= nearX + 1; dx++) look(dx, dy)
  let beside = 0
  for (let d = BESIDE_FROM; d <= BESIDE_TO; d++)
    beside += inCommon(bestX + d, bestY) + inCommon(bestX - d, bestY)
  return { dx: bestX, dy: bestY, cells: most, beside: beside / (2 * (BESIDE_TO - BESIDE_FROM + 1)) }
}

/** Cells of `one` that meet a cell of the other, moved across already, moved down by dy. */
function countInCommon(one: Band, moved: Uint32Array, dy: number): number {
  let sum = 0
  const to = Math.min(BAND_ROWS, BAND_ROWS + dy)
  for (let row = Math.max(0, dy); row < to; row++) {
    const words = one.rows[row]
    if (!words) continue
    const below = (row - dy) * WORDS
    for (let word = 1; word < WORDS - 1; word++) {
      const here = words[word] as number
      if (here !== 0) sum += bitCount(here & (moved[below + word] as number))
    }
  }
  return sum
}

function movedAcross({ rows }: Band, dx: number): Uint32Array {
  const at = dx + FURTHEST_X
  const moved = movedBands[at] as Uint32Array
  if (isMoved[at]) return moved
  isMoved[at] = 1
  const shift = dx & 31
  const skip = dx < 0 ? -1 : 0
  rows.forEach((words, row) => {
    for (let word = 1; word < WORDS - 1; word++)
      moved[row * WORDS + word] =
        shift === 0
          ? (words[word] ?? 0)
          : ((words[word - skip] ?? 0) << shift) | ((words[word - skip - 1] ?? 0) >>> (32 - shift))
  })
  return moved
}

function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** A band laid where it matches others. */
export interface LaidBand {
  band: Band
  dx: number
  dy: number
}

/** The cells inked on at least the given share of the bands as they are laid, and near ink on another share of them. */
export function commonCells(laid: LaidBand[], inkedShare: number, nearShare: number): Band {
  const inked = countCells(laid)
  const near = countCells(laid.map((one) => ({ ...one, band: thicken(one.band) })))
  const rows = emptyRows()
  for (let cell = 0; cell < CELLS; cell++)
    if ((inked[cell] ?? 0) >= inkedShare * laid.length && (near[cell] ?? 0) >= nearShare * laid.length)
      setCell(rows, cell % BAND_COLUMNS, Math.floor(cell / BAND_COLUMNS))
  return bandOf(rows)
}

function countCells(laid: LaidBand[]): Uint16Array {
  const counts = new Uint16Array(CELLS)
  for (const { band, dx, dy } of laid)
    band.rows.forEach((words, bandRow) => {
      const row = bandRow + dy
      if (row < 0 || row >= BAND_ROWS) return
      words.forEach((word, i) => {
        for (let rest = word; rest !== 0; rest &= rest - 1) {
          const column = i * 32 + 31 - Math.clz32(rest & -rest) - FIRST_COLUMN + dx
          if (column < 0 || column >= BAND_COLUMNS) continue
          const cell = row * BAND_COLUMNS + column
          counts[cell] = (counts[cell] ?? 0) + 1
        }
      })
    })
  return counts
}
