import { describe, expect, it } from 'vitest'
import type { StaplerCopy } from '#contract/stapler.ts'
import { certainties, concernsOf, sectionsOf, settlesAll } from './copy-concerns.ts'

const copyOf = (pages: number, over: Partial<StaplerCopy> = {}): StaplerCopy => ({
  id: 'copy',
  anonymousId: 'K7QX-4PD',
  status: 'STAGING',
  booklets: 1,
  accepted: false,
  pages: Array.from({ length: pages }, (_, rank) => ({
    id: `p${rank}`,
    scanId: 'scan',
    sourcePage: rank + 1,
    sheet: 1,
    half: 'left',
    rotation: 0,
    blank: false,
    widthPx: 1240,
    heightPx: 1754,
    hasHeader: rank === 0,
    binReason: null,
    numbers: [],
  })),
  flags: [],
  ...over,
})

describe('what there is to look at in a copy', () => {
  it('says which number of pages was expected', () => {
    expect(concernsOf(copyOf(3), 4)).toEqual([
      { code: 'page_count', text: '3 pages au lieu de 4', sourcePages: [], fix: null },
    ])
    expect(concernsOf(copyOf(1), 4)[0]?.text).toBe('1 page au lieu de 4')
    expect(concernsOf(copyOf(6), 4)[0]?.text).toBe('6 pages au lieu de 8')
  })

  it('says how many sheets are missing where the others are whole', () => {
    const texts = (copy: StaplerCopy, pagesPerBooklet: number) =>
      concernsOf(copy, pagesPerBooklet).map(({ text }) => text)
    expect(texts(copyOf(4), 8)).toEqual(['il manque une feuille\u00a0: 4 pages au lieu de 8'])
    expect(texts(copyOf(4), 16)).toEqual(['il manque 3 feuilles\u00a0: 4 pages au lieu de 16'])
    expect(texts(copyOf(3), 8)).toEqual(['3 pages au lieu de 8'])
    const sides = copyOf(4).pages.map((page, rank) => ({ ...page, sheet: rank < 2 ? 1 : 2 }))
    expect(texts(copyOf(4, { pages: sides }), 8)).toEqual(['4 pages au lieu de 8'])
    const flags = [{ code: 'inserted_sheet', sourcePage: 1, certain: true }]
    expect(texts(copyOf(4, { flags }), 8)).toEqual(['4 pages au lieu de 8'])
  })

  it('lists the flags a person must judge, not those already corrected', () => {
    const copy = copyOf(4, {
      flags: [
        { code: 'sheet_upside_down', sourcePage: 2, certain: true },
        { code: 'missing_verso', sourcePage: 9, certain: false },
        { code: 'never_heard_of', sourcePage: 3, certain: false },
      ],
    })
    expect(concernsOf(copy, 4).map(({ text }) => text)).toEqual([
      'verso absent (page 9 du scan)',
      'never heard of (page 3 du scan)',
    ])
    expect(certainties(copy)).toEqual(['corrigé\u00a0: feuille scannée à l’envers (page 2 du scan)'])
  })

  it('does not say corrected of what only is so', () => {
    const flags = [{ code: 'low_resolution', sourcePage: 2, certain: true }]
    expect(certainties(copyOf(4, { flags }))).toEqual(['résolution trop faible (page 2 du scan)'])
  })

  it('tells what the numbers of the sheets say, with the gesture that sets it right', () => {
    const numbered = (...numbers: string[]) =>
      copyOf(8).pages.map((page, rank) => {
        const [number, of] = (rank % 4 === 0 ? (numbers[rank / 4] ?? '') : '').split('/').map(Number)
        return {
          ...{ ...page, sheet: rank < 4 ? 1 : 5 },
          numbers: number && of ? [{ number, of, score: 0 }] : [],
        }
      })
    expect(concernsOf(copyOf(8, { pages: numbered('1/2', '2/2') }), 8)).toEqual([])
    expect(concernsOf(copyOf(8, { pages: numbered('1/2', '1/2') }), 8)).toEqual([
      {
        code: 'numbers_start_again',
        text: 'une autre feuille 1/2 commence ici (page 5 du scan)',
        sourcePages: [5],
        fix: 'split',
      },
    ])
    expect(concernsOf(copyOf(8, { pages: numbered('2/3', '3/3') }), 8)).toMatchObject([
      { code: 'numbers_start_late', sourcePages: [1, 5], fix: 'merge' },
    ])
  })

  it('tells flags of one kind together, with the gesture that sets them right', () => {
    const flags = [3, 2].map((sourcePage) => ({ code: 'sides_swapped', sourcePage, certain: false }))
    expect(concernsOf(copyOf(4, { flags }), 4)).toEqual([
      {
        code: 'sides_swapped',
        text: 'recto et verso peut-être inversés (pages 2 et 3 du scan)',
        sourcePages: [2, 3],
        fix: 'swapSides',
      },
    ])
  })

  it('knows what a gesture leaves to look at', () => {
    const flags = [2, 3].map((sourcePage) => ({ code: 'sides_swapped', sourcePage, certain: false }))
    const swapped = concernsOf(copyOf(4, { flags }), 4)
    expect(settlesAll(swapped, 'swapSides', [2, 3])).toBe(true)
    expect(settlesAll(swapped, 'turnSheet', [2, 3])).toBe(false)
    expect(settlesAll(swapped, 'swapSides', [4, 5])).toBe(false)
    expect(settlesAll(concernsOf(copyOf(3, { flags }), 4), 'swapSides', [2, 3])).toBe(false)
    expect(settlesAll([], 'swapSides', [2, 3])).toBe(false)
  })

  it('has nothing to say of a copy that a person accepted', () => {
    expect(concernsOf(copyOf(3, { accepted: true }), 4)).toEqual([])
  })

  it('notices a first page without a header, except where each file is a copy', () => {
    const [first, second, ...rest] = copyOf(4).pages
    const shuffled = copyOf(4, { pages: [second, first, ...rest].filter((page) => page !== undefined) })
    expect(concernsOf(shuffled, 4).map(({ code }) => code)).toEqual(['no_header'])
    expect(concernsOf(shuffled, null)).toEqual([])
  })

  it('takes two more pages for an inserted A4 sheet, but never an odd number', () => {
    const flags = [{ code: 'inserted_sheet', sourcePage: 3, certain: true }]
    expect(concernsOf(copyOf(6, { flags }), 4)).toEqual([])
    expect(concernsOf(copyOf(7, { flags }), 4)).toHaveLength(1)
    expect(concernsOf(copyOf(2, { flags }), 4)).toHaveLength(1)
  })

  it('finds nothing in whole booklets, nor in a copy already validated', () => {
    expect(concernsOf(copyOf(4), 4)).toEqual([])
    expect(concernsOf(copyOf(8), 4)).toEqual([])
    expect(concernsOf(copyOf(3), null)).toEqual([])
    expect(concernsOf(copyOf(3, { status: 'READY' }), 4)).toEqual([])
  })
})

describe('sections of the screen', () => {
  const shown = new Map([
    ['a', 'fine'],
    ['b', 'concern'],
    ['c', 'fine'],
  ] as const)
  const ids = (copies: string[]) =>
    sectionsOf(
      copies.map((id) => ({ id })),
      shown,
    ).map(({ key, copies }) => [key, ...copies.map(({ id }) => id)].join(' '))

  it('puts copies to look at first, each group in scan order', () => {
    expect(ids(['a', 'b', 'c'])).toEqual(['concern b', 'fine a c'])
  })

  it('keeps a copy born of a split beside the one it came from', () => {
    expect(ids(['a', 'b', 'new', 'c'])).toEqual(['concern b new', 'fine a c'])
  })

  it('leaves out a section that has become empty', () => {
    expect(ids(['a', 'c'])).toEqual(['fine a c'])
  })
})
