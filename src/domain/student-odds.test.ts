import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spelled } from '#test/hand-signal.ts'
import type { SeenField } from './header-fields.ts'
import { rankCandidates, type StudentOdds, scoreRoster } from './student-odds.ts'
import type { RosterEntry } from './student-spellings.ts'

const entry = (id: number, lastName: string, firstName: string, birthDate: string, className = '2nde 3') => ({
  ...{ id, lastName, firstName, birthDate, className },
})
const ROSTER: RosterEntry[] = [
  entry(1, 'Durand', 'Léa', '2010-04-12'),
  entry(2, 'Durand', 'Paul', '2009-11-30'),
  entry(3, 'Le Bihan', 'Anne-Sophie', '2010-01-05'),
  entry(4, 'Thomas', 'Martin', '2009-08-17'),
  entry(5, 'Kowalski', 'Ibrahim', '2010-06-21'),
  entry(6, 'Okonkwo', 'Zoé', '2009-02-02'),
]
const seen = (written: Partial<Record<SeenField, string>>) =>
  Object.entries(written).map(([field, text]) => ({ field: field as SeenField, signal: spelled(text) }))
const lines = (...texts: string[]) => texts.map((text) => ({ field: 'line' as const, signal: spelled(text) }))
const best = (odds: StudentOdds[]) => odds.toSorted((a, b) => b.score - a.score)[0]
const scoreOf = (odds: StudentOdds[], id: number) =>
  odds.find(({ studentId }) => studentId === id)?.score ?? Number.NaN

describe('a header with its labels', () => {
  it('a perfect reading of a student agrees in every field and scores what it can', () => {
    const odds = scoreRoster(
      seen({ lastName: 'OKONKWO', firstName: 'ZOE', birthDate: '02/02/2009', className: '2NDE 3' }),
      ROSTER,
    )
    const first = best(odds)
    expect(first?.studentId).toBe(6)
    expect(first?.perfect).toBe(2 * (7 + 3 + 8 + 5))
    expect(first?.score).toBeCloseTo(first?.perfect ?? 0, 0)
    expect(first?.fields.map(({ field }) => field)).toEqual([
      'lastName',
      'firstName',
      'birthDate',
      'className',
    ])
    for (const { agreement } of first?.fields ?? []) expect(agreement).toBeGreaterThan(0.98)
  })

  it('the two names stand each in the place of the other', () => {
    const swapped = scoreRoster(seen({ lastName: 'IBRAHIM', firstName: 'KOWALSKI' }), ROSTER)
    const straight = scoreRoster(seen({ lastName: 'KOWALSKI', firstName: 'IBRAHIM' }), ROSTER)
    expect(best(swapped)?.studentId).toBe(5)
    expect(scoreOf(straight, 5) - scoreOf(swapped, 5)).toBeCloseTo(4, 1)
    // Each student has his own way: where a last name is also a given one, the straight way is nearer.
    expect(best(scoreRoster(seen({ lastName: 'THOMAS', firstName: 'MARTIN' }), ROSTER))?.studentId).toBe(4)
  })

  it('both names in one field, the other left empty', () => {
    for (const written of [
      { lastName: 'KOWALSKI IBRAHIM' },
      { firstName: 'IBRAHIM KOWALSKI' },
      { fullName: 'IBRAHIM KOWALSKI' },
      { fullName: 'KOWALSKI IBRAHIM' },
    ])
      expect(best(scoreRoster(seen(written), ROSTER))?.studentId).toBe(5)
  })

  it('digits read as letters are digits in a date', () => {
    expect(best(scoreRoster(seen({ birthDate: 'I2/O4/20IO' }), ROSTER))?.studentId).toBe(1)
  })

  it('a class that is not known is neither for nor against', () => {
    const withoutClass = ROSTER.map((one) => (one.id === 1 ? { ...one, className: '' } : one))
    const names = { lastName: 'DURAND', firstName: 'LEA' }
    const without = scoreRoster(seen(names), withoutClass)
    const odds = scoreRoster(seen({ ...names, className: '2NDE 3' }), withoutClass)
    expect(best(odds)?.studentId).toBe(1)
    // As if it were the one that fits best.
    const known = scoreRoster(seen({ ...names, className: '2NDE 3' }), ROSTER)
    expect(scoreOf(odds, 1)).toBeCloseTo(scoreOf(known, 1), 6)
    expect(scoreOf(odds, 1) - scoreOf(odds, 2)).toBeCloseTo(scoreOf(without, 1) - scoreOf(without, 2), 6)
  })

  it('homonyms are told apart by the date only', () => {
    const roster = [...ROSTER, entry(7, 'Durand', 'Léa', '2009-12-25')]
    const names = { lastName: 'DURAND', firstName: 'LEA' }
    const alike = scoreRoster(seen(names), roster)
    expect(scoreOf(alike, 7)).toBe(scoreOf(alike, 1))
    expect(best(scoreRoster(seen({ ...names, birthDate: '25 12 2009' }), roster))?.studentId).toBe(7)
    expect(best(scoreRoster(seen({ ...names, birthDate: '12 04 2010' }), roster))?.studentId).toBe(1)
  })

  it('the date of another speaks against a student no more than it may', () => {
    const names = { lastName: 'KOWALSKI', firstName: 'IBRAHIM' }
    const without = scoreRoster(seen(names), ROSTER)
    const odds = scoreRoster(seen({ ...names, birthDate: '02/02/2009' }), ROSTER)
    expect(best(odds)?.studentId).toBe(5)
    // Twenty less than whose date it is.
    expect(scoreOf(odds, 5) - scoreOf(without, 5)).toBeCloseTo(2 * 8 - 20, 0)
  })

  it('fields that hold something else leave the names to tell', () => {
    const odds = scoreRoster(
      seen({ lastName: 'DURAND', firstName: 'LEA', birthDate: 'XXXXXXXX', className: 'XXXXX' }),
      ROSTER,
    )
    expect(best(odds)?.studentId).toBe(1)
    for (const { agreement } of odds.flatMap(({ fields }) => fields)) {
      expect(agreement).toBeGreaterThanOrEqual(0)
      expect(agreement).toBeLessThanOrEqual(1)
    }
  })
})

