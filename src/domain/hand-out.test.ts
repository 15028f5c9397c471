import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareEvenly } from './hand-out.ts'

const copies = fc.uniqueArray(fc.uuid(), { maxLength: 60 })
const correctors = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 9 })
/** A stream of numbers that fast-check can replay, as `randomBelow` takes them. */
const chance = fc
  .infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map((stream) => (n: number) => Math.floor(Number(stream.next().value) * n))

const countOf = (shared: Array<{ correctorId: string }>, id: string): number =>
  shared.filter(({ correctorId }) => correctorId === id).length

describe('sharing copies among correctors', () => {
  test('nobody to share among is refused, unless there is nothing to share', () => {
    expect(() => shareEvenly(['a'], [], () => 0)).toThrow(RangeError)
    expect(shareEvenly([], [], () => 0)).toEqual([])
  })

  test('every copy goes to exactly one corrector', () => {
    fc.assert(
      fc.property(copies, correctors, chance, (copyIds, ids, randomBelow) => {
        const shared = shareEvenly(
          copyIds,
          ids.map((correctorId) => ({ correctorId, copies: 0 })),
          randomBelow,
        )
        expect(shared.map(({ copyId }) => copyId).sort()).toEqual([...copyIds].sort())
        for (const { correctorId } of shared) expect(ids).toContain(correctorId)
      }),
    )
  })

  test('those who start equal end with loads that differ by at most one', () => {
    fc.assert(
      fc.property(copies, correctors, fc.nat(20), chance, (copyIds, ids, start, randomBelow) => {
        const shared = shareEvenly(
          copyIds,
          ids.map((correctorId) => ({ correctorId, copies: start })),
          randomBelow,
        )
        const counts = ids.map((id) => countOf(shared, id))
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('who starts ahead gets nothing before the others have caught up', () => {
    fc.assert(
      fc.property(
        copies,
        fc.uniqueArray(fc.record({ correctorId: fc.uuid(), copies: fc.nat(30) }), {
          minLength: 1,
          maxLength: 9,
          selector: ({ correctorId }) => correctorId,
        }),
        chance,
        (copyIds, loads, randomBelow) => {
          const shared = shareEvenly(copyIds, loads, randomBelow)
          const ends = loads.map((load) => ({
            got: countOf(shared, load.correctorId),
            total: load.copies + countOf(shared, load.correctorId),
          }))
          const least = Math.min(...ends.map(({ total }) => total))
          for (const { got, total } of ends) if (got > 0) expect(total).toBeLessThanOrEqual(least + 1)
        },
      ),
    )
  })

  test('chance decides who gets what', () => {
    const loads = ['ada', 'bea'].map((correctorId) => ({ correctorId, copies: 0 }))
    const first = (draws: number[]) =>
      shareEvenly(['c1', 'c2', 'c3'], loads, (n) => Math.min(draws.shift() ?? 0, n - 1))[0]
    // Three draws shuffle the copies, the fourth decides between the two equals.
    expect(first([0, 0, 0, 0])).toEqual({ copyId: 'c1', correctorId: 'ada' })
    expect(first([2, 0, 0, 1])).toEqual({ copyId: 'c3', correctorId: 'bea' })
  })
})
