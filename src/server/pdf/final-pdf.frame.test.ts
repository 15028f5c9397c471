import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import { ROTATIONS, rotateBox } from '#domain/geometry.ts'
import { frameHalf, placePoint, type SheetView } from './final-pdf.frame.ts'

const share = fc.double({ min: 0.01, max: 1, noNaN: true })
const boxes = fc
  .record({ x: share, y: share, w: share, h: share })
  .map(({ x, y, w, h }): PageBox => ({ x: x * (1 - w), y: y * (1 - h), w, h }))
const sheets = fc.record({
  visible: fc
    .record({
      x: fc.integer({ min: -500, max: 500 }),
      y: fc.integer({ min: -500, max: 500 }),
      w: fc.integer({ min: 200, max: 5000 }),
      h: fc.integer({ min: 200, max: 5000 }),
    })
    .map(({ x, y, w, h }) => ({ x0: x, y0: y, x1: x + w, y1: y + h })),
  rotate: fc.constantFrom(...ROTATIONS),
})

/** The same point by another road: turn it back step by step as the domain does, then measure from the sheet's corner. */
function placeStepByStep(sheet: SheetView, half: PageBox, rotation: Rotation, x: number, y: number) {
  const inHalf = rotateBox({ x, y, w: 0, h: 0 }, ((360 - rotation) % 360) as Rotation)
  const displayed = { x: half.x + inHalf.x * half.w, y: half.y + inHalf.y * half.h, w: 0, h: 0 }
  const unturned = rotateBox(displayed, ((360 - sheet.rotate) % 360) as Rotation)
  const { x0, x1, y0, y1 } = sheet.visible
  return { x: x0 + unturned.x * (x1 - x0), y: y1 - unturned.y * (y1 - y0) }
}

test('a point of the upright half falls where turning the paper back puts it, for every sheet and turn', () => {
  fc.assert(
    fc.property(sheets, boxes, fc.constantFrom(...ROTATIONS), share, share, (sheet, box, rotation, x, y) => {
      const placed = placePoint(frameHalf(sheet, box, rotation), x, y)
      const expected = placeStepByStep(sheet, box, rotation, x, y)
      expect(placed.x).toBeCloseTo(expected.x, 6)
      expect(placed.y).toBeCloseTo(expected.y, 6)
    }),
  )
})

test('the corners of the upright half are the corners of its rectangle', () => {
  fc.assert(
    fc.property(sheets, boxes, fc.constantFrom(...ROTATIONS), (sheet, box, rotation) => {
      const frame = frameHalf(sheet, box, rotation)
      const [a, b] = [placePoint(frame, 0, 0), placePoint(frame, 1, 1)]
      expect(Math.min(a.x, b.x)).toBeCloseTo(frame.rect.x0, 6)
      expect(Math.max(a.x, b.x)).toBeCloseTo(frame.rect.x1, 6)
      expect(Math.min(a.y, b.y)).toBeCloseTo(frame.rect.y0, 6)
      expect(Math.max(a.y, b.y)).toBeCloseTo(frame.rect.y1, 6)
      expect(Math.min(frame.width, frame.height)).toBeCloseTo(595.28, 6)
    }),
  )
})
