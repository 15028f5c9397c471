import { expect, test } from 'vitest'
import type { RosterProblem } from '#contract/students.ts'
import { groupProblems, writeLines } from './problem-groups.ts'

const problem = (line: number, severity: RosterProblem['severity'], message: string): RosterProblem => ({
  line,
  severity,
  message,
  code: 'essai',
  field: null,
})

test('the same words are said once, refused lines first', () => {
  expect(groupProblems([])).toEqual([])
  expect(
    groupProblems([
      problem(2, 'warning', 'Pas d’adresse e-mail.'),
      problem(3, 'warning', 'Pas d’adresse e-mail.'),
      problem(3, 'error', 'Nom manquant.'),
      problem(4, 'warning', 'Homonyme.'),
      problem(9, 'error', 'Nom manquant.'),
    ]),
  ).toEqual([
    { severity: 'error', message: 'Nom manquant.', lines: [3, 9] },
    { severity: 'warning', message: 'Pas d’adresse e-mail.', lines: [2, 3] },
    { severity: 'warning', message: 'Homonyme.', lines: [4] },
  ])
})

test('what is said of many lines comes after the rest of its kind', () => {
  const missing = Array.from({ length: 20 }, (_, i) => problem(i + 2, 'warning', 'Pas d’adresse e-mail.'))
  const groups = groupProblems([...missing, problem(30, 'warning', 'Homonyme.')])
  expect(groups.map(({ message }) => message)).toEqual(['Homonyme.', 'Pas d’adresse e-mail.'])
})

test.each([
  [[12], '12'],
  [[12, 13], '12, 13'],
  [[3, 5, 6, 7, 9], '3, 5 à 7, 9'],
  [[0], '—'],
  [[1, 3, 5, 7, 9, 11, 13, 15, 17], '1, 3, 5, 7, 9, 11, 13, 15 et 1 autre'],
  [[1, 3, 5, 7, 9, 11, 13, 15, 17, 18], '1, 3, 5, 7, 9, 11, 13, 15 et 2 autres'],
])('lines %j are written %s', (lines, written) => {
  expect(writeLines(lines)).toBe(written)
})
