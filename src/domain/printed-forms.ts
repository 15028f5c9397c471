import { frameOdds } from './header-odds.ts'
import { type Band, commonCells, matchBands, readBand, thicken } from './print-bands.ts'
import type { HalfAnalysis, SheetAnalysis } from './scan-pages.ts'

/** Fewer cells are a page number or a speck, not a form. */
const LEAST_CELLS = 60
/**
 * Two pages with one form agree in 8 to 30 cells of 100 and in 28 to 180 in all, strangers in 9 of 100 or in 40 in all once in fifty
 * pairs: enough to look for a third page, and to say a little where there is none.
 */
const LIKE_SHARE = 0.085
const ODDS_PER_SHARE = 50
const LEAST_ALIKE = 28
const ODDS_PER_CELL = 0.1
const MOST_PAIR_ODDS = 2.5
/** Where the forms of the pile are known, two pages that have something else in common are seldom a form. */
const MOST_PAIR_ODDS_BESIDE_FORMS = 0.3
/** Pages of a form have 0.4 to 1 of what is common to the others of it, beyond chance; other pages seldom 0.15. */
const LIKE_FORM = 0.3
const ODDS_PER_LIKENESS = 20
const MOST_FORM_ODDS = 6
/** What few pages have in common may be the same figure, drawn at the same place; each page more makes that unlikely. */
const FEW_PAGES_ODDS = 1
const ODDS_PER_PAGE = 2
/** What is printed is inked on most pages of a form, and near ink on nearly all: a stroke may lie between two cells. */
const INKED_SHARE = 0.4
const NEAR_SHARE = 0.75
/** Known from fewer pages, what they have in common is not all print. */
const LEAST_PAGES = 3
/** Pages from which a form is drawn, at most, and how often it is drawn again from what it was found on. */
const MOST_PAGES = 24
const DRAWINGS = 3
const LEAST_FORM_CELLS = 220
/** Forms are found among this many pages, spread over the pile; the others are compared with what was found. */
const SAMPLE = 60
const MOST_FORMS = 8
const BOTH_HALVES_SHARE = 0.1
/**
 * A frame at the top of a page like no known form is a drawing, or a form of its own kind. Drawings are as frequent as on the pages
 * that cannot be first ones, of which this is taken for granted; forms of their own kind are what such frames are beyond that.
 */
const USUAL_DRAWN = { share: 0.08, pages: 12 }
const LEAST_ODD_FORMS = 0.1
/** Where there are several forms, there may be more. */
const ODD_FORMS_FOR_EACH = 0.4
const FRAME_SEEN = 0.5
/** Surer than this of the other direction, a page is not looked at as the first page of a sheet lying that way. */
const SURE_DIRECTION = 0.995

interface Candidate {
  half: HalfAnalysis
  sheet: SheetAnalysis
  band: Band
  thick: Band
}

/** What the pages of one kind have in common at their top, and how much of it is on each of the pages it was drawn from. */
interface Form {
  cells: Band
  likeness: ReadonlyMap<Candidate, number>
}

/**
 * Which halves have the same print at their top as others of the pile, as log-likelihood ratio of being the first page of a copy.
 * Takes a time in proportion to the number of sheets.
 */
export function printedAlike(sheets: SheetAnalysis[]): Map<HalfAnalysis, number> {
  const candidates = sheets.flatMap((sheet) =>
    sheet.halves
      .filter(mayComeFirst)
      .map((half) => ({ half, sheet, band: readBand(half.printBand) }))
      .filter(({ band }) => band.count >= LEAST_CELLS)
      .map((one): Candidate => ({ ...one, thick: thicken(one.band) })),
  )
  const { forms, pairs } = findForms(candidates)
  const odds = new Map<HalfAnalysis, number>()
  for (const form of forms) {
    const alike = candidates
      .map((page) => ({ page, likeness: form.likeness.get(page) ?? likeness(form.cells, page) }))
      .filter((found) => found.likeness >= LIKE_FORM)
    if (isOfThePaper(alike.map(({ page }) => page))) continue
    const most = Math.min(MOST_FORM_ODDS, FEW_PAGES_ODDS + (alike.length - LEAST_PAGES) * ODDS_PER_PAGE)
    for (const { page, likeness } of alike) {
      const found = Math.min(most, 1 + (likeness - LIKE_FORM) * ODDS_PER_LIKENESS)
      odds.set(page.half, Math.max(found, odds.get(page.half) ?? 0))
    }
  }
  if (odds.size === 0) return pairs
  const others = candidates.filter(({ half }) => liesAsFirst(half) && !odds.has(half))
  const unlike = others.filter(({ half }) => isFramed(half))
  const drawn = drawnShare(sheets)
  const least = LEAST_ODD_FORMS + ODD_FORMS_FOR_EACH * (forms.length - 1)
  const odd = Math.max(least, unlike.length - drawn * others.length)
  const most = unlikeOdds(odds.size, unlike.length, odd, drawn)
  for (const { half } of unlike) odds.set(half, Math.min(0, most - frameOdds(half.headerScore)))
  for (const [half, paired] of pairs)
    if (!odds.has(half)) odds.set(half, Math.min(MOST_PAIR_ODDS_BESIDE_FORMS, paired))
  return odds
}

/** The share of the pages with a frame at their top, among those that cannot be first ones. */
function drawnShare(sheets: SheetAnalysis[]): number {
  const inner = sheets.flatMap(({ halves }) => halves.filter((half) => !half.blank && !liesAsFirst(half)))
  const framed = inner.filter(isFramed).length
  return (framed + USUAL_DRAWN.share * USUAL_DRAWN.pages) / (inner.length + USUAL_DRAWN.pages)
}

