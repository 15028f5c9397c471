import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileNameReader, type NamedStudent } from './identify-file-name.ts'
import { studentIdentifier } from './scan-files.ts'

const student = (
  id: number,
  lastName: string,
  firstName: string,
  more: Partial<NamedStudent> = {},
): NamedStudent => ({
  id,
  lastName,
  firstName,
  birthDate: `2008-03-${String(id % 28).padStart(2, '0')}`,
  className: 'TG3',
  email: null,
  ...more,
})

const ROSTER = [
  student(1, 'DURAND', 'Léa', { email: 'lea.durand@lycee.fr' }),
  student(2, 'DURAND', 'Marc', { email: 'm.durand2@lycee.fr', className: 'TG2' }),
  student(3, 'DE LA ROCHE', 'Anaïs'),
  student(4, 'LEFÈVRE-MARTIN', 'Noé'),
  student(5, 'MARTIN', 'Noé'),
  student(6, 'MARTIN', 'Jean-Pierre'),
  student(7, 'N’GUESSAN', 'Béryl'),
  student(8, 'LŒUVRE', 'Inès'),
  student(9, 'PETIT', 'Emma', { birthDate: '2008-01-05', className: 'TG2' }),
  student(10, 'PETIT', 'Emma', { birthDate: '2007-11-30', className: 'TG3' }),
  student(11, 'BLANC', 'Marie'),
  student(12, 'LE', 'Anh'),
  student(13, 'THOMAS', 'Louis'),
  student(14, 'LOUIS', 'Thomas'),
  student(15, 'McDONALD', 'Zoé'),
  student(1234, 'ROUX', 'Paul'),
]
const read = fileNameReader(ROSTER, 'Bac blanc de mathématiques 2026')
const nameOf = (fileName: string) => {
  const found = read(studentIdentifier(fileName))
  return found && `${found.lastName} ${found.firstName}`
}

describe('names nobody', () => {
  test.each([
    ['', 'nothing'],
    ['copie-01.pdf', 'a number of a copy'],
    ['copie n° 12.pdf', 'the same, said otherwise'],
    ['scan0005.jpg', 'a number of a scan'],
    ['0012.pdf', 'a number with zeros in front'],
    ['IMG_20260112_101500.jpg', 'a camera'],
    ['Bac blanc - copie 12.pdf', 'the exam, which is also a family name'],
    ['copie du 12 mars le soir.pdf', 'a little word that is also a family name'],
    ['Durand.pdf', 'two students of that name'],
    ['DURAND Zoé.pdf', 'a first name nobody of that family has'],
    ['Durand et Martin.pdf', 'two families'],
    ['DURAND Léa - DE LA ROCHE Anaïs.pdf', 'two students'],
    ['PETIT Emma.pdf', 'two homonyms'],
    ['PETIT Emma 12-01-2026.pdf', 'two homonyms on a day that is of neither'],
    ['Thomas Louis.pdf', 'one student or the other way round'],
    ['Noé.pdf', 'two students of that first name'],
    ['DUPONT Marie bac blanc.pdf', 'a stranger, of whom the exam makes somebody else'],
    ['eleve 999.pdf', 'a number nobody has'],
    ['x@y.pdf', 'an address of nobody'],
  ])('%s: %s', (fileName) => {
    expect(nameOf(fileName)).toBeNull()
  })
})

