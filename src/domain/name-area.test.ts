import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PageBox } from './geometry.ts'
import { nameAreaOf } from './name-area.ts'

const HEADER: PageBox = { x: 0, y: 0, w: 1, h: 0.25 }

const named = (...boxes: PageBox[]) => boxes.map((box) => ({ field: 'lastName' as const, box }))

it('no name read, nothing to look at alone; nor what was read outside the header', () => {
  expect(nameAreaOf([], HEADER)).toBeNull()
  const dated = { field: 'birthDate' as const, box: { x: 0.1, y: 0.05, w: 0.2, h: 0.02 } }
  expect(nameAreaOf([dated], HEADER)).toBeNull()
  expect(nameAreaOf(named({ x: 0.1, y: 0.6, w: 0.2, h: 0.02 }), HEADER)).toBeNull()
})

it('shows the fields with their labels, not the whole width', () => {
  const area = nameAreaOf(
    named({ x: 0.2, y: 0.05, w: 0.15, h: 0.02 }, { x: 0.2, y: 0.1, w: 0.1, h: 0.02 }),
    HEADER,
  )
  expect(area).toMatchObject({ x: 0, w: 0.42 })
  expect(area?.y).toBeCloseTo((0.05 - 0.016) / 0.25)
  expect(area?.aspect).toBeCloseTo((0.42 / (0.07 + 2 * 0.016)) * (210 / 297))
})

it('always lies within the header and holds what was read there', () => {
  const unit = fc.double({ min: 0, max: 0.9, noNaN: true })
  const field = fc.record({
    x: unit,
    y: fc.double({ min: 0, max: 0.2, noNaN: true }),
    w: fc.constant(0.05),
    h: fc.constant(0.02),
  })
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (fields) => {
      const area = nameAreaOf(named(...fields), HEADER)
      if (area === null) throw new Error('no area')
      expect(area.x).toBeGreaterThanOrEqual(0)
      expect(area.x + area.w).toBeLessThanOrEqual(1 + 1e-9)
      expect(area.y + area.h).toBeLessThanOrEqual(1 + 1e-9)
      for (const { x, y, w, h } of fields) {
        expect(area.x).toBeLessThanOrEqual(x + 1e-9)
        expect(area.x + area.w).toBeGreaterThanOrEqual(x + w - 1e-9)
        expect(area.y * HEADER.h).toBeLessThanOrEqual(y + 1e-9)
        expect((area.y + area.h) * HEADER.h).toBeGreaterThanOrEqual(y + h - 1e-9)
      }
    }),
  )
})
