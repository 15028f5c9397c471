import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readGreedily, SIGNS } from '#domain/hand-signal.ts'
import { SEEN_FIELDS } from '#domain/header-fields.ts'
import { type SeenSignal, scoreRoster } from '#domain/student-odds.ts'
import { makeStudents } from '#server/specimen/students.ts'
import { spelled } from '#test/hand-signal.ts'
import { packSignals, unpackSignals } from './pack-signal.ts'

const ROSTER = makeStudents({ seed: 'emballage', count: 20 }).map((student, id) => ({ ...student, id }))
const SEEN: SeenSignal[] = [
  { field: 'lastName', signal: spelled('KOWALSKY', { sureness: 0.6 }) },
  { field: 'birthDate', signal: spelled('12/04/2010', { sureness: 0.8 }) },
  { field: 'line', signal: spelled('', { sureness: 0.9 }) },
]

describe('what was seen, packed and unpacked', () => {
  test('is of the same fields and steps, with nearly the same probabilities', () => {
    const signals = fc.array(
      fc.record({
        field: fc.constantFrom(...SEEN_FIELDS),
        signal: fc
          .array(fc.double({ min: 0, max: 1, noNaN: true }), {
            minLength: SIGNS.length,
            maxLength: SIGNS.length,
          })
          .map((row) => ({ steps: 1, probabilities: Float32Array.from(row) })),
      }),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(signals, (seen) => {
        const unpacked = unpackSignals(packSignals(seen))
        expect(unpacked.map(({ field, signal }) => [field, signal.steps])).toEqual(
          seen.map(({ field, signal }) => [field, signal.steps]),
        )
        unpacked.forEach(({ signal }, i) => {
          signal.probabilities.forEach((value, at) => {
            expect(Math.abs(value - (seen[i]?.signal.probabilities[at] ?? 2))).toBeLessThan(0.009)
          })
        })
      }),
      { numRuns: 50 },
    )
  })

  test('reads the same and ranks a roster the same', () => {
    const seen = SEEN.slice(0, 2)
    const unpacked = unpackSignals(packSignals(seen))
    expect(unpacked.map(({ signal }) => readGreedily(signal))).toEqual(['KOWALSKY', '12/04/2010'])
    const [before, after] = [scoreRoster(seen, ROSTER), scoreRoster(unpacked, ROSTER)]
    const ranked = (odds: typeof before) =>
      odds.toSorted((a, b) => b.score - a.score).map(({ studentId }) => studentId)
    expect(ranked(after)).toEqual(ranked(before))
    before.forEach(({ score }, i) => {
      expect(Math.abs(score - (after[i]?.score ?? 0))).toBeLessThan(0.5)
    })
  })

  test('nothing seen is no bytes', () => {
    expect(packSignals([])).toHaveLength(0)
    expect(unpackSignals(Buffer.alloc(0))).toEqual([])
  })

  test('bytes that end too early, or name no field, are refused', () => {
    const bytes = packSignals(SEEN)
    const whole = new Set([0, ...SEEN.map((_, i) => packSignals(SEEN.slice(0, i + 1)).length)])
    for (let length = 0; length < bytes.length; length++) {
      const cut = () => unpackSignals(bytes.subarray(0, length))
      if (whole.has(length)) expect(cut).not.toThrow()
      else expect(cut).toThrow(RangeError)
    }
    bytes[0] = SEEN_FIELDS.length
    expect(() => unpackSignals(bytes)).toThrow(RangeError)
  })
})
