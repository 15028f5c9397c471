import { describe, expect, test } from 'vitest'
import { blankPlane, countInk, fillInk, inkAt } from '#test/ink.ts'
import { eraseRules } from './rules.ts'

describe('a ruled line', () => {
  test('goes, the strokes that cross it stay whole', () => {
    const plane = blankPlane(220, 80)
    fillInk(plane, 10, 40, 200, 2)
    // An l through it, a q below it.
    fillInk(plane, 60, 15, 4, 50)
    fillInk(plane, 140, 42, 4, 20)
    eraseRules(plane)
    expect(countInk(plane)).toBe(4 * 50 + 4 * 22)
    for (let y = 15; y < 65; y++) expect(inkAt(plane, 61, y)).toBe(true)
    expect(inkAt(plane, 100, 40)).toBe(false)
  })

  test('goes with the small gaps of a bad print', () => {
    const plane = blankPlane(220, 40)
    for (let x = 10; x < 210; x += 12) fillInk(plane, x, 20, 10, 1)
    eraseRules(plane)
    expect(countInk(plane)).toBe(0)
  })

  test('is none when it is dotted, short, or as thick as a bar', () => {
    const plane = blankPlane(220, 140)
    for (let x = 10; x < 210; x += 6) fillInk(plane, x, 20, 2, 2)
    fillInk(plane, 10, 50, 40, 2)
    fillInk(plane, 10, 90, 180, 14)
    const before = plane.pixels.slice()
    expect(eraseRules(plane)).toEqual([])
    expect(plane.pixels).toEqual(before)
  })

  test('nor when letters stand on it all along: the row through them is writing', () => {
    const plane = blankPlane(220, 60)
    for (let x = 10; x < 200; x += 5) fillInk(plane, x, 20, 3, 18)
    fillInk(plane, 10, 28, 190, 2)
    const before = countInk(plane)
    eraseRules(plane)
    expect(countInk(plane)).toBe(before)
  })
})

describe('boxes of letters', () => {
  test('go, give their sides, and leave the letter inside', () => {
    const plane = blankPlane(260, 80)
    fillInk(plane, 20, 20, 211, 1)
    fillInk(plane, 20, 60, 211, 1)
    const sides = [20, 55, 90, 125, 160, 195, 230]
    for (const x of sides) fillInk(plane, x, 20, 1, 41)
    fillInk(plane, 70, 28, 4, 24)
    const uprights = eraseRules(plane)
    expect(uprights.map(({ x }) => x)).toEqual(sides)
    for (const { top, bottom } of uprights) expect([top, bottom]).toEqual([20, 61])
    expect(countInk(plane)).toBe(4 * 24)
  })

  test('a tall letter that stands between no rules is no side', () => {
    const plane = blankPlane(100, 80)
    fillInk(plane, 50, 15, 2, 50)
    expect(eraseRules(plane)).toEqual([])
    expect(countInk(plane)).toBe(100)
  })
})
