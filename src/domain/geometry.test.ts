import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addRotation, type PageBox, ROTATIONS, rotateBox } from './geometry.ts'

/** Boxes as the splitter writes them: any four fractions that stay within the page. */
const boxes = fc
  .tuple(...Array.from({ length: 4 }, () => fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([a = 0, b = 0, c = 0, d = 0]): PageBox => ({ x: a, y: b, w: (1 - a) * c, h: (1 - b) * d }))

const expectClose = (a: PageBox, b: PageBox): void => {
  for (const key of ['x', 'y', 'w', 'h'] as const) expect(a[key]).toBeCloseTo(b[key], 9)
}

test('the top left corner goes round with the page', () => {
  const corner = { x: 0, y: 0, w: 0.25, h: 0.125 }
  expect(ROTATIONS.map((rotation) => rotateBox(corner, rotation))).toEqual([
    corner,
    { x: 0.875, y: 0, w: 0.125, h: 0.25 },
    { x: 0.75, y: 0.875, w: 0.25, h: 0.125 },
    { x: 0, y: 0.75, w: 0.125, h: 0.25 },
  ])
})

test('a box stays within the page, however often it is turned', () => {
  fc.assert(
    fc.property(boxes, fc.array(fc.constantFrom(...ROTATIONS), { maxLength: 6 }), (box, turns) => {
      const turned = turns.reduce<PageBox>(rotateBox, box)
      expect(turned.x).toBeGreaterThanOrEqual(0)
      expect(turned.y).toBeGreaterThanOrEqual(0)
      expect(turned.x + turned.w).toBeLessThanOrEqual(1.000001)
      expect(turned.y + turned.h).toBeLessThanOrEqual(1.000001)
    }),
    { numRuns: 1000 },
  )
})

test('turns add up: two turns are their sum, four quarters are none', () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom(...ROTATIONS), fc.constantFrom(...ROTATIONS), (box, a, b) => {
      expectClose(rotateBox(rotateBox(box, a), b), rotateBox(box, addRotation(a, b)))
      expectClose(
        [90, 90, 90, 90].reduce<PageBox>((turned) => rotateBox(turned, 90), box),
        box,
      )
    }),
  )
})
