import type { ProposedArrangement, ScanProblem } from './scan-pages.ts'

/** « il manque une feuille : 4 pages au lieu de 8 », of a copy whose double sheets are whole. */
export function tellMissingSheets(pages: number, pagesPerBooklet: number): string {
  const sheets = (pagesPerBooklet - pages) / 4
  const missing = sheets === 1 ? 'une feuille' : `${sheets} feuilles`
  return `il manque ${missing}\u00a0: ${pages} pages au lieu de ${pagesPerBooklet}`
}

/**
 * Copies that are one booklet of whole double sheets, fewer than it should have. Among copies with a header, one without is an inserted
 * sheet that found none to continue.
 * @param lone scanned pages whose other side is missing.
 */
export function findMissingSheets(
  copies: ProposedArrangement['copies'],
  lone: readonly number[],
  pagesPerBooklet: number,
): ScanProblem[] {
  const someHeader = copies.some(({ booklets }) => booklets[0]?.hasHeader)
  return copies.flatMap(({ booklets: [booklet, ...inserted] }) => {
    if (booklet === undefined || inserted.length > 0 || (someHeader && !booklet.hasHeader)) return []
    const { pages } = booklet
    const [first] = pages
    const isWhole = pages.every(({ half, sourcePage }) => half !== 'full' && !lone.includes(sourcePage))
    if (first === undefined || !isWhole || pages.length >= pagesPerBooklet) return []
    const detail = tellMissingSheets(pages.length, pagesPerBooklet)
    return [{ code: 'missing_sheet', sourcePage: first.sourcePage, detail }]
  })
}
