import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addRotation } from './geometry.ts'
import { findSheets, type SheetPage, sheetOf, swapHalves, swapSides, turnSheet } from './sheets.ts'

const page = (sourcePage: number, half: SheetPage['half'], sheet: number): SheetPage => ({
  id: `${sourcePage}${half[0]}`,
  scanId: 'scan',
  sourcePage,
  sheet,
  half,
  rotation: 0,
})

/** The pages of nested double sheets in reading order, the outermost scanned first; `missing` are scanned pages left out. */
function booklet(sheets: number, missing: number[] = []): SheetPage[] {
  const front: SheetPage[] = []
  const back: SheetPage[] = []
  for (let sheet = 0; sheet < sheets; sheet++) {
    const recto = 2 * sheet + 1
    const verso = recto + 1
    const first = missing.includes(recto) ? verso : recto
    front.push(page(recto, 'right', first), page(verso, 'left', first))
    back.unshift(page(verso, 'right', first), page(recto, 'left', first))
  }
  return [...front, ...back].filter(({ sourcePage }) => !missing.includes(sourcePage))
}

const order = (pages: readonly SheetPage[]) => pages.map(({ id }) => id)
const inOrder = (pages: readonly SheetPage[], ids: readonly string[] | null): SheetPage[] =>
  (ids ?? []).flatMap((id) => pages.filter((one) => one.id === id))

describe('the sheet a side is part of', () => {
  const side = (sourcePage: number, bookletId: string | null = 'a') => ({
    scanId: 'scan',
    sourcePage,
    bookletId,
  })
  const sheetsOf = (sides: ReturnType<typeof side>[], alone: number[] = []) =>
    sides.map(
      findSheets(
        sides,
        alone.map((sourcePage) => ({ scanId: 'scan', sourcePage })),
      ),
    )

  test('sides of a booklet go two by two, even around a sheet scanned twice', () => {
    expect(sheetsOf([side(1), side(2), side(3), side(4)])).toEqual([1, 1, 3, 3])
    expect(sheetsOf([side(1), side(3), side(2, null)])).toEqual([1, 1, 2])
  })

  test('except one whose other side is missing, and those of another booklet', () => {
    expect(sheetsOf([side(1), side(2), side(3)], [1])).toEqual([1, 2, 2])
    expect(sheetsOf([side(1), side(2), side(3)], [3])).toEqual([1, 1, 3])
    expect(sheetsOf([side(1), side(2, 'b'), side(3, 'b')])).toEqual([1, 2, 2])
  })

  test('what is in no booklet goes with its neighbour only', () => {
    expect(sheetsOf([side(1, null), side(2, null), side(5, null)])).toEqual([1, 1, 5])
  })
})

