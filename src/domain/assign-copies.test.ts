import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignCopies } from './assign-copies.ts'

interface Table {
  scores: number[][]
  none: number[]
}

const assign = ({ scores, none }: Table) =>
  assignCopies(Float64Array.from(scores.flat()), scores[0]?.length ?? 0, Float64Array.from(none))

/** The highest sum there is, by trying everything. */
function bestSum({ scores, none }: Table, row = 0, taken = new Set<number>()): number {
  const scoresOfRow = scores[row]
  if (scoresOfRow === undefined) return 0
  let best = (none[row] ?? 0) + bestSum({ scores, none }, row + 1, taken)
  scoresOfRow.forEach((score, column) => {
    if (taken.has(column)) return
    best = Math.max(best, score + bestSum({ scores, none }, row + 1, new Set([...taken, column])))
  })
  return best
}

const sumOf = ({ scores, none }: Table, columns: Int32Array) =>
  columns.reduce((sum, column, row) => sum + ((column < 0 ? none[row] : scores[row]?.[column]) ?? 0), 0)

const FORBIDDEN = -1e6

const tables = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, columns]) =>
    fc.record({
      scores: fc.array(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }),
        {
          minLength: rows,
          maxLength: rows,
        },
      ),
      none: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: rows, maxLength: rows }),
    }),
  )

describe('copies are given to students', () => {
  it('the highest sum is found, and no student gets two copies', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { columns } = assign(table)
        const given = [...columns].filter((column) => column >= 0)
        expect(new Set(given).size).toBe(given.length)
        expect(sumOf(table, columns)).toBe(bestSum(table))
      }),
      { numRuns: 300 },
    )
  })

  it('the regret of each is what the whole loses without it', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { columns, regrets } = assign(table)
        columns.forEach((column, row) => {
          const other: Table = { scores: table.scores.map((line) => [...line]), none: [...table.none] }
          if (column < 0) other.none[row] = FORBIDDEN
          else (other.scores[row] ?? [])[column] = FORBIDDEN
          expect(regrets[row]).toBeCloseTo(Math.min(bestSum(table) - bestSum(other), -FORBIDDEN), 6)
        })
      }),
      { numRuns: 300 },
    )
  })

  it('nobody wanted: nobody given', () => {
    expect([...assign({ scores: [[-3, -4]], none: [0] }).columns]).toEqual([-1])
    expect([...assignCopies(new Float64Array(), 0, Float64Array.of(0, 0)).columns]).toEqual([-1, -1])
  })
})
