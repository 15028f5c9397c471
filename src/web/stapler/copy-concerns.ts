import type { StaplerCopy } from '#contract/stapler.ts'
import { tellMissingSheets } from '#domain/missing-sheets.ts'
import { type ScanFix, scanDoubt, scanFix, scanWord } from '#domain/scan-words.ts'
import { doubtNumbering } from '#domain/sheet-numbers.ts'

/** Something a person should look at before validating a copy. */
export interface Concern {
  code: string
  text: string
  /** Scanned pages it speaks of; none when it speaks of the copy. */
  sourcePages: readonly number[]
  /** The gesture that sets it right; null when there is only to look, and to accept. */
  fix: ScanFix | null
}

type Flag = StaplerCopy['flags'][number]

/** Flags of one code are told together, with the scanned pages they speak of. */
function tellFlags(flags: readonly Flag[], wordOf: (code: string) => string): Concern[] {
  return [...Map.groupBy(flags, (flag) => flag.code)].map(([code, same]) => {
    const sourcePages = same.map((flag) => flag.sourcePage).sort((a, b) => a - b)
    const text = `${wordOf(code)} (${inScan(sourcePages)})`
    return { code, text, sourcePages, fix: scanFix(code) }
  })
}

/** Flags that are certain of these were set right by the splitter; the others are only worth knowing. */
const SET_RIGHT = ['sheet_upside_down', 'sheet_sideways', 'sides_swapped']

/** What the splitter is certain of: told, but nothing to do. */
export const certainties = (copy: StaplerCopy): string[] =>
  tellFlags(
    copy.flags.filter((flag) => flag.certain),
    scanWord,
  ).map(({ code, text }) => (SET_RIGHT.includes(code) ? `corrigé\u00a0: ${text}` : text))

/** What is to be looked at in a copy: nothing once it is validated, or a person has accepted it as it is. */
export const concernsOf = (copy: StaplerCopy, pagesPerBooklet: number | null): Concern[] =>
  copy.status !== 'STAGING' || copy.accepted ? [] : doubtsOf(copy, pagesPerBooklet)

/** What the numbers that the pupil wrote on sheets or pages say against the copy. */
const numberingDoubts = ({ pages }: StaplerCopy): Concern[] =>
  doubtNumbering(pages).map(({ code, text, pages: places }) => {
    const sourcePages = [...new Set(places.flatMap((place) => pages[place]?.sourcePage ?? []))]
    return { code, text: `${text} (${inScan(sourcePages)})`, sourcePages, fix: scanFix(code) }
  })

/** « pages 2 et 3 du scan » */
function inScan(sourcePages: readonly number[]): string {
  const list = new Intl.ListFormat('fr').format(sourcePages.toSorted((a, b) => a - b).map(String))
  return `page${sourcePages.length > 1 ? 's' : ''} ${list} du scan`
}

/**
 * What the machine was not sure of in a copy: flags, numbers, a first page without a header, a number of pages that is no whole number of booklets.
 * `pagesPerBooklet` is null where each file is a copy, whatever its length.
 */
function doubtsOf(copy: StaplerCopy, pagesPerBooklet: number | null): Concern[] {
  const flags = [
    ...numberingDoubts(copy),
    ...tellFlags(
      copy.flags.filter((flag) => !flag.certain),
      scanDoubt,
    ),
  ]
  if (pagesPerBooklet === null) return flags
  const ofCopy = (code: string, text: string): Concern => ({
    code,
    text,
    sourcePages: [],
    fix: scanFix(code),
  })
  if (copy.pages[0]?.hasHeader === false && !flags.some(({ code }) => code === 'no_header'))
    flags.unshift(ofCopy('no_header', 'pas d’en-tête sur la page 1'))
  const pages = copy.pages.length
  if (isWhole(copy, pagesPerBooklet)) return flags
  if (lacksSheets(copy, pagesPerBooklet))
    return [ofCopy('missing_sheet', tellMissingSheets(pages, pagesPerBooklet)), ...flags]
  const text = `${pages} page${pages > 1 ? 's' : ''} au lieu de ${Math.max(1, Math.ceil(pages / pagesPerBooklet)) * pagesPerBooklet}`
  return [ofCopy('page_count', text), ...flags]
}

/** Does this gesture, made on these scanned pages, leave nothing to look at? */
export const settlesAll = (
  concerns: readonly Concern[],
  gesture: string,
  sourcePages: readonly number[],
): boolean =>
  concerns.length > 0 &&
  concerns.every(
    (concern) =>
      concern.fix === gesture &&
      concern.sourcePages.length > 0 &&
      concern.sourcePages.every((page) => sourcePages.includes(page)),
  )

/** An inserted sheet may be an A4 one, which has two faces: then any even number beyond the booklet will do. */
function isWhole(copy: StaplerCopy, pagesPerBooklet: number): boolean {
  const pages = copy.pages.length
  const hasInsert = copy.flags.some((flag) => flag.code === 'inserted_sheet')
  return (
    pages > 0 && (pages % pagesPerBooklet === 0 || (hasInsert && pages > pagesPerBooklet && pages % 2 === 0))
  )
}

/** Double sheets all whole, but too few; beside an inserted sheet, or a page alone, more than a sheet is wrong. */
function lacksSheets({ pages, flags }: StaplerCopy, pagesPerBooklet: number): boolean {
  const sheets = Map.groupBy(pages, ({ scanId, sheet }) => `${scanId} ${sheet}`)
  return (
    pages.length > 0 &&
    pages.length < pagesPerBooklet &&
    flags.every(({ code }) => code !== 'inserted_sheet') &&
    [...sheets.values()].every((sheet) => sheet.length === 4)
  )
}

export interface Section<Copy> {
  key: 'concern' | 'fine'
  copies: Copy[]
}

/**
 * Copies to look at first, then the others, each group in scan order. `firstShown` keeps a copy where it was first shown:
 * a card that jumped away at each gesture could not be followed by eye. A copy born of a split stays beside the one it came from.
 */
export function sectionsOf<Copy extends { id: string }>(
  copies: readonly Copy[],
  firstShown: ReadonlyMap<string, Section<Copy>['key']>,
): Section<Copy>[] {
  const groups: Record<Section<Copy>['key'], Copy[]> = { concern: [], fine: [] }
  let last: Section<Copy>['key'] = 'concern'
  for (const copy of copies) {
    last = firstShown.get(copy.id) ?? last
    groups[last].push(copy)
  }
  return (['concern', 'fine'] as const)
    .map((key) => ({ key, copies: groups[key] }))
    .filter((section) => section.copies.length > 0)
}
