import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldName, homonymKeys, nameKey, splitFullName, studentKey } from './names.ts'

test.each([
  ['Œuvrard-Le Goff', 'oeuvrard le goff'],
  ['  D’ANGÉLO ', 'd angelo'],
  ['Lætitia', 'laetitia'],
  ['STRAUẞ', 'strauss'],
  ['Łukasz Øverland', 'lukasz overland'],
  ['Ñuñez', 'nunez'],
])('%s folds to %s', (name, folded) => {
  expect(foldName(name)).toBe(folded)
})

test('folding twice is folding once, and case does not matter', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'éÈçœÆßıŁø’- aBz1'.split('')) }), (name) => {
      expect(foldName(foldName(name))).toBe(foldName(name))
      expect(foldName(name.toUpperCase())).toBe(foldName(name.toLowerCase()))
    }),
  )
})

test('names in other letters stay apart', () => {
  const born = { birthDate: '2009-03-12', firstName: '明' }
  expect(studentKey({ ...born, lastName: '李' })).not.toBe(studentKey({ ...born, lastName: '王' }))
})

test('homonyms are those whose names fold to the same, whatever their number', () => {
  const durand = { lastName: 'DURAND', firstName: 'Zoé' }
  const petit = { lastName: 'Durand', firstName: 'Petit Zoé' }
  expect(homonymKeys([])).toEqual(new Set())
  expect(homonymKeys([durand, petit, { lastName: 'Durand Petit', firstName: 'Zoé' }])).toEqual(new Set())
  expect(homonymKeys([durand, petit, { lastName: 'Durand', firstName: 'ZOE' }, durand])).toEqual(
    new Set([nameKey(durand)]),
  )
})

test('name keys sort as lists of names do: the shorter last name first', () => {
  const keys = [
    { lastName: 'DURAND PETIT', firstName: 'Anne' },
    { lastName: 'Durand', firstName: 'Zoé' },
    { lastName: 'Durande', firstName: 'Ana' },
  ].map(nameKey)
  expect(keys.toSorted()).toEqual([keys[1], keys[0], keys[2]])
})

describe('a full name cut in two', () => {
  test.each([
    ['LE GOFF Maëlle', 'LE GOFF', 'Maëlle'],
    ['Maëlle LE GOFF', 'LE GOFF', 'Maëlle'],
    ['DUPONT Jean Pierre', 'DUPONT', 'Jean Pierre'],
    ['  D’ALMEIDA   Zoé ', 'D’ALMEIDA', 'Zoé'],
    ['LEFÈVRE-SANTOS Anne-Lou', 'LEFÈVRE-SANTOS', 'Anne-Lou'],
  ])('%s', (fullName, lastName, firstName) => {
    expect(splitFullName(fullName)).toEqual({ lastName, firstName })
  })

  test.each(['', 'Dupont Jean', 'DUPONT', 'DUPONT JEAN', 'Jean DUPONT Pierre'])('not « %s »', (fullName) => {
    expect(splitFullName(fullName)).toBeNull()
  })
})
