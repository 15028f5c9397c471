import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PageBox } from '#domain/geometry.ts'
import { boxBetween, HANDLES, keepWithin, MIN_SIDE, moveBox, resizeBox } from './box-geometry.ts'

const anywhere = fc.double({ min: -2, max: 3, noNaN: true })
const point = fc.record({ x: anywhere, y: anywhere })
const pageBox = fc.tuple(point, point).map(([a, b]) => boxBetween(a, b))

function expectWithinPage({ x, y, w, h }: PageBox): void {
  for (const value of [x, y, w, h]) {
    expect(value).toBeGreaterThanOrEqual(0)
    expect(value).toBeLessThanOrEqual(1)
  }
  // The slack of the database's own check.
  expect(x + w).toBeLessThanOrEqual(1.000001)
  expect(y + h).toBeLessThanOrEqual(1.000001)
  expect(Math.min(w, h)).toBeGreaterThanOrEqual(MIN_SIDE)
}

describe('boxes on a page', () => {
  it('lie within it wherever the pointer went', () => {
    fc.assert(fc.property(point, point, (a, b) => expectWithinPage(boxBetween(a, b))))
    fc.assert(
      fc.property(pageBox, anywhere, anywhere, (box, dx, dy) => expectWithinPage(moveBox(box, dx, dy))),
    )
    fc.assert(
      fc.property(pageBox, fc.constantFrom(...HANDLES), anywhere, anywhere, (box, handle, dx, dy) =>
        expectWithinPage(resizeBox(box, handle, dx, dy)),
      ),
    )
    fc.assert(
      fc.property(fc.record({ x: anywhere, y: anywhere, w: anywhere, h: anywhere }), (box) =>
        expectWithinPage(keepWithin(box)),
      ),
    )
  })

  it('keep their size when they are moved against an edge', () => {
    const moved = moveBox({ x: 0.5, y: 0.5, w: 0.25, h: 0.125 }, 9, -9)
    expect(moved).toEqual({ x: 0.75, y: 0, w: 0.25, h: 0.125 })
  })

  it('leave the opposite corner in place when a handle is pulled', () => {
    const box = { x: 0.25, y: 0.25, w: 0.5, h: 0.5 }
    const pulled = resizeBox(box, 'nw', 0.1, 0.2)
    expect(pulled.x + pulled.w).toBeCloseTo(0.75, 4)
    expect(pulled.y + pulled.h).toBeCloseTo(0.75, 4)
    expect(pulled.w).toBeCloseTo(0.4, 4)
    expect(resizeBox(box, 'e', 0.1, 5).h).toBeCloseTo(0.5, 4)
  })

  it('do not turn inside out when a handle is pulled past the other side', () => {
    const pulled = resizeBox({ x: 0.25, y: 0.25, w: 0.5, h: 0.5 }, 'e', -0.9, 0)
    expect(pulled.x).toBeCloseTo(0.25, 4)
    expect(pulled.w).toBeCloseTo(MIN_SIDE, 4)
  })
})
