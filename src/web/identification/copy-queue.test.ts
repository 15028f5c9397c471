import { describe, expect, it } from 'vitest'
import { countIdentified, nextUnidentified, stepCopy, stepRank } from './copy-queue.ts'

const copies = [
  { id: 'a', student: null },
  { id: 'b', student: 'Zoé' },
  { id: 'c', student: null },
  { id: 'd', student: 'Noé' },
]

describe('the queue of copies to name', () => {
  it('has no next one when every other copy has a name', () => {
    expect(nextUnidentified([], null)).toBeNull()
    expect(nextUnidentified([{ id: 'a', student: null }], 'a')).toBeNull()
    expect(nextUnidentified(copies.slice(1, 2), 'b')).toBeNull()
  })

  it.each([
    [null, 'a'],
    ['a', 'c'],
    ['b', 'c'],
    ['c', 'a'],
    ['d', 'a'],
    ['gone', 'a'],
  ])('after %s comes %s', (from, to) => {
    expect(nextUnidentified(copies, from)?.id).toBe(to)
  })

  it('steps to the neighbours and stops at both ends', () => {
    expect(stepCopy([], 'a', 1)).toBeNull()
    expect(stepCopy(copies, 'a', -1)?.id).toBe('a')
    expect(stepCopy(copies, 'a', 1)?.id).toBe('b')
    expect(stepCopy(copies, 'd', 1)?.id).toBe('d')
    expect(stepCopy(copies, 'gone', 1)?.id).toBe('a')
  })

  it('counts those named', () => {
    expect(countIdentified(copies)).toBe(2)
  })

  it('goes round the list of candidates', () => {
    expect(stepRank(0, 0, 1)).toBe(0)
    expect(stepRank(2, 3, 1)).toBe(0)
    expect(stepRank(0, 3, -1)).toBe(2)
    expect(stepRank(0, 3, 1)).toBe(1)
  })
})
