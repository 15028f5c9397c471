import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { InkPoint } from '#domain/annotations.ts'
import { boxStrokes } from './box-strokes.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })

it('a box holds strokes that can be drawn back where they were', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(unit, unit, unit), { minLength: 1 }), { minLength: 1, maxLength: 5 }),
      (drawn) => {
        const { box, strokes } = boxStrokes(drawn as InkPoint[][])
        const back = strokes.flat().map(([x, y]) => [box.x + x * box.w, box.y + y * box.h])
        for (const [index, [x, y]] of (drawn.flat() as InkPoint[]).entries()) {
          // A box never smaller than MIN_SIDE, cut to a hundred-thousandth, points to a ten-thousandth of it.
          expect(back[index]?.[0]).toBeCloseTo(x, 3)
          expect(back[index]?.[1]).toBeCloseTo(y, 3)
        }
      },
    ),
  )
})
