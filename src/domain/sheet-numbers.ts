/** « 2/3 » as it may be read on a page; `score` is its log-likelihood beside the likeliest way to read the ink, about 0 when clear. */
export interface NumberReading {
  number: number
  of: number
  score: number
}

/** Nobody fills more sheets, and few number more pages. */
const MOST = 16
/** What may be written or printed before. */
const WORDS = ['', 'P ', 'PAGE ', 'F ', 'FEUILLE ', 'COPIE ']

/** Every number there may be, as a text to be scored; sorted, so that those that begin alike share the work. */
export const NUMBER_TEXTS: ReadonlyArray<{ text: string; number: number; of: number }> = WORDS.flatMap(
  (word) =>
    Array.from({ length: MOST }, (_, i) => i + 1).flatMap((of) =>
      Array.from({ length: of }, (_, i) => ({ text: `${word}${i + 1}/${of}`, number: i + 1, of })),
    ),
).toSorted((a, b) => (a.text < b.text ? -1 : 1))

/** A page of a copy, with what may stand on it as its number. */
export interface NumberedPage {
  scanId: string
  /** First scanned page of the sheet of paper it is on. */
  sheet: number
  numbers: readonly NumberReading[]
}

export interface NumberingDoubt {
  code:
    | 'numbers_start_late'
    | 'numbers_missing'
    | 'numbers_start_again'
    | 'numbers_out_of_order'
    | 'numbers_foreign'
  /** In French. */
  text: string
  /** Places of the pages whose numbers it follows from. */
  pages: number[]
}

/** Numbers are believed when one of them at least is as likely as this, */
const SURE_SCORE = -2
/** and as far ahead of a number out of another total. */
const SURE_AHEAD = 0.7
/** A page with a number out of another total speaks for another copy from here on; below, it is a misreading. */
const FOREIGN_SCORE = -1
/** What it costs a total that a page has numbers and none out of it. */
const UNREAD_COST = -4
/** A total beyond the pages there are is rarer than a misread one. */
const BEYOND_COST = -2

/**
 * What the numbers that a pupil wrote on the sheets, or on the pages, of a copy say against the copy as it is. Nothing where there are
 * none, or none is sure. @param pages in reading order.
 */
export function doubtNumbering(pages: readonly NumberedPage[]): NumberingDoubt[] {
  const numbering = findNumbering(pages)
  if (numbering === null) return []
  return [...missing(numbering), ...outOfOrder(numbering), ...foreign(pages, numbering)]
}

/**
 * Whether the numbers say that the copy is whole and in order: each of its sheets bears its own on its first page, or each of its pages
 * as far as the pupil counted. One number alone may be misread, and confirms nothing. @param pages in reading order.
 */
export function isConfirmedByNumbers(pages: readonly NumberedPage[]): boolean {
  const numbering = findNumbering(pages)
  if (numbering === null) return false
  const { of, unit, counted } = numbering
  const places = unit === 'page' ? counted.map((_, i) => i) : placesOfSheets(pages)
  return (
    of > 1 &&
    counted.length === of &&
    counted.length === places.length &&
    counted.every(({ number, place }, i) => number === i + 1 && place === places[i])
  )
}

/** Where each sheet begins. */
function placesOfSheets(pages: readonly NumberedPage[]): number[] {
  const places = new Map<string, number>()
  for (const [place, page] of pages.entries())
    if (!places.has(sheetOf(page))) places.set(sheetOf(page), place)
  return [...places.values()]
}

interface Numbering {
  of: number
  unit: Unit
  /** One for each sheet, or page, that bears a number, in reading order. */
  counted: Numbered[]
  /** How many sheets, or pages, there are. */
  here: number
}

function findNumbering(pages: readonly NumberedPage[]): Numbering | null {
  const of = likeliestTotal(pages)
  if (of === null) return null
  const read = pages.flatMap((page, place): Numbered[] => {
    const best = bestOutOf(of, page)
    return best === undefined ? [] : [{ place, ...best }]
  })
  // Sheets have one number each, on their first page: what stands elsewhere is the number of a page.
  const firstPlaces = placesOfSheets(pages)
  const arePages = read.some(({ place }) => !firstPlaces.includes(place))
  return arePages
    ? { of, unit: 'page', counted: read, here: pages.length }
    : { of, unit: 'feuille', counted: read, here: firstPlaces.length }
}