describe('lines of which nothing says what they are', () => {
  it('name, date and class in any order, among others', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['LE BIHAN ANNE SOPHIE', '05/01/2010', '2NDE 3', 'DEVOIR COMMUN'], {
          minLength: 4,
        }),
        (written) => {
          const first = best(scoreRoster(lines(...written), ROSTER))
          expect(first?.studentId).toBe(3)
          expect(first?.fields.map(({ field }) => field)).toEqual(['fullName', 'birthDate', 'className'])
        },
      ),
      { numRuns: 15 },
    )
  })

  it('or each name on a line of its own', () => {
    for (const written of [
      ['OKONKWO', 'ZOE', '02/02/2009'],
      ['ZOE', '2NDE 3', 'OKONKWO'],
    ])
      expect(best(scoreRoster(lines(...written), ROSTER))?.studentId).toBe(6)
  })
})

describe('the candidates', () => {
  it('come best first, twenty at most, and nothing seen makes none', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      entry(100 + i, `Essai${'ABCDEFGHIJ'[i % 10]}`, 'Ana', '2010-01-01'),
    )
    const candidates = rankCandidates(seen({ lastName: 'ESSAIC' }), many)
    expect(candidates).toHaveLength(20)
    expect(candidates.slice(0, 3).map(({ studentId }) => studentId % 10)).toEqual([2, 2, 2])
    const scores = candidates.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(rankCandidates([], many)).toEqual([])
    expect(rankCandidates(seen({ lastName: 'ESSAIC' }), [])).toEqual([])
  })
})
