import { describe, expect, it } from 'vitest'
import { findCopy } from './copy-search.ts'

const copies = ['K7QX-4PD', '2BFA-WWX', 'K7QZ-9AB'].map((anonymousId, i) => ({
  id: `c${i}`,
  anonymousId,
  pages: [{ id: `p${i}` }],
}))
const found = (text: string) => findCopy(copies, text)?.copyId ?? null

describe('going to a copy', () => {
  it('finds nothing for an empty field, a number too large or letters of no copy', () => {
    expect(['', ' -', '0', '4', 'zz'].map(found)).toEqual([null, null, null, null, null])
  })

  it('by its rank in the scan', () => {
    expect(['1', ' 3 '].map(found)).toEqual(['c0', 'c2'])
    expect(found('2')).toBe('c1')
  })

  it('by the beginning of its number of anonymity, however it is written', () => {
    expect(['k7qz', 'K7QX-4', 'k7qx 4p', '2bfa'].map(found)).toEqual(['c2', 'c0', 'c0', 'c1'])
  })
})
