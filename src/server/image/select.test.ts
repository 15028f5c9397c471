import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selectRank, sortFew } from './select.ts'

it('selects what stands at a rank of the sorted values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 60 }), fc.nat(59), (list, wish) => {
      const rank = wish % list.length
      expect(selectRank(Uint16Array.from(list), rank)).toBe(Uint16Array.from(list).sort()[rank])
    }),
  )
})

it('sorts a few values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { maxLength: 12 }), (list) => {
      const values = Uint8Array.from(list)
      sortFew(values)
      expect([...values]).toEqual([...Uint8Array.from(list).sort()])
    }),
  )
})