/** Log-likelihood ratio of a frame like no form: how many of the headers, and how many of the other pages, have one. */
function unlikeOdds(alike: number, unlike: number, odd: number, drawn: number): number {
  const odds = Math.log(odd / (alike + odd) / drawn)
  // A few such frames among many forms prove nothing.
  return unlike < alike / 2 ? Math.min(0, odds) : odds
}

/** Whether the half is the first page of its sheet if that lies as it seems and is a recto. */
const liesAsFirst = ({ half, rotation }: HalfAnalysis) =>
  half === 'full' || (half === 'left') === rotation >= 180

const isFramed = ({ headerScore }: HalfAnalysis) => headerScore >= FRAME_SEEN

const mayComeFirst = (half: HalfAnalysis) =>
  !half.blank && Boolean(half.printBand) && (liesAsFirst(half) || half.rotationConfidence < SURE_DIRECTION)

/** Rulings and margins are on both halves of a side, headers on one of them. */
function isOfThePaper(alike: Candidate[]): boolean {
  const sides = new Set(alike.map(({ sheet }) => sheet))
  return alike.length - sides.size > sides.size * BOTH_HALVES_SHARE
}

/** On a page full of writing nearly every cell of a form is inked by chance, and what is left of it to see tells little. */
const CHANCE_SHARE = 0.1

/** How much of a form is on a page beyond what any writing would have of it: near 1 all, 0 nothing. */
function likeness(form: Band, page: Candidate): number {
  const { cells, beside } = matchBands(form, page.thick)
  return cells - beside < LEAST_ALIKE ? 0 : (cells - beside) / (form.count * (1 + CHANCE_SHARE) - beside)
}

/** Log-odds that two pages have the same print at their top. */
function pairOdds(one: Candidate, other: Candidate): number {
  if (one.sheet === other.sheet) return 0
  const { cells, beside } = matchBands(one.band, other.band)
  const alike = cells - beside
  const share = alike / Math.min(one.band.count, other.band.count)
  const odds = Math.min((share - LIKE_SHARE) * ODDS_PER_SHARE, (alike - LEAST_ALIKE) * ODDS_PER_CELL)
  return Math.max(0, Math.min(MOST_PAIR_ODDS, odds))
}

/** The forms of a pile, and the pages that are like one other only, with the odds of that. */
function findForms(candidates: Candidate[]): { forms: Form[]; pairs: Map<HalfAnalysis, number> } {
  const sample = takeSample(candidates)
  const alike = sample
    .flatMap((one, i) => sample.slice(0, i).map((other) => ({ one, other, odds: pairOdds(one, other) })))
    .filter(({ odds }) => odds > 0)
    .sort((a, b) => b.odds - a.odds)
  const forms: Form[] = []
  const pairs = new Map<HalfAnalysis, number>()
  const free = new Set(sample)
  for (const { one, other, odds } of alike) {
    if (forms.length === MOST_FORMS) break
    if (!free.has(one) || !free.has(other)) continue
    const form = growForm(one, other, [...free])
    if (form) {
      forms.push(form)
      for (const page of form.likeness.keys()) free.delete(page)
    } else for (const { half } of [one, other]) pairs.set(half, Math.max(odds, pairs.get(half) ?? 0))
  }
  return { forms, pairs }
}

/** The form of two pages, if there are more of it. */
function growForm(one: Candidate, other: Candidate, among: Candidate[]): Form | null {
  const lay = (page: Candidate, { dx, dy }: { dx: number; dy: number }) => ({ page, band: page.band, dx, dy })
  let pages = [lay(one, { dx: 0, dy: 0 }), lay(other, matchBands(one.band, other.band))]
  let cells = commonCells(pages, INKED_SHARE, NEAR_SHARE)
  for (let drawing = 0; drawing < DRAWINGS; drawing++) {
    pages = among
      .map((page) => ({ page, likeness: likeness(cells, page) }))
      .filter((found) => found.likeness >= LIKE_FORM)
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, MOST_PAGES)
      .map(({ page }) => lay(page, matchBands(cells, page.thick)))
    cells = commonCells(pages, INKED_SHARE, NEAR_SHARE)
    if (pages.length < LEAST_PAGES || cells.count < LEAST_FORM_CELLS) return null
  }
  // A page always has in common with itself what was drawn from it: each is compared with what the others show.
  const alike = pages
    .map(({ page }) => {
      const others = pages.filter((another) => another.page !== page)
      return [page, likeness(commonCells(others, INKED_SHARE, NEAR_SHARE), page)] as const
    })
    .filter(([, likeness]) => likeness >= LIKE_FORM)
  return alike.length < LEAST_PAGES ? null : { cells, likeness: new Map(alike) }
}

/** Pages that look most like headers, and others spread over the pile. */
function takeSample(candidates: Candidate[]): Candidate[] {
  const likely = candidates
    .filter(({ half }) => liesAsFirst(half))
    .sort((a, b) => b.half.headerScore - a.half.headerScore)
  const step = Math.max(1, candidates.length / SAMPLE)
  const spread = Array.from(
    { length: Math.min(SAMPLE, candidates.length) },
    (_, i) => candidates[Math.floor(i * step)],
  )
  return [...new Set([...likely.slice(0, SAMPLE / 3), ...spread])].filter((one) => one !== undefined)
}
