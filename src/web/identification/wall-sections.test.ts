import { describe, expect, it } from 'vitest'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { wallSections } from './wall-sections.ts'

const students = [1, 2, 3, 4].map(
  (id): Student => ({
    id,
    lastName: `ESSAI-${id}`,
    firstName: 'Dominique',
    birthDate: '2008-03-12',
    className: '1re B',
    email: null,
    hasAccount: false,
  }),
)

const copyOf = (id: string, more: Partial<IdentificationCopy> = {}): IdentificationCopy => ({
  id,
  anonymousId: id,
  status: 'READY',
  headerPageId: `page of ${id}`,
  headerVersion: '0-150',
  student: null,
  proposal: null,
  reading: null,
  ...more,
})

const proposedTo = (studentId: number, confidence: number, certain = false): Partial<IdentificationCopy> => ({
  proposal: { studentId, origin: 'header', certain, fileName: null },
  reading: {
    status: certain ? 'certain' : 'review',
    confidence,
    detectedText: '',
    candidates: [{ studentId, confidence, fields: [] }],
  },
})
const nobody = (nearest: number): Partial<IdentificationCopy> => ({
  reading: {
    status: 'none',
    confidence: 0,
    detectedText: '',
    candidates: [{ studentId: nearest, confidence: 0.1, fields: [] }],
  },
})

const shown = (...copies: IdentificationCopy[]) =>
  wallSections(copies, students).map(({ key, copies: inIt }) => [
    key,
    inIt.map(({ id, student, remark }) => [id, student?.id ?? null, remark]),
  ])

describe('the wall of names', () => {
  it('is empty without copies', () => {
    expect(shown()).toEqual([])
  })

  it('puts first what nobody can be confirmed for, and says why', () => {
    expect(
      shown(
        copyOf('a', nobody(1)),
        copyOf('b', nobody(2)),
        copyOf('c', { student: students[1] ?? null }),
        copyOf('d'),
        copyOf('e', { headerPageId: null }),
        copyOf('f', proposedTo(9, 0.9, true)),
      ),
    ).toEqual([
      [
        'problem',
        [
          ['a', null, 'personne de la liste ne ressort'],
          ['b', null, 'l’élève le plus proche a déjà la copie 3'],
          ['e', null, 'copie sans page'],
          ['f', null, 'personne de la liste ne ressort'],
        ],
      ],
      ['waiting', [['d', null, null]]],
      ['confirmed', [['c', 2, null]]],
    ])
  })

  it('keeps one student proposed for two copies from being confirmed for either', () => {
    expect(shown(copyOf('a', proposedTo(1, 0.99, true)), copyOf('b', proposedTo(1, 0.5)))).toEqual([
      [
        'problem',
        [
          ['a', 1, 'aussi proposé pour la copie 2'],
          ['b', 1, 'aussi proposé pour la copie 1'],
        ],
      ],
    ])
  })

  it('begins each section with the most doubtful', () => {
    const file = { studentId: 4, origin: 'file' as const, certain: false, fileName: 'ESSAI-4.pdf' }
    expect(
      shown(
        copyOf('a', proposedTo(1, 0.99, true)),
        copyOf('b', proposedTo(2, 0.98, true)),
        copyOf('c', proposedTo(3, 0.6)),
        copyOf('d', { proposal: file }),
      ).map(([key, copies]) => [key, (copies ?? []).map(([id]) => id)]),
    ).toEqual([
      ['review', ['d', 'c']],
      ['certain', ['b', 'a']],
    ])
  })

  it('tells of a confirmed name that is not the one proposed as certain', () => {
    const other = { ...proposedTo(1, 0.99, true), student: students[1] ?? null }
    expect(shown(copyOf('a', other))).toEqual([['confirmed', [['a', 2, 'un autre était proposé comme sûr']]]])
  })
})
