import { describe, expect, it } from 'vitest'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { birthDayOf, proposeFirst, searchRoster } from './roster-search.ts'

const student = (id: number, lastName: string, firstName: string, className = '1re B'): Student => ({
  id,
  lastName,
  firstName,
  birthDate: `2008-03-${String(10 + id)}`,
  className,
  email: null,
  hasAccount: false,
})

const roster = [
  student(1, 'BÉRANGER', 'Zoé'),
  student(2, 'DE LA ROCHE', 'Anaïs'),
  student(3, 'LEFÈVRE-MARTIN', 'Noé', '1re C'),
  student(4, 'LŒUVRE', 'Inès'),
  student(5, 'MARTIN', 'Léa'),
  student(6, 'N’GUESSAN', 'Béryl'),
]

const copyOf = (id: string, owner: Student | null): IdentificationCopy => ({
  id,
  anonymousId: id,
  status: 'READY',
  headerPageId: null,
  student: owner,
  proposal: null,
  reading: null,
})

const found = (search: string, copies: IdentificationCopy[] = [], copyId = 'here') =>
  searchRoster(roster, copies, copyId, search).map((candidate) => candidate.student.id)

describe('search in the roster', () => {
  it('finds nobody for what is written nowhere', () => {
    expect(found('xyz')).toEqual([])
    expect(found('lea xyz')).toEqual([])
    expect(found('artin')).toEqual([])
  })

  it('keeps everybody in order while nothing is typed', () => {
    expect(found('')).toEqual([1, 2, 3, 4, 5, 6])
    expect(found('  ')).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each([
    ['accents and case', 'beranger', [1]],
    ['capital with an accent', 'BÉR', [1, 6]],
    ['a first name', 'ines', [4]],
    ['a part of a double name', 'roche', [2]],
    ['words in any order', 'lea mar', [5]],
    ['hyphens as spaces', 'lefevre martin', [3]],
    ['an apostrophe either way', "n'gue", [6]],
    ['the class', '1re c', [3]],
    ['the birth date', '15/03', [5]],
    ['last names before the rest', 'mar', [5, 3]],
    ['œ as it is typed', 'loeuvre', [4]],
  ])('%s', (_, search, ids) => {
    expect(found(search)).toEqual(ids)
  })

  it('puts students who have another copy last, and not the one of this copy', () => {
    const [, , , , martin] = roster
    const copies = [copyOf('here', null), copyOf('there', martin ?? null)]
    expect(found('martin', copies)).toEqual([3, 5])
    expect(searchRoster(roster, copies, 'here', 'lea')[0]?.takenBy?.id).toBe('there')
    expect(searchRoster(roster, copies, 'there', 'lea')[0]?.takenBy).toBeNull()
  })
})

describe('the student whom the file name speaks of', () => {
  const order = (studentId: number | null, copies: IdentificationCopy[] = []) =>
    proposeFirst(searchRoster(roster, copies, 'here', ''), studentId).map(({ student }) => student.id)

  it('changes nothing when there is none, or none of the list', () => {
    expect(order(null)).toEqual([1, 2, 3, 4, 5, 6])
    expect(order(99)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('comes first, once', () => {
    expect(order(4)).toEqual([4, 1, 2, 3, 5, 6])
  })

  it('stays last when they have another copy', () => {
    expect(order(4, [copyOf('there', roster[3] ?? null)])).toEqual([1, 2, 3, 5, 6, 4])
  })
})

it('writes a birth date as pupils do', () => {
  expect(birthDayOf('2008-03-12')).toBe('12/03/2008')
})
