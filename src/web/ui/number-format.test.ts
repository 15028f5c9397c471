import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countOf, formatDay, formatPoints, readPoints } from './number-format.ts'

it('reads no mark in what is not one', () => {
  for (const text of ['', ' ', 'deux', '1,5 pt', '-1', '1e3', '1,2,3', '∞', ','])
    expect(readPoints(text)).toBeUndefined()
})

it('reads a comma and a point alike', () => {
  expect(['1,5', ' 1.5 ', '2', ',25', '3,'].map(readPoints)).toEqual([1.5, 1.5, 2, 0.25, 3])
})

it('reads back every mark it writes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), (quarters) => {
      expect(readPoints(formatPoints(quarters / 4))).toBe(quarters / 4)
    }),
  )
})

it('counts as French does: none and one are singular', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'copie'))).toEqual([
    '0\u00A0copie',
    '1\u00A0copie',
    '2\u00A0copies',
  ])
})

it('shows the very day that was written', () => {
  expect(formatDay('2026-01-01')).toBe('1 janv. 2026')
})
