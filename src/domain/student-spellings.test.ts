import { describe, expect, it } from 'vitest'
import {
  type RosterEntry,
  type Spelling,
  spellBirthDate,
  spellClassName,
  spellFirstName,
  spellFullName,
  spellLastName,
} from './student-spellings.ts'

const student = (changes: Partial<RosterEntry> = {}): RosterEntry => ({
  ...{ id: 1, lastName: 'Quéméneur', firstName: 'Zoé', birthDate: '2010-03-07', className: '2nde 4' },
  ...changes,
})
const costs = (spellings: Spelling[]) => Object.fromEntries(spellings.map(({ text, cost }) => [text, cost]))
const texts = (spellings: Spelling[]) => spellings.map(({ text }) => text)

describe('names', () => {
  it('are folded; both may stand where one is asked for', () => {
    expect(costs(spellLastName(student()))).toEqual({
      QUEMENEUR: 0,
      'QUEMENEUR ZOE': 2,
      'ZOE QUEMENEUR': 2.5,
    })
    expect(costs(spellFirstName(student()))).toEqual({ ZOE: 0, 'ZOE QUEMENEUR': 2, 'QUEMENEUR ZOE': 2.5 })
    expect(costs(spellFullName(student()))).toEqual({ 'QUEMENEUR ZOE': 0, 'ZOE QUEMENEUR': 0.5 })
  })

  it('of a double name a part may stand for it, but no particle', () => {
    expect(costs(spellLastName(student({ lastName: 'Girard-Morel' })))).toMatchObject({
      'GIRARD MOREL': 0,
      GIRARD: 3,
      MOREL: 3,
    })
    const particle = texts(spellLastName(student({ lastName: 'De La Croix' })))
    expect(particle).toContain('CROIX')
    expect(particle).not.toContain('DE')
  })

  it('the first of several given names is nearly as usual as all, half a double one is rare', () => {
    expect(costs(spellFirstName(student({ firstName: 'Ana, Lucie Inès' })))).toMatchObject({
      'ANA LUCIE INES': 0,
      ANA: 1,
    })
    expect(costs(spellFirstName(student({ firstName: 'Jean-Baptiste' })))).toMatchObject({
      'JEAN BAPTISTE': 0,
      JEAN: 3,
    })
    expect(texts(spellFullName(student({ firstName: 'Jean-Baptiste' })))).toEqual([
      'QUEMENEUR JEAN BAPTISTE',
      'JEAN BAPTISTE QUEMENEUR',
      'QUEMENEUR JEAN',
      'JEAN QUEMENEUR',
    ])
  })
})

describe('dates', () => {
  it('are written without leading zeros, with two digits of the year, or with the month in letters', () => {
    expect(costs(spellBirthDate(student()))).toEqual({
      '07 03 2010': 0,
      '07 03 10': 1,
      '7 3 2010': 1,
      '7 3 10': 2,
      '7 MARS 2010': 1,
    })
  })

  it('the usual way comes first and costs nothing, with leading zeros or none to leave out', () => {
    for (const birthDate of ['2010-03-07', '2010-11-18', '2009-12-01', '2009-02-28'])
      expect(spellBirthDate(student({ birthDate }))[0]).toEqual({
        text: birthDate.split('-').reverse().join(' '),
        cost: 0,
      })
    expect(costs(spellBirthDate(student({ birthDate: '2010-11-18' })))).toEqual({
      '18 11 2010': 0,
      '18 11 10': 1,
      '18 NOVEMBRE 2010': 1,
    })
  })

  it('the first of a month is 1er', () => {
    expect(costs(spellBirthDate(student({ birthDate: '2009-08-01' })))).toMatchObject({
      '1ER AOUT 2009': 1,
      '1 AOUT 2009': 1,
    })
    expect(texts(spellBirthDate(student({ birthDate: '2009-08-11' })))).not.toContain('1ER AOUT 2009')
  })
})

describe('classes', () => {
  const spell = (className: string) => texts(spellClassName(student({ className })))

  it('have the spellings of their level', () => {
    for (const className of ['2nde 4', '2de 4', 'Seconde 4'])
      expect(spell(className).toSorted()).toEqual(['2 4', '2DE 4', '2NDE 4', 'SECONDE 4'])
    for (const className of ['1ère G2', '1re G2', 'Première G2'])
      expect(spell(className)).toEqual(
        expect.arrayContaining(
          ['1ERE G2', '1RE G2', '1 G2', 'PREMIERE G2'].filter((text) => text !== spell(className)[0]),
        ),
      )
    for (const className of ['Tle B', 'Terminale B', 'T B'])
      expect(spell(className).toSorted()).toEqual(['T B', 'TERM B', 'TERMINALE B', 'TLE B'])
  })

  it('as the roster has it costs nothing; one without a known level is taken as it is, none has no spelling', () => {
    expect(spellClassName(student())[0]).toEqual({ text: '2NDE 4', cost: 0 })
    expect(spell('BTS SIO 1')).toEqual(['BTS SIO 1'])
    expect(spell('')).toEqual([])
    expect(spell('2nde')).toContain('SECONDE')
  })
})
