import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMark, isValidMark } from '#domain/scoring.ts'
import { readDeltaInput, readMarkInput, stepMark } from './mark-input.ts'

describe('what is typed as a mark', () => {
  it.each([
    ['abc', 4, 'Un nombre'],
    ['-1', 4, 'Un nombre'],
    ['1,2,5', 4, 'Un nombre'],
    ['NaN', 4, 'Un nombre'],
    ['1e1', 20, 'Un nombre'],
    ['4,25', 4, 'Au plus 4'],
    ['25', 20, 'Au plus 20'],
    ['2,3', 4, 'Par pas de 0,25'],
  ])('« %s » on %d points is refused: %s', (text, max, reason) => {
    const input = readMarkInput(text, max)
    expect(input.kind).toBe('fault')
    expect(input).toHaveProperty('reason', expect.stringContaining(reason))
  })

  it.each([
    ['2,5', 2.5],
    ['2.5', 2.5],
    ['2,', 2],
    [',5', 0.5],
    [' 3 ', 3],
    ['0', 0],
    ['4', 4],
    ['0,75', 0.75],
  ])('« %s » is %d', (text, mark) => {
    expect(readMarkInput(text, 4)).toEqual({ kind: 'mark', mark })
  })

  it('is no mark when empty', () => {
    expect(readMarkInput(' ', 4)).toEqual({ kind: 'none' })
  })

  it('gives every valid mark back from its written form', () => {
    fc.assert(
      fc.property(fc.nat(400), (quarters) => {
        expect(readMarkInput(formatMark(quarters / 4), 100)).toEqual({ kind: 'mark', mark: quarters / 4 })
      }),
    )
  })

  it('never gives a mark that may not be stored', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(80), (text, quarters) => {
        const input = readMarkInput(text, quarters / 4)
        if (input.kind === 'mark') expect(isValidMark(input.mark, quarters / 4)).toBe(true)
      }),
    )
  })
})

describe('steps of a quarter', () => {
  it('stay between 0 and the maximum', () => {
    expect(stepMark(0, -1, 2)).toBe(0)
    expect(stepMark(2, 1, 2)).toBe(2)
    expect(stepMark(1, 1, 2)).toBe(1.25)
    expect(stepMark(1, -1, 2)).toBe(0.75)
  })

  it('begin at the end one comes from', () => {
    expect(stepMark(undefined, 1, 2)).toBe(0.25)
    expect(stepMark(undefined, -1, 2)).toBe(2)
  })
})

describe('what is typed as points of an annotation', () => {
  it.each([['x'], ['--1'], ['+101'], ['0,1']])('« %s » is refused', (text) => {
    expect(readDeltaInput(text, 100).kind).toBe('fault')
  })

  it.each([
    ['+0,5', 0.5],
    ['-0.5', -0.5],
    ['−1,25', -1.25],
    ['2', 2],
  ])('« %s » is %d', (text, mark) => {
    expect(readDeltaInput(text, 100)).toEqual({ kind: 'mark', mark })
  })

  it('is nothing for zero and for a sign alone', () => {
    for (const text of ['', '+', '-', '0']) expect(readDeltaInput(text, 100)).toEqual({ kind: 'none' })
  })
})
