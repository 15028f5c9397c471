import type { HalfAnalysis, SheetAnalysis } from './scan-pages.ts'

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

interface Band {
  /** Rows of whole words of 32 cells, with a word of nothing on either side for shifts. */
  rows: Uint32Array[]
  count: number
}

const WORDS = Math.ceil(BAND_COLUMNS / 32) + 2

function readBand(text: string): Band {
  const rows = Array.from({ length: BAND_ROWS }, () => new Uint32Array(WORDS))
  let count = 0
  for (let digit = 0; digit < text.length; digit++) {
    const value = VALUE.get(text[digit] ?? '') ?? 0
    if (value === 0) continue
    for (let i = 0; i < 6; i++) {
      if (((value >> (5 - i)) & 1) === 0) continue
      const cell = digit * 6 + i
      const column = (cell % BAND_COLUMNS) + 32
      const row = rows[Math.floor(cell / BAND_COLUMNS)]
      if (!row) continue
      row[column >> 5] = (row[column >> 5] ?? 0) | (1 << (column & 31))
      count++
    }
  }
  return { rows, count }
}

/** How far forms may lie from each other on the scans, in cells: feeders are less exact across than along. */
const MOST_SHIFT_X = 8
const MOST_SHIFT_Y = 6
/** Print agrees at one shift only; writing on the same ruled lines agrees as well a few cells to the side. */
const BESIDE_FROM = 3
const BESIDE_TO = 6

/**
 * The cells inked on both at the shift where they agree best, beyond those that agree when shifted sideways from there: an
 * absolute number, and as a share of the lesser inked one.
 */
function agreement(one: Band, other: Band): { cells: number; share: number } {
  const least = Math.min(one.count, other.count)
  if (least < LEAST_CELLS) return { cells: 0, share: 0 }
  let most = 0
  let [bestX, bestY] = [0, 0]
  const look = (dx: number, dy: number) => {
    const common = inCommon(one, other, dx, dy)
    if (common > most) [most, bestX, bestY] = [common, dx, dy]
  }
  // Every second shift first: printed lines are two cells thick where they are no whole cells apart.
  for (let dy = -MOST_SHIFT_Y; dy <= MOST_SHIFT_Y; dy += 2)
    for (let dx = -MOST_SHIFT_X; dx <= MOST_SHIFT_X; dx += 2) look(dx, dy)
  const [nearX, nearY] = [bestX, bestY]
  for (let dy = nearY - 1; dy <= nearY + 1; dy++) for (let dx = nearX - 1; dx <= nearX + 1; dx++) look(dx, dy)
  let beside = 0
  for (let d = BESIDE_FROM; d <= BESIDE_TO; d++)
    beside += inCommon(one, other, bestX + d, bestY) + inCommon(one, other, bestX - d, bestY)
  const cells = most - beside / (2 * (BESIDE_TO - BESIDE_FROM + 1))
  return { cells, share: cells / least }
}

/** Cells of `one` that meet a cell of `other` moved by (dx, dy). */
function inCommon(one: Band, other: Band, dx: number, dy: number): number {
  let sum = 0
  const from = Math.max(0, dy)
  const to = Math.min(BAND_ROWS, BAND_ROWS + dy)
  const shift = dx & 31
  const skip = dx < 0 ? -1 : 0
  for (let row = from; row < to; row++) {
    const a = one.rows[row]
    const b = other.rows[row - dy]
    if (!a || !b) continue
    for (let word = 1; word < WORDS - 1; word++) {
      const here = a[word] ?? 0
      if (here === 0) continue
      const high = b[word - skip] ?? 0
      const low = b[word - skip - 1] ?? 0
      const moved = shift === 0 ? (b[word] ?? 0) : (high << shift) | (low >>> (32 - shift))
      sum += bitCount(here & moved)
    }
  }
  return sum
}

function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Fewer cells are a page number or a speck, not a form. */
const LEAST_CELLS = 60
/** Strangers agree in 3 to 7 cells of 100, forms in 8 to 25. */
const LIKE_SHARE = 0.085
const ODDS_PER_SHARE = 50
const MOST_ODDS = 5
/** Forms are found among this many pages, spread over the pile; the others are compared with what was found. */
const SAMPLE = 28
const MOST_FORMS = 8
/**
 * Where the forms of a pile are known, a frame at the top of a page that is like none of them is a drawing rather than a form: when
 * there are few such frames, so that they are no forms of other kinds, or when the forms have no frames themselves.
 */