describe('names one student', () => {
  test.each([
    ['DURAND_Léa.pdf', 'DURAND Léa'],
    ['lea durand.pdf', 'DURAND Léa'],
    ['DurandLea.pdf', 'DURAND Léa'],
    ['durand-lea-2026.jpeg', 'DURAND Léa'],
    ['2-DURAND Lea TG3.pdf', 'DURAND Léa'],
    ['copie-durand-lea-s001.pdf', 'DURAND Léa'],
    ['DURAND Le\u0301a (1).PDF', 'DURAND Léa'],
    ['TG3_DURAND_LEA_Bac blanc maths_12-01-2026.tiff', 'DURAND Léa'],
    ['DURAND Léa Marie.pdf', 'DURAND Léa'],
    ['durand_m.pdf', 'DURAND Marc'],
    ['Durand TG2.pdf', 'DURAND Marc'],
    ['lea.durand@lycee.fr.pdf', 'DURAND Léa'],
    ['copie_LEA.DURAND@LYCEE.FR.pdf', 'DURAND Léa'],
    ['paul.roux@ailleurs.fr.pdf', 'ROUX Paul'],
    ['m.durand2.pdf', 'DURAND Marc'],
    ['copie m.durand2 (3).pdf', 'DURAND Marc'],
    ['de la Roche Anaïs.pdf', 'DE LA ROCHE Anaïs'],
    ['DELAROCHE_Anais.pdf', 'DE LA ROCHE Anaïs'],
    ['Anais Roche.pdf', 'DE LA ROCHE Anaïs'],
    ['Roche.pdf', 'DE LA ROCHE Anaïs'],
    ['LEFEVRE MARTIN Noe.pdf', 'LEFÈVRE-MARTIN Noé'],
    ['Lefèvre Noé.pdf', 'LEFÈVRE-MARTIN Noé'],
    ['Martin Noé.pdf', 'MARTIN Noé'],
    ['Jean Pierre MARTIN.pdf', 'MARTIN Jean-Pierre'],
    ['Jeanpierre_martin.pdf', 'MARTIN Jean-Pierre'],
    ['martin jean.pdf', 'MARTIN Jean-Pierre'],
    ["N'Guessan Beryl.pdf", 'N’GUESSAN Béryl'],
    ['NGUESSAN_beryl.pdf', 'N’GUESSAN Béryl'],
    ['loeuvre ines.pdf', 'LŒUVRE Inès'],
    ['PETIT Emma 05-01-2008.pdf', 'PETIT Emma'],
    ['BLANC Marie - bac blanc.pdf', 'BLANC Marie'],
    ['Le Anh.pdf', 'LE Anh'],
    ['McDonald Zoe.pdf', 'McDONALD Zoé'],
    ['DURAND Léa - copie.pdf', 'DURAND Léa'],
    ['1234.pdf', 'ROUX Paul'],
    ['élève n° 1234.pdf', 'ROUX Paul'],
    ['ID_01234.pdf', 'ROUX Paul'],
  ])('%s', (fileName, name) => {
    expect(nameOf(fileName)).toBe(name)
  })

  test('homonyms by birth date in any writing, or by class', () => {
    for (const [fileName, id] of [
      ['PETIT Emma 30-11-2007', 10],
      ['PETIT_Emma_2007-11-30', 10],
      ['petit emma 30112007', 10],
      ['PETIT Emma 20080105', 9],
      ['PETIT Emma TG2', 9],
      ['Petit TG3', 10],
    ] as const)
      expect(read(fileName)?.id).toBe(id)
  })
})

const NAMES = [
  'Durand',
  'Léa',
  'Noël',
  'Béranger',
  'Zoé',
  'Garcia',
  'Hélène',
  'Ćosić',
  'Faure',
  'Ömer',
  'Xavier',
  'Quentin',
]
const roster = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), fc.constantFrom('TG1', 'TG2')),
    {
      minLength: 1,
      maxLength: 12,
      selector: ([last, first]) => `${last} ${first}`,
    },
  )
  .map((rows) =>
    rows.map(([lastName, firstName, className], id) => student(id + 1, lastName, firstName, { className })),
  )

const hasMirror = (students: NamedStudent[], { lastName, firstName }: NamedStudent) =>
  students.some((other) => other.lastName === firstName && other.firstName === lastName)

describe('whatever the roster and the name', () => {
  const anyName = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc
      .array(fc.constantFrom(...NAMES, 'copie', '12', 'TG1', '-', '@'), { maxLength: 6 })
      .map((words) => words.join(' ')),
  )

  test('the answer is of the roster, and its order does not matter', () => {
    fc.assert(
      fc.property(roster, anyName, (students, name) => {
        const found = fileNameReader(students)(name)
        expect(found === null || students.includes(found)).toBe(true)
        expect(fileNameReader(students.toReversed())(name)).toBe(found)
      }),
    )
  })

  test('case, accents, separators and the number of the copy do not matter', () => {
    fc.assert(
      fc.property(roster, anyName, fc.constantFrom('_', '-', '.', ' '), (students, name, separator) => {
        const plain = name
          .replace(/[^\p{L}\p{N}\s]/gu, ' ')
          .replace(/\s+/g, ' ')
          .trim()
        fc.pre(plain !== '' && !/\p{Ll}\p{Lu}/u.test(plain) && /\p{L}/u.test(plain))
        const reader = fileNameReader(students)
        const other = plain.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll(' ', separator)
        fc.pre(!/\p{Ll}\p{Lu}/u.test(other))
        expect(reader(`copie ${plain}`)).toBe(reader(`copie${separator}${other}`))
      }),
    )
  })

  test('a whole name in either order finds its student, unless somebody is named the other way round', () => {
    fc.assert(
      fc.property(roster, fc.nat(), fc.boolean(), (students, at, isFirstNameFirst) => {
        const wanted = students[at % students.length] as NamedStudent
        fc.pre(wanted.lastName !== wanted.firstName && !hasMirror(students, wanted))
        const words = [wanted.lastName, wanted.firstName]
        const name = `copie ${(isFirstNameFirst ? words.reverse() : words).join(' ')} 3`
        expect(fileNameReader(students)(name)).toBe(wanted)
      }),
    )
  })

  test('two of one name are told apart by what is in the file name, or not at all', () => {
    fc.assert(
      fc.property(roster, fc.nat(), (students, at) => {
        const one = students[at % students.length] as NamedStudent
        fc.pre(one.lastName !== one.firstName)
        const twin = { ...one, id: 99, birthDate: '2001-02-03' }
        const read = fileNameReader([...students, twin])
        const name = `${one.lastName} ${one.firstName}`
        expect(read(name)).toBeNull()
        if (!hasMirror(students, one)) expect(read(`${name} 03-02-2001`)).toBe(twin)
      }),
    )
  })
})
