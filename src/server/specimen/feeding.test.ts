import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FedCopy, planFeeding, type SpecimenDefects } from './feeding.ts'

const DEFECTS = [
  ...(['upsideDown', 'versoFirst', 'missingVerso', 'insertedSheet'] as const),
  ...(['loosePages', 'scannedTwice', 'portraitStored', 'blackBorder'] as const),
]

function planOne(defects: SpecimenDefects, pagesPerBooklet = 4): FedCopy {
  const [copy] = planFeeding({ seed: 1, copies: 1, pagesPerBooklet, defects })
  if (!copy) throw new Error('no copy planned')
  return copy
}

/** The pages as the eye sees them, scan by scan, from left to right. */
const seen = (copy: FedCopy) => copy.sides.map((side) => side.seen.map(({ page }) => page))

describe('planFeeding', () => {
  test('a sheet is fed outer side first: [4 | 1], then [2 | 3]', () => {
    expect(seen(planOne({}))).toEqual([
      [4, 1],
      [2, 3],
    ])
  })

  test('the sheets of a booklet of 8 pages lie in each other', () => {
    expect(seen(planOne({}, 8))).toEqual([
      [8, 1],
      [2, 7],
      [6, 3],
      [4, 5],
    ])
  })

  test('upside down, the eye sees the pages the other way round', () => {
    const copy = planOne({ upsideDown: 1 })
    expect(seen(copy)).toEqual([
      [1, 4],
      [3, 2],
    ])
    expect(copy.sides.map((side) => side.rotation)).toEqual([180, 180])
  })

  test('verso first changes the order and nothing else', () => {
    const copy = planOne({ versoFirst: 1 })
    expect(seen(copy)).toEqual([
      [2, 3],
      [4, 1],
    ])
    expect(copy.sides.map((side) => side.side)).toEqual(['verso', 'recto'])
    expect(copy.sides.every((side) => side.swapped)).toBe(true)
  })

  test('without its inner side the copy keeps pages 1 and 4', () => {
    expect(seen(planOne({ missingVerso: 1 }))).toEqual([[4, 1]])
  })

  test('an inserted sheet follows with pages 5 to 8', () => {
    const copy = planOne({ insertedSheet: 1 })
    expect(seen(copy).slice(2)).toEqual([
      [8, 5],
      [6, 7],
    ])
    expect(copy.sides.map((side) => side.kind)).toEqual([
      'principal',
      'principal',
      'intercalaire',
      'intercalaire',
    ])
  })

  test('a loose leaf comes last, one page a side', () => {
    const copy = planOne({ loosePages: 1 })
    expect(seen(copy).slice(2)).toEqual([[5], [6]])
    expect(copy.sides.slice(2).map((side) => side.seen[0]?.half)).toEqual(['full', 'full'])
  })

  test('a sheet scanned twice comes again, marked as such', () => {
    expect(planOne({ scannedTwice: 1 }).sides.map((side) => side.again)).toEqual([false, false, true, true])
  })

  test('a list names the copies touched', () => {
    const copies = planFeeding({
      seed: 1,
      copies: 4,
      pagesPerBooklet: 4,
      defects: { portraitStored: [0, 2] },
    })
    expect(copies.map((copy) => copy.sides[0]?.pageRotate)).toEqual([90, 0, 90, 0])
  })

  test('a share touches about that many copies', () => {
    const copies = planFeeding({ seed: 1, copies: 400, pagesPerBooklet: 4, defects: { blackBorder: 0.25 } })
    const touched = copies.filter((copy) => copy.sides[0]?.blackBorder).length
    expect(touched).toBeGreaterThan(70)
    expect(touched).toBeLessThan(130)
  })

  test('whatever goes wrong, each page is seen once, except those of a missing verso', () => {
    const share = fc.constantFrom(0, 0.5, 1)
    const anyDefects = fc.record(Object.fromEntries(DEFECTS.map((defect) => [defect, share])))
    fc.assert(
      fc.property(anyDefects, fc.integer(), fc.constantFrom(4, 8, 12), (defects, seed, pagesPerBooklet) => {
        for (const copy of planFeeding({ seed, copies: 5, pagesPerBooklet, defects })) {
          const pages = copy.sides
            .filter((side) => !side.again)
            .flatMap((side) => side.seen.map(({ page }) => page))
            .sort((a, b) => a - b)
          const all = Array.from({ length: copy.pages }, (_, i) => i + 1)
          const missing = pages.length === all.length ? [] : [2, pagesPerBooklet - 1]
          expect(pages).toEqual(all.filter((page) => !missing.includes(page)))
        }
      }),
    )
  })
})
