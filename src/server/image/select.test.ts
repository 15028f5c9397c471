import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selectRank } from './select.ts'

it('selects what stands at a rank of the sorted values', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 60 }), fc.nat(59), (list, wish) => {
      const rank = wish % list.length
      expect(selectRank(Uint16Array.from(list), rank)).toBe(Uint16Array.from(list).sort()[rank])
    }),
  )
})