const UNLIKE_ODDS = -4.5
const LEAST_ALIKE = 4
const FEW = 0.15
const FEW_WITHOUT_FRAMES = 0.4
const FEW_FRAMED = 0.3
const FRAME_SEEN = 0.5
/** Surer than this of the other direction, a page is not looked at as the first page of a sheet lying that way. */
const SURE_DIRECTION = 0.995

interface Candidate {
  half: HalfAnalysis
  sheet: SheetAnalysis
  band: Band
}

/**
 * Which halves have the same print at their top as others of the pile, as log-likelihood ratio of being the first page of a copy.
 * Takes a time in proportion to the number of sheets.
 */
export function printedAlike(sheets: SheetAnalysis[]): Map<HalfAnalysis, number> {
  const candidates = sheets.flatMap((sheet) =>
    sheet.halves
      .filter(mayComeFirst)
      .map((half): Candidate => ({ half, sheet, band: readBand(half.printBand) }))
      .filter(({ band }) => band.count >= LEAST_CELLS),
  )
  const odds = new Map<HalfAnalysis, number>()
  const forms = findForms(candidates)
  for (const { half, sheet, band } of candidates) {
    let most = 0
    for (const form of forms) {
      if (form.sheet === sheet) continue
      most = Math.max(most, likeOdds(agreement(form.band, band)))
      if (most === MOST_ODDS) break
    }
    if (most > 0) odds.set(half, most)
  }
  const framed = candidates
    .filter(({ half }) => half.headerScore >= FRAME_SEEN && liesAsFirst(half))
    .map(({ half }) => half)
  const unlike = framed.filter((half) => !odds.has(half))
  const framedForms = (framed.length - unlike.length) / Math.max(1, odds.size)
  const allowed = framedForms < FEW_FRAMED ? FEW_WITHOUT_FRAMES : FEW
  if (odds.size >= LEAST_ALIKE && unlike.length < odds.size * allowed)
    for (const half of unlike) odds.set(half, UNLIKE_ODDS)
  return odds
}

/** Whether the half is the first page of its sheet if that lies as it seems and is a recto. */
const liesAsFirst = ({ half, rotation }: HalfAnalysis) =>
  half === 'full' || (half === 'left') === rotation >= 180

const mayComeFirst = (half: HalfAnalysis) =>
  !half.blank && Boolean(half.printBand) && (liesAsFirst(half) || half.rotationConfidence < SURE_DIRECTION)

function likeOdds({ cells, share }: { cells: number; share: number }): number {
  if (cells < LEAST_CELLS / 2) return 0
  return Math.max(0, Math.min(MOST_ODDS, (share - LIKE_SHARE) * ODDS_PER_SHARE))
}

/** Pages of the sample whose top is printed like that of another sheet, two for each form. */
function findForms(candidates: Candidate[]): Candidate[] {
  const likely = candidates
    .filter(({ half }) => liesAsFirst(half))
    .sort((a, b) => b.half.headerScore - a.half.headerScore)
  const step = Math.max(1, candidates.length / SAMPLE)
  const spread = Array.from(
    { length: Math.min(SAMPLE, candidates.length) },
    (_, i) => candidates[Math.floor(i * step)],
  )
  const sample = [...new Set([...likely.slice(0, SAMPLE / 3), ...spread])].filter((one) => one !== undefined)
  const alike = sample.map(() => sample.map(() => 0))
  sample.forEach((one, i) => {
    for (let j = 0; j < i; j++) {
      const other = sample[j]
      if (!other || other.sheet === one.sheet) continue
      const odds = likeOdds(agreement(one.band, other.band))
      ;(alike[i] as number[])[j] = odds
      ;(alike[j] as number[])[i] = odds
    }
  })
  const strength = (i: number) => (alike[i] ?? []).reduce((sum, one) => sum + one, 0)
  const order = sample.map((_, i) => i).sort((a, b) => strength(b) - strength(a))
  const forms: number[] = []
  for (const i of order) {
    if (forms.length === MOST_FORMS || strength(i) === 0) break
    if (!forms.some((form) => (alike[i]?.[form] ?? 0) > 0)) forms.push(i)
  }
  // A form is known from two pages at least: the one that stands for it would not be compared with itself.
  return forms.flatMap((form) => {
    const twin = order.find((i) => (alike[form]?.[i] ?? 0) > 0)
    return [sample[form], twin === undefined ? undefined : sample[twin]].filter((one) => one !== undefined)
  })
}
