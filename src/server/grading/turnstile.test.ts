import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTurnstile } from './turnstile.ts'

test('lets in as many as it is wide, in the order they came, whoever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), { maxLength: 20 }),
      async (width, works) => {
        const enter = openTurnstile(width)
        const entered: number[] = []
        let inside = 0
        const outcomes = await Promise.allSettled(
          works.map(({ turns, fails }, index) =>
            enter(async () => {
              entered.push(index)
              expect(++inside).toBeLessThanOrEqual(width)
              for (let turn = 0; turn < turns; turn++) await Promise.resolve()
              inside--
              if (fails) throw new Error('refused')
              return index
            }),
          ),
        )
        expect(entered).toEqual(works.map((_, index) => index))
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(works.map(({ fails }) => fails))
      },
    ),
  )
})
