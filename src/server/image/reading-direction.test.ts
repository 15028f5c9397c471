import { expect, it } from 'vitest'
import type { InkPoints } from './ink-points.ts'
import { uprightEvidence } from './reading-direction.ts'

const WIDTH = 620
const HEIGHT = 877
const LINE = 24
/** Where the lines of a page begin and end, as shares of its width; their ink is as sharp at the top as at the foot. */
function page(lines: Array<[from: number, to: number]>, turned = false): InkPoints {
  const points: Array<[x: number, y: number]> = []
  lines.forEach(([from, to], n) => {
    const top = Math.round((HEIGHT - lines.length * LINE) / 2) + n * LINE
    for (let y = top; y < top + 8; y++)
      for (let x = Math.round(from * WIDTH); x < to * WIDTH; x += 2) points.push([x, y])
  })
  if (turned) points.reverse()
  const place = (at: number, size: number) => (turned ? size - 1 - at : at)
  return {
    xs: Int16Array.from(points, ([x]) => place(x, WIDTH)),
    ys: Int16Array.from(points, ([, y]) => place(y, HEIGHT)),
    count: points.length,
  }
}
/** Lines from a margin on to where their words end. */
const ragged = Array.from({ length: 24 }, (_, i): [number, number] => [0.22, 0.97 - ((i * 7) % 10) * 0.03])
const evidence = (points: InkPoints, skew = 0) => uprightEvidence(points, skew, WIDTH, HEIGHT)

it('sees by the margin which way up a page is written', () => {
  expect(evidence(page(ragged))).toBeGreaterThan(1.5)
  expect(evidence(page(ragged, true))).toBeLessThan(-1.5)
})

it('says little where lines are as even at both ends, or few', () => {
  const even = page(ragged.map(() => [0.22, 0.9]))
  expect(Math.abs(evidence(even))).toBeLessThan(0.5)
  expect(Math.abs(evidence(page(ragged.slice(0, 2))))).toBeLessThan(1)
  expect(evidence({ xs: new Int16Array(), ys: new Int16Array(), count: 0 })).toBe(0)
})