interface Numbered extends NumberReading {
  place: number
}

const sheetOf = ({ scanId, sheet }: NumberedPage): string => `${scanId} ${sheet}`

const clearest = (readings: readonly NumberReading[]): NumberReading =>
  readings.reduce((a, b) => (b.score > a.score ? b : a))

const bestOutOf = (of: number, { numbers }: NumberedPage): NumberReading | undefined => {
  const own = numbers.filter((reading) => reading.of === of)
  return own.length === 0 ? undefined : clearest(own)
}

/** The total that explains most of what was read; null when nothing was, or nothing surely. */
function likeliestTotal(pages: readonly NumberedPage[]): number | null {
  const read = pages.filter(({ numbers }) => numbers.length > 0)
  const scoreOf = (of: number) =>
    read.reduce((sum, page) => sum + Math.max(bestOutOf(of, page)?.score ?? UNREAD_COST, UNREAD_COST), 0) +
    (of > pages.length ? BEYOND_COST : 0)
  const totals = [...new Set(read.flatMap(({ numbers }) => numbers.map(({ of }) => of)))]
  const [likeliest] = totals.toSorted((a, b) => scoreOf(b) - scoreOf(a))
  if (likeliest === undefined) return null
  const isSure = read.some(({ numbers }) => {
    const best = clearest(numbers)
    const next = numbers.filter(({ of }) => of !== best.of)
    return (
      best.of === likeliest &&
      best.score >= SURE_SCORE &&
      next.every(({ score }) => score <= best.score - SURE_AHEAD)
    )
  })
  return isSure ? likeliest : null
}

type Unit = 'page' | 'feuille'

function missing({ counted, of, here, unit }: Numbering): NumberingDoubt[] {
  const gone = of - here
  const [first] = counted
  if (gone <= 0 || first === undefined) return []
  const there = new Set(counted.map(({ number }) => number))
  const absent = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !there.has(number))
  // Where some numbers were not read, the absent ones are more than what is missing.
  const which =
    absent.length > gone
      ? `${gone} ${unit}${gone > 1 ? 's' : ''} sur ${of}`
      : `${gone > 1 ? `les ${unit}s` : `la ${unit}`} ${inList(absent.map((number) => `${number}/${of}`))}`
  const places = counted.map(({ place }) => place)
  if (first.number > 1 && absent.length === gone)
    return [
      {
        code: 'numbers_start_late',
        text: `commence à la ${unit} ${first.number}/${of}, il manque ${which}`,
        pages: places,
      },
    ]
  return [{ code: 'numbers_missing', text: `il manque ${which}`, pages: places }]
}

function outOfOrder({ counted, of, unit }: Numbering): NumberingDoubt[] {
  if (counted.every(({ number }, i) => i === 0 || number > (counted[i - 1]?.number ?? 0))) return []
  const [, ...later] = counted
  const again = later.find(({ number }) => number === 1)
  if (again !== undefined)
    return [
      { code: 'numbers_start_again', text: `une autre ${unit} 1/${of} commence ici`, pages: [again.place] },
    ]
  const list = inList(counted.map(({ number }) => `${number}/${of}`))
  return [
    {
      code: 'numbers_out_of_order',
      text: `${unit}s numérotées ${list}`,
      pages: counted.map(({ place }) => place),
    },
  ]
}

/** Pages numbered out of another total, and clearly so. */
function foreign(pages: readonly NumberedPage[], { of }: Numbering): NumberingDoubt[] {
  const others = pages.flatMap(({ numbers }, place) => {
    if (numbers.length === 0 || numbers.some((reading) => reading.of === of)) return []
    const best = clearest(numbers)
    return best.score >= FOREIGN_SCORE ? [{ place, text: `${best.number}/${best.of}` }] : []
  })
  if (others.length === 0) return []
  const text = `numéro ${inList(others.map((other) => other.text))} dans une copie numérotée sur ${of}`
  return [{ code: 'numbers_foreign', text, pages: others.map(({ place }) => place) }]
}

const inList = (items: readonly string[]): string => new Intl.ListFormat('fr').format(items)
