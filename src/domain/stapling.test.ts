import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dropPage,
  faultOfChange,
  invertChange,
  mergeCopies,
  movePage,
  reorderPages,
  restorePage,
  type StapleChange,
  splitCopy,
} from './stapling.ts'

const of = (copies: StapleChange['copies'], bin: StapleChange['bin'] = { before: [], after: [] }) => ({
  copies,
  bin,
})

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
      of([{ copyId: 'a', before: ['1'], after: ['1'] }], { before: [], after: ['1'] }),
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
  ])('%s', (_, change, fault) => {
    expect(faultOfChange(change)).toBe(fault)
  })
})

/** Copies and bin by name, each with its pages. */
type Arrangement = { copies: Map<string, string[]>; bin: Set<string> }

function applyTo(arrangement: Arrangement, { copies, bin }: StapleChange): Arrangement {
  const next = { copies: new Map(arrangement.copies), bin: new Set(arrangement.bin) }
  for (const { copyId, after } of copies) {
    if (after.length === 0) next.copies.delete(copyId)
    else next.copies.set(copyId, after)
  }
  for (const page of bin.before) next.bin.delete(page)
  for (const page of bin.after) next.bin.add(page)
  return next
}

const arrangements = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 }),
    binned: fc.nat(3),
  })
  .map(({ sizes, binned }): Arrangement => {
    let page = 0
    const copies = sizes.map((size, i): [string, string[]] => [
      `copy${i}`,
      Array.from({ length: size }, () => `p${page++}`),
    ])
    return { copies: new Map(copies), bin: new Set(Array.from({ length: binned }, () => `p${page++}`)) }
  })

/** One act of the stapler on an arrangement, chosen by numbers. */
function act({ copies, bin }: Arrangement, kind: number, a: number, b: number, index: number): StapleChange {
  const all = [...copies].map(([id, pages]) => ({ id, pages }))
  const one = all[a % all.length] ?? { id: '', pages: [] }
  const others = all.filter(({ id }) => id !== one.id)
  const other = others[b % others.length] ?? { id: 'new', pages: [] }
  const page = one.pages[index % one.pages.length] ?? ''
  const [binned] = bin
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
    default:
      return binned === undefined ? dropPage(page, one) : restorePage(binned, one)
  }
}

const acts = fc.tuple(fc.nat(5), fc.nat(9), fc.nat(9), fc.nat(9))
const pagesOf = ({ copies, bin }: Arrangement) => [...[...copies.values()].flat(), ...bin].sort()

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
        const after = applyTo(before, change)
        const undone = applyTo(after, invertChange(change))
        expect(new Map(undone.copies)).toEqual(before.copies)
        expect(undone.bin).toEqual(before.bin)
        expect(invertChange(invertChange(change))).toEqual(change)
        expect(faultOfChange(invertChange(change))).toBeNull()
      }),
    )
  })
})
