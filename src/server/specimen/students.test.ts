import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeStudents, rosterCsv } from './students.ts'

describe('makeStudents', () => {
  test('refuses more students than the pool of names can tell apart', () => {
    expect(() => makeStudents({ seed: 1, count: 100_000 })).toThrow(RangeError)
  })

  test('refuses more homonyms than there are students to share a name with', () => {
    expect(() => makeStudents({ seed: 1, count: 3, homonyms: 2 })).toThrow(RangeError)
  })

  test('nobody shares a name or an address, and the same seed gives the same class', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 300 }), (seed, count) => {
        const students = makeStudents({ seed, count })
        expect(students).toHaveLength(count)
        expect(new Set(students.map((student) => `${student.lastName}/${student.firstName}`)).size).toBe(
          count,
        )
        expect(new Set(students.map((student) => student.email)).size).toBe(count)
        for (const student of students)
          expect(student.email).toMatch(/^[a-z-]+\.[a-z-]+@eleves\.example\.org$/)
        expect(makeStudents({ seed, count })).toEqual(students)
      }),
      { numRuns: 25 },
    )
  })

  test('homonyms share both names, but neither birth date nor address', () => {
    const students = makeStudents({ seed: 4, count: 20, homonyms: 2 })
    const named = Map.groupBy(students, (student) => `${student.lastName}/${student.firstName}`)
    const shared = [...named.values()].filter((group) => group.length > 1)
    expect(shared).toHaveLength(2)
    for (const [first, second] of shared) {
      expect(first?.birthDate).not.toBe(second?.birthDate)
      expect(first?.email).not.toBe(second?.email)
    }
  })
})

test('rosterCsv writes one line per student under the headings of the export', () => {
  const csv = rosterCsv([
    {
      ...{ id: 's001', lastName: 'Léger-Blanc', firstName: 'Éloïse', birthDate: '2009-05-04' },
      ...{ className: '2nde 3', email: 'eloise.leger-blanc@eleves.example.org' },
    },
  ])
  expect(csv).toBe(
    'Élèves;Né(e) le;Classe;Adresse E-mail\r\nLÉGER-BLANC Éloïse;04/05/2009;2nde 3;eloise.leger-blanc@eleves.example.org\r\n',
  )
})
