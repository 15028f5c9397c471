import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  acceptAfter,
  acceptCopy,
  type CopyChange,
  dropPage,
  faultOfChange,
  invertChange,
  markPages,
  mergeCopies,
  movePage,
  newCopy,
  type PageState,
  reorderPages,
  restorePage,
  type StapleChange,
  splitCopy,
} from './stapling.ts'

const UPRIGHT: PageState = { rotation: 0, blank: false }
const TURNED: PageState = { rotation: 180, blank: true }

const of = (
  copies: Array<Omit<CopyChange, 'accepted' | 'follows'>>,
  rest: Partial<Omit<StapleChange, 'copies'>> = {},
): StapleChange => ({
  copies: copies.map((copy) => ({ ...copy, follows: null, accepted: { before: false, after: false } })),
  bin: { before: [], after: [] },
  pages: [],
  ...rest,
})
const still = { copyId: 'a', before: ['1'], after: ['1'] }
const turn = (pageId: string) => ({ pageId, before: UPRIGHT, after: TURNED })

describe('a change that would lose or double a page has a fault', () => {
  test.each([
    ['nothing moves', of([]), 'change_empty'],
    ['out of nothing', of([{ copyId: 'a', before: [], after: ['1'] }]), 'change_empty'],
    ['a page is lost', of([{ copyId: 'a', before: ['1', '2'], after: ['1'] }]), 'pages_not_balanced'],
    ['a page appears', of([{ copyId: 'a', before: ['1'], after: ['1', '2'] }]), 'pages_not_balanced'],
    ['another page comes out', of([{ copyId: 'a', before: ['1'], after: ['2'] }]), 'pages_not_balanced'],
    ['a page twice after', of([{ copyId: 'a', before: ['1', '2'], after: ['1', '1'] }]), 'page_twice'],
    ['a page twice before', of([{ copyId: 'a', before: ['1', '1'], after: ['1', '2'] }]), 'page_twice'],
    [
      'a page in a copy and in the bin',
      of([still], { bin: { before: [], after: [{ pageId: '1', reason: 'dropped' }] } }),
      'page_twice',
    ],
    [
      'one copy twice',
      of([
        { copyId: 'a', before: ['1'], after: [] },
        { copyId: 'a', before: [], after: ['1'] },
      ]),
      'copy_twice',
    ],
    ['a page is turned twice', of([still], { pages: [turn('1'), turn('1')] }), 'page_twice'],
    ['a page is turned that is in none of the copies', of([still], { pages: [turn('2')] }), 'page_not_named'],
  ])('%s', (_, change, fault) => {
    expect(faultOfChange(change)).toBe(fault)
  })
})

/** Copies and bin by name, each with its pages; what was accepted; how each page lies. */
type Arrangement = {
  copies: Map<string, string[]>
  bin: Map<string, string>
  accepted: Set<string>
  states: Map<string, PageState>
}

function applyTo(arrangement: Arrangement, { copies, bin, pages }: StapleChange): Arrangement {
  const next = {
    copies: new Map(arrangement.copies),
    bin: new Map(arrangement.bin),
    accepted: new Set(arrangement.accepted),
    states: new Map(arrangement.states),
  }
  for (const { copyId, after, accepted } of copies) {
    if (after.length === 0) next.copies.delete(copyId)
    else next.copies.set(copyId, after)
    if (accepted.after) next.accepted.add(copyId)
    else next.accepted.delete(copyId)
  }
  for (const { pageId } of bin.before) next.bin.delete(pageId)
  for (const { pageId, reason } of bin.after) next.bin.set(pageId, reason)
  for (const { pageId, after } of pages) next.states.set(pageId, after)
  return next
}

const arrangements = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 }),
    binned: fc.nat(3),
    accepted: fc.array(fc.nat(4)),
  })
  .map(({ sizes, binned, accepted }): Arrangement => {
    let page = 0
    const copies = sizes.map((size, i): [string, string[]] => [
      `copy${i}`,
      Array.from({ length: size }, () => `p${page++}`),
    ])
    const bin = Array.from({ length: binned }, (): [string, string] => [`p${page++}`, 'duplicate_sheet'])
    return {
      copies: new Map(copies),
      bin: new Map(bin),
      accepted: new Set(accepted.filter((i) => i < sizes.length).map((i) => `copy${i}`)),
      states: new Map(Array.from({ length: page }, (_, i) => [`p${i}`, UPRIGHT])),
    }
  })

/** One act of the stapler on an arrangement, chosen by numbers. */
function act(now: Arrangement, kind: number, a: number, b: number, index: number): StapleChange {
  const all = [...now.copies].map(([id, pages]) => ({
    id,
    follows: null,
    pages,
    accepted: now.accepted.has(id),
  }))
  const one = all[a % all.length] ?? newCopy('', null)
  const others = all.filter(({ id }) => id !== one.id)
  const other = others[b % others.length] ?? newCopy('new', null)
  const page = one.pages[index % one.pages.length] ?? ''
  const [binned] = [...now.bin].map(([pageId, reason]) => ({ pageId, reason }))
  switch (kind) {
    case 0:
      return mergeCopies(one, other)
    case 1:
      return splitCopy(one, index % one.pages.length, 'new')
    case 2:
      return reorderPages(one, [...one.pages].reverse())
    case 3:
      return movePage(page, one, other, index % (other.pages.length + 1))
    case 4:
      return dropPage(page, one)
    case 5:
      return acceptCopy(one, !one.accepted)
    case 6:
      return acceptAfter(markPages(one, [turn(page)], [...one.pages].reverse()), b % 2 === 0)
    case 7:
      return markPages(one, [turn(page)])
    default:
      return binned === undefined
        ? dropPage(page, one)
        : restorePage(binned, one, index % (one.pages.length + 1))
  }
}

const acts = fc.tuple(fc.nat(8), fc.nat(9), fc.nat(9), fc.nat(9))
const pagesOf = ({ copies, bin }: Arrangement) => [...[...copies.values()].flat(), ...bin.keys()].sort()

describe('every act of the stapler', () => {
  test('moves pages without losing or doubling one', () => {
    fc.assert(
      fc.property(arrangements, acts, (before, choice) => {
        const change = act(before, ...choice)
        expect(faultOfChange(change)).toBeNull()
        expect(pagesOf(applyTo(before, change))).toEqual(pagesOf(before))
      }),
    )
  })

  test('is undone by its inverse, and done again by the inverse of that', () => {
    fc.assert(
      fc.property(arrangements, acts, (before, choice) => {
        const change = act(before, ...choice)
        expect(applyTo(applyTo(before, change), invertChange(change))).toEqual(before)
        expect(invertChange(invertChange(change))).toEqual(change)
        expect(faultOfChange(invertChange(change))).toBeNull()
      }),
    )
  })

  test('that moves pages takes back what a person had accepted; one that only turns a page does not', () => {
    const copy = { id: 'a', follows: null, pages: ['1', '2'], accepted: true }
    expect(reorderPages(copy, ['2', '1']).copies[0]?.accepted).toEqual({ before: true, after: false })
    expect(markPages(copy, [turn('1')]).copies[0]?.accepted).toEqual({ before: true, after: true })
    expect(acceptAfter(mergeCopies(copy, { ...copy, id: 'b', pages: ['3'] }), true).copies).toMatchObject([
      { copyId: 'a', accepted: { after: true } },
      { copyId: 'b', after: [], accepted: { after: false } },
    ])
  })
})
