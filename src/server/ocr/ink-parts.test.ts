import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countInk, drawnPlane } from '#test/ink.ts'
import { findParts } from './ink-parts.ts'

const framesOf = (...rows: string[]) =>
  findParts(drawnPlane(...rows)).parts.map(({ left, top, right, bottom, area }) => [
    ...[left, top, right, bottom, area],
  ])

test('ink that touches by a corner is joined', () => {
  expect(
    framesOf(
      '#....#', //
      '.#..#.',
      '..##..',
    ),
  ).toEqual([[0, 0, 6, 3, 6]])
  expect(framesOf('#.#', '...', '#.#')).toHaveLength(4)
})

test('what is joined only further down is one piece, with one number', () => {
  const { parts, labels } = findParts(
    drawnPlane(
      '#.#.#..#', //
      '#.#.#...',
      '#.###..#',
      '###....#',
    ),
  )
  expect(parts.map(({ left, top, right, bottom }) => [left, top, right, bottom])).toEqual([
    [0, 0, 5, 4],
    [7, 0, 8, 1],
    [7, 2, 8, 4],
  ])
  const numbers = new Set(labels)
  numbers.delete(0)
  expect([...numbers].toSorted()).toEqual(parts.map(({ label }) => label).toSorted())
})

test('darkness is the mean of the ink', () => {
  const pixels = Uint8Array.of(100, 200, 0, 40)
  expect(findParts({ pixels, widthPx: 4, heightPx: 1 }).parts.map(({ darkness }) => darkness)).toEqual([
    150, 40,
  ])
})

test('neighbours bear one number, and nothing else does', () => {
  const planes = fc
    .array(fc.array(fc.constantFrom('#', '.'), { minLength: 7, maxLength: 7 }), {
      minLength: 1,
      maxLength: 7,
    })
    .map((rows) => drawnPlane(...rows.map((row) => row.join(''))))
  fc.assert(
    fc.property(planes, (plane) => {
      const { parts, labels } = findParts(plane)
      expect(parts.reduce((sum, { area }) => sum + area, 0)).toBe(countInk(plane))
      // Painted from one pixel on, each part is covered whole.
      for (const { label, area } of parts) {
        const open = [labels.indexOf(label)]
        const reached = new Set(open)
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
          const [x, y] = [at % plane.widthPx, Math.floor(at / plane.widthPx)]
          for (let ny = y - 1; ny <= y + 1; ny++)
            for (let nx = x - 1; nx <= x + 1; nx++) {
              const to = ny * plane.widthPx + nx
              const isOn = nx >= 0 && ny >= 0 && nx < plane.widthPx && ny < plane.heightPx
              if (!isOn || reached.has(to) || plane.pixels[to] === 0) continue
              expect(labels[to]).toBe(label)
              reached.add(to)
              open.push(to)
            }
        }
        expect(reached.size).toBe(area)
      }
    }),
    { numRuns: 150 },
  )
})
