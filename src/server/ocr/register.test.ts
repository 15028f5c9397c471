import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { seededRandom } from '#server/specimen/random.ts'
import { blankPlane, fillInk } from '#test/ink.ts'
import { findShift, pointsIn, shareFound } from './register.ts'

const [WIDTH, HEIGHT] = [500, 300]
const WHOLE = [{ left: 0, top: 0, right: WIDTH, bottom: HEIGHT }]

/** Strokes as print has them: many, thin, across and upright. */
const STROKES = (() => {
  const random = seededRandom('imprimé')
  return Array.from({ length: 60 }, () => {
    const [x, y, length] = [random.integer(100, 380), random.integer(100, 190), random.integer(4, 18)]
    return random.chance(0.5) ? ([x, y, length, 2] as const) : ([x, y, 2, length] as const)
  })
})()

function printed(shiftX: number, shiftY: number): GreyPlane {
  const plane = blankPlane(WIDTH, HEIGHT)
  for (const [x, y, w, h] of STROKES) fillInk(plane, x + shiftX, y + shiftY, w, h)
  return plane
}
/** Dust, writing, and print that is missing here and there. */
function spoilt(plane: GreyPlane, seed: number): GreyPlane {
  const random = seededRandom(seed)
  for (let i = 0; i < plane.pixels.length; i++)
    if (random.chance(plane.pixels[i] === 0 ? 0.01 : 0.08)) plane.pixels[i] = plane.pixels[i] === 0 ? 255 : 0
  for (let i = 0; i < 12; i++)
    fillInk(plane, random.integer(0, WIDTH), random.integer(0, HEIGHT), random.integer(5, 40), 3)
  return plane
}

const POINTS = pointsIn(printed(0, 0), WHOLE, true)
const shift = fc.integer({ min: -70, max: 70 })

describe('what is printed is found on another page', () => {
  test('where it is, to the pixel, however noisy the page', () => {
    fc.assert(
      fc.property(shift, shift, fc.nat(1000), (x, y, seed) => {
        const found = findShift(POINTS, spoilt(printed(x, y), seed))
        expect([found.x, found.y]).toEqual([x, y])
        expect(found.share).toBeGreaterThan(0.9)
      }),
      { numRuns: 12 },
    )
  })

  test('on a page with other print little of it is found', () => {
    const other = blankPlane(WIDTH, HEIGHT)
    for (const [x, y, w, h] of STROKES) fillInk(other, WIDTH - x, y, h, w)
    expect(findShift(POINTS, other).share).toBeLessThan(0.75)
    expect(findShift(POINTS, blankPlane(WIDTH, HEIGHT)).share).toBe(0)
  })

  test('nothing is found nowhere', () => {
    expect(findShift(pointsIn(blankPlane(9, 9), WHOLE, true), printed(0, 0)).share).toBe(0)
  })
})

test('points are the ink, or the paper, within frames; those off the page are not found', () => {
  const plane = blankPlane(10, 6)
  fillInk(plane, 2, 1, 3, 2)
  const frame = [{ left: 1, top: 0, right: 4, bottom: 3 }]
  const ink = pointsIn(plane, frame, true)
  expect([...ink.xs].map((x, i) => [x, ink.ys[i]])).toEqual([
    [2, 1],
    [3, 1],
    [2, 2],
    [3, 2],
  ])
  expect(pointsIn(plane, frame, false).xs).toHaveLength(5)
  expect(shareFound(ink, plane, 0, 0)).toBe(1)
  expect(shareFound(ink, plane, 2, 0)).toBe(0.5)
  expect(shareFound(ink, plane, -20, 0)).toBe(0)
})