describe('gestures on a sheet', () => {
  test('are nothing for a page that is not there, a half alone, a single page alone', () => {
    const pages = booklet(1)
    for (const gesture of [swapHalves, swapSides, turnSheet]) expect(gesture(pages, 'none')).toBeNull()
    const [first, ...rest] = pages
    expect(
      swapHalves(
        [first].filter((one) => one !== undefined),
        first?.id ?? '',
      ),
    ).toBeNull()
    expect(swapSides(rest, '2l')).toBeNull()
    expect(swapSides([page(1, 'full', 1)], '1f')).toBeNull()
  })

  test('recto taken for verso: 1 2 3 4 become 3 4 1 2, whichever page is pointed at', () => {
    const pages = booklet(1)
    const [p1, p2, p3, p4] = order(pages)
    for (const { id } of pages) expect(swapSides(pages, id)).toEqual([p3, p4, p1, p2])
  })

  test('of 8 pages only those of the sheet move, among their places', () => {
    const pages = booklet(2)
    const [p1, p2, p3, p4, p5, p6, p7, p8] = order(pages)
    expect(swapSides(pages, p1 ?? '')).toEqual([p7, p8, p3, p4, p5, p6, p1, p2])
    expect(swapSides(pages, p4 ?? '')).toEqual([p1, p2, p5, p6, p3, p4, p7, p8])
    expect(swapHalves(pages, p2 ?? '')).toEqual([p1, p7, p3, p4, p5, p6, p2, p8])
  })

  test('a side without its other one is read the other way round', () => {
    const [p1, p4] = order(booklet(1, [2]))
    expect(swapSides(booklet(1, [2]), p1 ?? '')).toEqual([p4, p1])
    // The outer recto alone; the inner sheet is whole.
    const pages = booklet(2, [2])
    const [a, b, c, d, e, f] = order(pages)
    expect(swapSides(pages, a ?? '')).toEqual([f, b, c, d, e, a])
    expect(swapSides(pages, b ?? '')).toEqual([a, d, e, b, c, f])
  })

  test('two sides that a person brought together make a sheet', () => {
    // The verso was bound into another booklet.
    const pages = booklet(1).map((one) => ({ ...one, sheet: one.sourcePage }))
    expect(sheetOf(pages, '1r')?.other?.map(({ id }) => id)).toEqual(['2l', '2r'])
    expect(swapSides(pages, '1r')).toEqual(['2r', '1l', '1r', '2l'])
  })

  test('upside down: all its pages turn and the halves of each side change places', () => {
    const pages = booklet(2)
    const [p1, p2, p3, p4, p5, p6, p7, p8] = order(pages)
    const turned = turnSheet(pages, p1 ?? '')
    expect(turned?.order).toEqual([p8, p7, p3, p4, p5, p6, p2, p1])
    expect(turned?.turned.map(({ id }) => id).sort()).toEqual([p1, p2, p7, p8].sort())
    const single = [page(1, 'full', 1), page(2, 'full', 1)]
    expect(turnSheet(single, '1f')?.order).toEqual(['1f', '2f'])
    expect(swapSides(single, '1f')).toEqual(['2f', '1f'])
  })

  test('recto and verso that lie differently exchange the halves that face each other', () => {
    const pages = booklet(1).map(
      (one): SheetPage =>
        one.sourcePage === 2 ? { ...one, half: one.half === 'left' ? 'right' : 'left', rotation: 180 } : one,
    )
    const [p1, p2, p3, p4] = order(pages)
    expect(swapSides(pages, p1 ?? '')).toEqual([p3, p4, p1, p2])
  })
})

const someBooklet = fc
  .record({ sheets: fc.integer({ min: 1, max: 4 }), missing: fc.array(fc.integer({ min: 1, max: 8 })) })
  .map(({ sheets, missing }) => booklet(sheets, missing))
  .filter((pages) => pages.length > 0)
const GESTURES = { swapHalves, swapSides, turnSheet }

describe('any gesture on any booklet, in any order of its pages', () => {
  const acts = fc.array(
    fc.tuple(fc.constantFrom('swapHalves', 'swapSides', 'turnSheet' as const), fc.nat(15)),
  )
  const carryOut = (pages: SheetPage[], [kind, at]: [keyof typeof GESTURES, number]): SheetPage[] => {
    const id = pages[at % pages.length]?.id ?? ''
    return again(pages, kind, id)
  }
  function again(pages: SheetPage[], kind: keyof typeof GESTURES, id: string): SheetPage[] {
    if (kind !== 'turnSheet') {
      const ids = GESTURES[kind](pages, id)
      return ids === null ? pages : inOrder(pages, ids)
    }
    const turned = turnSheet(pages, id)
    if (turned === null) return pages
    const ids = new Set(turned.turned.map((one) => one.id))
    return inOrder(pages, turned.order).map((one) =>
      ids.has(one.id) ? { ...one, rotation: addRotation(one.rotation, 180) } : one,
    )
  }

  test('made twice is nothing', () => {
    fc.assert(
      fc.property(
        someBooklet,
        acts,
        fc.constantFrom('swapHalves', 'swapSides', 'turnSheet' as const),
        fc.nat(15),
        (pages, before, kind, at) => {
          const now = before.reduce(carryOut, pages)
          const id = now[at % now.length]?.id ?? ''
          expect(again(again(now, kind, id), kind, id)).toEqual(now)
        },
      ),
    )
  })

  test('keeps every page of the copy, once, and the others where they were', () => {
    fc.assert(
      fc.property(someBooklet, acts, (pages, list) => {
        let now = pages
        for (const act of list) {
          const next = carryOut(now, act)
          expect(order(next).sort()).toEqual(order(pages).sort())
          const sheet = sheetOf(now, now[act[1] % now.length]?.id ?? '')
          const touched = [...(sheet?.side ?? []), ...(sheet?.other ?? [])]
          for (const [place, one] of now.entries())
            if (!touched.includes(one)) expect(next[place]).toEqual(one)
          now = next
        }
      }),
    )
  })
})
