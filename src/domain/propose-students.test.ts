import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HeaderField, ReadingCandidate } from './header-fields.ts'
import { confidenceOf, proposeStudents } from './propose-students.ts'

const PERFECT = 40
const candidate = (
  studentId: number,
  score: number,
  fields: Array<{ field: HeaderField; agreement: number }> = [{ field: 'lastName', agreement: 0.9 }],
): ReadingCandidate => ({ studentId, score, perfect: PERFECT, confidence: 0, fields })

const NOBODY = new Set<number>()
const proposed = (...args: Parameters<typeof proposeStudents>) =>
  proposeStudents(...args).map(({ studentId }) => studentId)

describe('copies are weighed against one another', () => {
  it('a student that two copies look like is proposed for the one that fits better', () => {
    const copies = [
      [candidate(1, 36), candidate(2, 30)],
      [candidate(1, 38), candidate(2, 10)],
    ]
    expect(proposed(copies, NOBODY)).toEqual([2, 1])
  })

  it('whoever has a copy is proposed for no other', () => {
    const copies = [[candidate(1, 38), candidate(2, 30)], [candidate(1, 39)]]
    expect(proposed(copies, new Set([1]))).toEqual([2, null])
    expect(proposeStudents(copies, new Set([1]))[1]).toMatchObject({ status: 'none', confidence: 0 })
  })

  it('and is one of the candidates again once the name is taken off', () => {
    const copies = [[candidate(1, 38), candidate(2, 30)]]
    const [without] = proposeStudents(copies, new Set([1]))
    expect(proposed([without?.candidates ?? []], NOBODY)).toEqual([1])
  })

  it('what was proposed is proposed again, to the last digit', () => {
    const copies = [
      [{ ...candidate(1, 36), perfect: 50 }, candidate(2, 34)],
      [candidate(1, 38), candidate(3, 10)],
      [candidate(4, 3)],
    ]
    const once = proposeStudents(copies, NOBODY)
    expect(once[0]?.studentId).toBe(2)
    expect(
      proposeStudents(
        once.map(({ candidates }) => candidates),
        NOBODY,
      ),
    ).toEqual(once)
  })

  it('somebody who is not on the roster gets nobody', () => {
    const [stranger] = proposeStudents([[candidate(1, 6), candidate(2, 4)]], NOBODY)
    expect(stranger).toMatchObject({ status: 'none', confidence: 0, studentId: null })
    expect(stranger?.candidates.map(({ studentId }) => studentId)).toEqual([1, 2])
    expect(proposeStudents([[]], NOBODY)).toEqual([
      { status: 'none', confidence: 0, studentId: null, candidates: [] },
    ])
  })
})

describe('what is certain', () => {
  const statusOf = (...candidates: ReadingCandidate[]) => proposeStudents([candidates], NOBODY)[0]?.status

  it('fits well, with nobody near, and shows a name', () => {
    expect(statusOf(candidate(1, 38), candidate(2, 5))).toBe('certain')
  })

  it('not with another one near', () => {
    expect(statusOf(candidate(1, 38), candidate(2, 35))).toBe('review')
  })

  it('not when the reading fits badly', () => {
    expect(statusOf({ ...candidate(1, 55), perfect: 100 }, candidate(2, -20))).toBe('review')
  })

  it('not by a date or a class alone, nor by a name that does not agree', () => {
    const date = { field: 'birthDate' as const, agreement: 1 }
    const class_ = { field: 'className' as const, agreement: 1 }
    expect(statusOf(candidate(1, 38, [date, class_]), candidate(2, 5))).toBe('review')
    const name = { field: 'fullName' as const, agreement: 0.3 }
    expect(statusOf(candidate(1, 38, [name, date]), candidate(2, 5))).toBe('review')
    expect(statusOf(candidate(1, 38, [{ ...name, agreement: 0.8 }]), candidate(2, 5))).toBe('certain')
  })

  it('not of two copies that read alike', () => {
    const homonyms = [candidate(1, 38), candidate(2, 38)]
    for (const proposal of proposeStudents([homonyms, homonyms], NOBODY))
      expect(proposal.status).toBe('review')
  })
})

describe('how sure it is', () => {
  it('grows with regret and fit, never beyond 0..1', () => {
    expect(confidenceOf(2, 0.9)).toBeLessThan(confidenceOf(8, 0.9))
    expect(confidenceOf(8, 0.4)).toBeLessThan(confidenceOf(8, 0.9))
    expect(confidenceOf(1e9, 5)).toBeLessThanOrEqual(1)
    expect(confidenceOf(0, -5)).toBeGreaterThanOrEqual(0)
  })

  it('the candidates of a copy share at most the whole, the proposed one first; no student is proposed twice', () => {
    const copies = fc.array(
      fc
        .uniqueArray(
          fc.record({
            id: fc.integer({ min: 1, max: 8 }),
            score: fc.double({ min: -200, max: PERFECT, noNaN: true }),
          }),
          { selector: ({ id }) => id, maxLength: 6 },
        )
        .map((all) => all.toSorted((a, b) => b.score - a.score).map(({ id, score }) => candidate(id, score))),
      { maxLength: 6 },
    )
    const named = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 3 })
    fc.assert(
      fc.property(copies, named, (candidates, students) => {
        const proposals = proposeStudents(candidates, new Set(students))
        const given = proposals.flatMap(({ studentId }) => (studentId === null ? [] : [studentId]))
        expect(new Set(given).size).toBe(given.length)
        for (const { studentId, confidence, candidates: shown } of proposals) {
          expect(students).not.toContain(studentId)
          const sum = shown.reduce((all, one) => all + one.confidence, 0)
          expect(sum).toBeLessThanOrEqual(1 + 1e-9)
          for (const one of shown) expect(one.confidence).toBeGreaterThanOrEqual(0)
          if (studentId !== null) expect(shown[0]).toMatchObject({ studentId, confidence })
        }
      }),
      { numRuns: 200 },
    )
  })
})
