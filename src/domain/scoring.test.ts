import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GradingStructure } from './grading-structure.ts'
import { formatDelta, formatMark, isValidMark, outOf20, roundHalfUp, scoreCopy } from './scoring.ts'

const BAREME: GradingStructure = [
  {
    id: 'ex1',
    label: 'Exercice 1',
    points: 4,
    children: [
      { id: 'a', label: 'a', points: 1.5 },
      { id: 'b', label: 'b', points: 2.5 },
    ],
  },
  { id: 'c', label: 'c', points: 2 },
]
const delta = (questionId: string | null, scoreDelta: number | null) => ({ questionId, scoreDelta })

test('a mark is a multiple of a quarter between 0 and the maximum', () => {
  for (const mark of [-0.25, 2.25, 0.3, Number.NaN, Number.POSITIVE_INFINITY])
    expect(isValidMark(mark, 2)).toBe(false)
  for (const mark of [0, 0.25, 2]) expect(isValidMark(mark, 2)).toBe(true)
})

describe('the marks of a copy', () => {
  test('nothing given: nothing but what is missing', () => {
    expect(scoreCopy(BAREME, {}, [delta('a', 1)])).toEqual({
      questions: [
        { questionId: 'a', mark: null, max: 1.5 },
        { questionId: 'b', mark: null, max: 2.5 },
        { questionId: 'c', mark: null, max: 2 },
      ],
      total: 0,
      totalMax: 6,
      missing: ['a', 'b', 'c'],
    })
  })

  test('deltas count towards their question, within 0 and its maximum', () => {
    const { questions, total, missing } = scoreCopy(BAREME, { a: 1, b: 2.5, c: 0.5 }, [
      delta('a', 0.25),
      delta('a', -0.5),
      delta('b', 3),
      delta('c', -2),
      delta(null, 5),
      delta('gone', 5),
      delta('a', null),
    ])
    expect(questions.map(({ mark }) => mark)).toEqual([0.75, 2.5, 0])
    expect(total).toBe(3.25)
    expect(missing).toEqual([])
  })

  test('a question may have the name of anything JavaScript objects inherit', () => {
    const names = ['constructor', 'toString', '__proto__']
    const structure = names.map((id) => ({ id, label: id, points: 1 }))
    expect(scoreCopy(structure, {}, []).missing).toEqual(names)
  })

  test('stay within bounds and add up exactly', () => {
    const quarters = (max: number) => fc.integer({ min: 0, max: max * 4 }).map((n) => n / 4)
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            points: fc.integer({ min: 1, max: 80 }),
            share: fc.nat(80),
            deltas: fc.array(quarters(3)),
          }),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        fc.boolean(),
        (rows, negative) => {
          const structure = rows.map(({ points }, i) => ({ id: `q${i}`, label: 'q', points: points / 4 }))
          const marks = Object.fromEntries(
            rows.map(({ points, share }, i) => [`q${i}`, Math.min(share, points) / 4]),
          )
          const deltas = rows.flatMap((row, i) => row.deltas.map((d) => delta(`q${i}`, negative ? -d : d)))
          const score = scoreCopy(structure, marks, deltas)
          for (const { mark, max } of score.questions) {
            expect(mark).toBeGreaterThanOrEqual(0)
            expect(mark).toBeLessThanOrEqual(max)
          }
          // Quarters are exact in binary: a plain sum has no rounding to hide behind.
          expect(score.total).toBe(score.questions.reduce((sum, { mark }) => sum + (mark ?? 0), 0))
          expect(score.totalMax).toBe(rows.reduce((sum, { points }) => sum + points, 0) / 4)
          expect(outOf20(score.total, score.totalMax)).toBeLessThanOrEqual(20)
        },
      ),
    )
  })
})

test('half-up to two decimals, as people round', () => {
  for (const [value, rounded] of [
    [1.005, 1.01],
    [2.675, 2.68],
    [0.125, 0.13],
    [13.333_333, 13.33],
    [0, 0],
  ] as const)
    expect(roundHalfUp(value)).toBe(rounded)
  expect(outOf20(5, 6)).toBe(16.67)
  expect(outOf20(0, 0)).toBe(0)
})

describe('a mark as it is written', () => {
  test('decimal comma, true minus sign, no needless zeros', () => {
    expect([12.5, 12, 0.25, -0.5, 0, -0.001].map(formatMark)).toEqual([
      '12,5',
      '12',
      '0,25',
      '−0,5',
      '0',
      '0',
    ])
    expect([0.5, -0.25, 0].map(formatDelta)).toEqual(['+0,5', '−0,25', '0'])
  })

  test('is read back as the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (hundredths) => {
        const read = Number(
          formatMark(hundredths / 100)
            .replace(',', '.')
            .replace('−', '-'),
        )
        expect(read).toBe(hundredths / 100 + 0)
      }),
    )
  })
})
