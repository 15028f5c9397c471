import type { StaplerCopy } from '#contract/stapler.ts'
import { scanWord } from '#domain/scan-words.ts'

/** Something a person should look at before validating a copy. */
export interface Concern {
  code: string
  text: string
}

/** A flag of the splitter in words, with the scanned page it speaks of. */
const flagText = (flag: { code: string; sourcePage: number }): string =>
  `${scanWord(flag.code)} (page ${flag.sourcePage} du scan)`

/** What the splitter corrected by itself: told, but nothing to do. */
export const corrections = (copy: StaplerCopy): string[] =>
  copy.flags.filter((flag) => flag.certain).map(flagText)

/**
 * What is to be looked at in a copy: flags the machine was not sure of, a first page without a header, a number of pages that is no whole number of booklets.
 * `pagesPerBooklet` is null where each file is a copy, whatever its length.
 */
export function concernsOf(copy: StaplerCopy, pagesPerBooklet: number | null): Concern[] {
  if (copy.status !== 'STAGING') return []
  const flags = copy.flags
    .filter((flag) => !flag.certain)
    .map((flag): Concern => ({ code: flag.code, text: flagText(flag) }))
  if (pagesPerBooklet === null) return flags
  if (copy.pages[0]?.hasHeader === false)
    flags.unshift({ code: 'no_header', text: 'pas d’en-tête sur la page 1' })
  const pages = copy.pages.length
  if (isWhole(copy, pagesPerBooklet)) return flags
  const text = `${pages} page${pages > 1 ? 's' : ''} au lieu de ${Math.max(1, Math.ceil(pages / pagesPerBooklet)) * pagesPerBooklet}`
  return [{ code: 'page_count', text }, ...flags]
}

/** An inserted sheet may be an A4 one, which has two faces: then any even number beyond the booklet will do. */
function isWhole(copy: StaplerCopy, pagesPerBooklet: number): boolean {
  const pages = copy.pages.length
  const hasInsert = copy.flags.some((flag) => flag.code === 'inserted_sheet')
  return (
    pages > 0 && (pages % pagesPerBooklet === 0 || (hasInsert && pages > pagesPerBooklet && pages % 2 === 0))
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
