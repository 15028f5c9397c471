import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addRotation, type PageBox, ROTATIONS, type Rotation, rotateBox } from './geometry.ts'
import {
  asItLies,
  bandHeight,
  DEFAULT_HEADER_MARGIN,
  MOST_HEADER_MARGIN,
  type PagePainting,
  paintedBoxes,
  TOP_BAND_HEIGHT,
} from './painted-zones.ts'

const unit = (max = 1) => fc.double({ min: 0, max, noNaN: true })
const boxes = fc
  .tuple(unit(0.9), unit(0.9), unit(), unit())
  .map(([x, y, w, h]): PageBox => ({ x, y, w: 0.01 + (0.99 - x) * w, h: 0.01 + (0.99 - y) * h }))
const rotations = fc.constantFrom(...ROTATIONS)
const margins = unit(MOST_HEADER_MARGIN)
const pages = fc.record<PagePainting>({
  index: fc.nat(7),
  rotation: rotations,
  headerBox: fc.option(boxes),
  band: fc.option(fc.record({ height: unit(), rotation: rotations })),
  zones: fc.array(boxes, { maxLength: 4 }),
})
const points = fc.record({ x: unit(), y: unit() })

const covers = (painted: readonly PageBox[], { x, y }: { x: number; y: number }, slack = 1e-9): boolean =>
  painted.some(
    (box) =>
      x >= box.x - slack && x <= box.x + box.w + slack && y >= box.y - slack && y <= box.y + box.h + slack,
  )
const corners = ({ x, y, w, h }: PageBox) => [
  { x, y },
  { x: x + w, y },
  { x, y: y + h },
  { x: x + w, y: y + h },
]
const plain: PagePainting = { index: 0, rotation: 0, headerBox: null, band: null, zones: [] }

describe('paintedBoxes', () => {
  test('covers a detected header from edge to edge and the margin below it', () => {
    const headerBox = { x: 0.1, y: 0.05, w: 0.5, h: 0.1 }
    expect(paintedBoxes({ ...plain, index: 4, headerBox }, 0.02)).toEqual([
      { x: 0, y: 0, w: 1, h: expect.closeTo(0.17) },
    ])
  })

  test('covers the top of a first page without a header, and nothing of a later one', () => {
    expect(paintedBoxes(plain, 0.3)).toEqual([{ x: 0, y: 0, w: 1, h: TOP_BAND_HEIGHT }])
    expect(paintedBoxes({ ...plain, index: 1 }, 0.3)).toEqual([])
  })

  test('a band set by a person counts instead, even that there is none', () => {
    const band = { height: 0.4, rotation: 0 as const }
    expect(paintedBoxes({ ...plain, band }, 0.1)).toEqual([{ x: 0, y: 0, w: 1, h: 0.4 }])
    expect(paintedBoxes({ ...plain, band: { ...band, height: 0 } }, 0.1)).toEqual([])
  })

  test('stays within the page', () => {
    fc.assert(
      fc.property(pages, margins, (page, margin) => {
        for (const box of paintedBoxes(page, margin)) {
          expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0)
          expect(Math.min(box.w, box.h)).toBeGreaterThan(0)
          expect(Math.max(box.x + box.w, box.y + box.h)).toBeLessThanOrEqual(1.000001)
        }
      }),
    )
  })

  test('hides a detected header and everything above it, unless a person said otherwise', () => {
    fc.assert(
      fc.property(pages, boxes, margins, points, (page, headerBox, margin, point) => {
        const painted = paintedBoxes({ ...page, headerBox, band: null }, margin)
        for (const corner of corners(headerBox)) expect(covers(painted, corner)).toBe(true)
        if (point.y < headerBox.y + headerBox.h) expect(covers(painted, point)).toBe(true)
      }),
    )
  })

  test('a larger margin shows nothing that a smaller one hid', () => {
    fc.assert(
      fc.property(pages, margins, margins, points, (page, a, b, point) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        if (covers(paintedBoxes(page, less), point, 0))
          expect(covers(paintedBoxes(page, more), point)).toBe(true)
      }),
    )
  })

  test('one more zone shows nothing that was hidden, and hides the zone', () => {
    fc.assert(
      fc.property(pages, boxes, margins, points, (page, zone, margin, point) => {
        const before = paintedBoxes(page, margin)
        const after = paintedBoxes({ ...page, zones: [...page.zones, zone] }, margin)
        if (covers(before, point, 0)) expect(covers(after, point)).toBe(true)
        for (const corner of corners(rotateBox(zone, page.rotation))) expect(covers(after, corner)).toBe(true)
      }),
    )
  })

  test('what a person painted lies on the same ink however the page is turned', () => {
    fc.assert(
      fc.property(pages, rotations, margins, points, (page, turn, margin, point) => {
        const said = { ...page, index: 1, headerBox: null }
        const turned = { ...said, rotation: addRotation(said.rotation, turn) }
        const at = rotateBox({ ...point, w: 0, h: 0 }, turn)
        if (covers(paintedBoxes(said, margin), point, 0))
          expect(covers(paintedBoxes(turned, margin), at)).toBe(true)
      }),
    )
  })
})

test('asItLies undoes the turn of the page', () => {
  fc.assert(
    fc.property(boxes, rotations, (box, rotation) => {
      const back = rotateBox(asItLies(box, rotation), rotation)
      for (const side of ['x', 'y', 'w', 'h'] as const) expect(back[side]).toBeCloseTo(box[side], 9)
    }),
  )
})

test('bandHeight says how deep the top is painted, where a band lies along the top', () => {
  const headerBox = { x: 0, y: 0, w: 1, h: 0.2 }
  const height = (page: Partial<PagePainting>) => bandHeight({ ...plain, ...page }, DEFAULT_HEADER_MARGIN)
  expect(height({ headerBox })).toBeCloseTo(0.215)
  expect(height({})).toBe(TOP_BAND_HEIGHT)
  expect(height({ index: 2 })).toBe(0)
  const band = { height: 0.1, rotation: 90 as Rotation }
  expect(height({ headerBox, band, rotation: 90 })).toBe(0.1)
  expect(height({ headerBox, band })).toBeNull()
})
