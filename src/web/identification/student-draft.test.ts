import { describe, expect, it } from 'vitest'
import { draftStudent } from './student-draft.ts'

const draft = (typed: string, read = '') =>
  draftStudent({ typed, read, classes: ['TG3', '2nde 4'] }, '2026-11-28')

describe('a student who is not on the list', () => {
  it('is blank when nothing was typed or read', () => {
    expect(draft('')).toEqual({ lastName: '', firstName: '', birthDate: '', className: '' })
  })

  it('has the names that were typed rather than those read', () => {
    expect(draft('LE GOFF Maëlle', 'LF GQFF')).toMatchObject({ lastName: 'LE GOFF', firstName: 'Maëlle' })
    expect(draft('durand léa')).toMatchObject({ lastName: 'durand', firstName: 'léa' })
  })

  it('has what was read, with a date and a class the exam knows', () => {
    expect(draft('', 'DURAND LEA 12/03/2008 tg3')).toEqual({
      lastName: 'DURAND',
      firstName: 'LEA',
      birthDate: '2008-03-12',
      className: 'TG3',
    })
    expect(draft('', 'DURAND LEA 42/03/2008 TG9')).toMatchObject({ birthDate: '', className: '' })
  })
})
