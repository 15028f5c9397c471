import { describe, expect, it } from 'vitest'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { birthDayOf, choicesOf, classesOf, findHomonyms, searchRoster } from './choices.ts'

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
  headerVersion: '',
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

describe('the choices for a copy', () => {
  const read = (studentId: number, confidence: number) => ({ studentId, confidence, fields: [] })
  const candidates = [read(5, 0.7), read(99, 0.2), read(1, 0.1)]
  const here: IdentificationCopy = {
    ...copyOf('here', null),
    proposal: { studentId: 4, origin: 'file', certain: false, fileName: 'LOEUVRE Ines.pdf' },
    reading: { status: 'review', confidence: 0.7, detectedText: 'MARTIN LEA', candidates },
  }
  const choices = (wanted: Partial<Parameters<typeof choicesOf>[0]> = {}) =>
    choicesOf({ students: roster, copies: [here], copy: here, className: null, search: '', ...wanted }).map(
      ({ student: { id }, digit, read: clue }) => [id, digit, clue?.confidence ?? null],
    )

  it('are the whole roster when nothing was read', () => {
    expect(choices({ copy: null }).map(([id]) => id)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('begin with whom is proposed, then the candidates of the roster, each with a figure', () => {
    expect(choices()).toEqual([
      [4, 1, null],
      [5, 2, 0.7],
      [1, 3, 0.1],
      [2, null, null],
      [3, null, null],
      [6, null, null],
    ])
  })

  it('keep candidates who have another copy: the copies may be confused', () => {
    const there = copyOf('there', roster[4] ?? null)
    expect(choices({ copies: [here, there] }).slice(0, 3)).toEqual([
      [4, 1, null],
      [5, 2, 0.7],
      [1, 3, 0.1],
    ])
  })

  it('are those of the class, and those that are found, without figures', () => {
    expect(choices({ className: '1re C' })).toEqual([[3, null, null]])
    expect(choices({ search: 'mar' })).toEqual([
      [5, null, 0.7],
      [3, null, null],
    ])
  })
})

describe('the roster', () => {
  it('tells homonyms, whatever the accents', () => {
    const twins = [
      student(1, 'LE GOFF', 'Maëlle'),
      student(2, 'Le Goff', 'Maelle'),
      student(3, 'LE GOFF', 'Léo'),
    ]
    expect([...findHomonyms(twins)]).toEqual([1, 2])
    expect([...findHomonyms(roster)]).toEqual([])
  })

  it('has its classes in order, each once', () => {
    const classes = ['TG10', 'TG2', '', 'TG2'].map((name, id) => student(id, 'A', 'B', name))
    expect(classesOf(classes)).toEqual(['TG2', 'TG10'])
  })
})

it('writes a birth date as pupils do', () => {
  expect(birthDayOf('2008-03-12')).toBe('12/03/2008')
})
