import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from '#server/specimen/random.ts'
import { estimateSkew } from './estimate-skew.ts'

const WIDTH_PX = 620
const HEIGHT_PX = 877
const LINES = 34
const POINTS_A_LINE = 900

/** Handwriting as points: most of a line's ink lies in a band of a few rows, the rest above and below. */
function writing(degrees: number, seed: number) {
  const random = seededRandom(seed)
  const tangent = Math.tan((degrees * Math.PI) / 180)
  const points: Array<[number, number]> = []
  for (let line = 0; line < LINES; line++)
    for (let i = 0; i < POINTS_A_LINE; i++) {
      const x = random.integer(20, WIDTH_PX - 20)
      const y = 60 + line * 23 + random.normal() * 3 + (x - WIDTH_PX / 2) * tangent
      if (y >= 0 && y < HEIGHT_PX) points.push([x, Math.round(y)])
    }
  return {
    xs: Int16Array.from(points, ([x]) => x),
    ys: Int16Array.from(points, ([, y]) => y),
    count: points.length,
  }
}

it('finds the slant of a page of writing to half a degree, up to five degrees either way', () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.nat(1000), (degrees, seed) => {
      const found = estimateSkew(writing(degrees, seed), WIDTH_PX, HEIGHT_PX)
      // An error that leads beyond the steepest slant looked for says nothing.
      if (found === null) expect(Math.abs(degrees)).toBeGreaterThan(4.6)
      else expect(Math.abs(found - degrees)).toBeLessThan(0.6)
    }),
    { numRuns: 60, examples: [[-4.990346267779686, 813]] },
  )
})

it('says nothing of a page with hardly any ink', () => {
  const { xs, ys } = writing(3, 1)
  expect(estimateSkew({ xs, ys, count: 150 }, WIDTH_PX, HEIGHT_PX)).toBeNull()
})

it('says nothing of a page with a line down its margin only', () => {
  const ys = Int16Array.from({ length: HEIGHT_PX - 40 }, (_, i) => 20 + i)
  const line = { xs: ys.map(() => 130), ys, count: ys.length }
  expect(estimateSkew(line, WIDTH_PX, HEIGHT_PX)).toBeNull()
})
