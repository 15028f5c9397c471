import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBirthDate } from './birth-date.ts'

const TODAY = '2026-05-18'

test.each([
  '',
  'hier',
  '17/03',
  '17/03-2009',
  '2009/03/17x',
  '31/02/2009',
  '29/02/2009',
  '00/01/2009',
  '1/13/2009',
  '5 germinal 2009',
])('« %s » is no date', (text) => {
  expect(readBirthDate(text, TODAY)).toEqual({ kind: 'bad' })
})

test.each(['17/03/2025', '17/03/1899', '17/03/2027'])('« %s » is nobody’s at school', (text) => {
  expect(readBirthDate(text, TODAY)).toEqual({ kind: 'unlikely' })
})

test.each([
  ['17/03/2009', '2009-03-17'],
  ['1/9/2008', '2008-09-01'],
  ['01-10-2008', '2008-10-01'],
  ['01.10.2008', '2008-10-01'],
  ['2008-09-01', '2008-09-01'],
  ['2008-09-01 00:00:00', '2008-09-01'],
  ['5 mars 2009', '2009-03-05'],
  ['1er août 2009', '2009-08-01'],
  ['29/02/2008', '2008-02-29'],
])('« %s » is %s', (text, iso) => {
  expect(readBirthDate(text, TODAY)).toEqual({ kind: 'date', iso, twoDigitYear: false })
})

test('two digits mean the year that makes a pupil', () => {
  expect(readBirthDate('17/03/09', TODAY)).toEqual({ kind: 'date', iso: '2009-03-17', twoDigitYear: true })
  expect(readBirthDate('17/03/99', TODAY)).toEqual({ kind: 'date', iso: '1999-03-17', twoDigitYear: true })
})

test('any day of a pupil’s years reads back, whichever way it is written', () => {
  const days = fc.date({ min: new Date('1990-01-01'), max: new Date('2016-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(days, (day) => {
      const iso = day.toISOString().slice(0, 10)
      const [year, month, date] = iso.split('-')
      for (const text of [iso, `${date}/${month}/${year}`, `${Number(date)}.${Number(month)}.${year}`])
        expect(readBirthDate(text, TODAY)).toMatchObject({ iso })
    }),
  )
})
