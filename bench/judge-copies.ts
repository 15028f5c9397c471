import type { ProposedArrangement } from '#domain/scan-pages.ts'

/** A page where it should be or was put. */
export interface JudgedPage {
  sourcePage: number
  half: string
  rotation: number
  blank: boolean
}

export interface CopyVerdict {
  pages: JudgedPage[]
  /** Whole, in order and upright. */
  right: boolean
  /** A person is asked about one of its pages: by an uncertain flag, a problem, or because a page lies in the bin. */
  asked: boolean
}

type Made = Pick<ProposedArrangement, 'unplaced' | 'problems'> & {
  copies: Array<{ pages: JudgedPage[]; flags: Array<{ code: string; certain: boolean }> }>
}

export const pageName = ({ sourcePage, half }: { sourcePage: number; half: string }): string =>
  `${sourcePage}${half.charAt(0)}`

/** Compares each copy that should be with those that were made. */
export function judgeCopies(wanted: Array<{ pages: JudgedPage[] }>, made: Made): CopyVerdict[] {
  const troubled = new Set([...made.problems, ...made.unplaced].map(({ sourcePage }) => sourcePage))
  const spelled = (pages: JudgedPage[]) => pages.map((page) => `${pageName(page)}${page.rotation}`).join(' ')
  return wanted.map(({ pages }) => {
    const names = new Set(pages.map(pageName))
    const touching = made.copies.filter((copy) => copy.pages.some((page) => names.has(pageName(page))))
    const asked =
      pages.some(({ sourcePage }) => troubled.has(sourcePage)) ||
      touching.some(
        (copy) =>
          copy.flags.some((flag) => !flag.certain) ||
          copy.pages.some(({ sourcePage }) => troubled.has(sourcePage)),
      )
    return { pages, right: touching.some((copy) => spelled(copy.pages) === spelled(pages)), asked }
  })
}

/** Halves that came out less or more than once. */
export function countHalves(expected: string[], made: Made): { lost: string[]; doubled: string[] } {
  const found = [...made.copies.flatMap(({ pages }) => pages), ...made.unplaced].map(pageName)
  const known = new Set(found)
  return {
    lost: expected.filter((half) => !known.has(half)),
    doubled: found.filter((half, i) => found.indexOf(half) !== i),
  }
}
