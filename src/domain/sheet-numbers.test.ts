import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  doubtNumbering,
  isConfirmedByNumbers,
  type NumberedPage,
  type NumberReading,
} from './sheet-numbers.ts'

const read = (text: string, score = 0): NumberReading => {
  const [number, of] = text.split('/').map(Number)
  return { number: number ?? 0, of: of ?? 0, score }
}
/** Double sheets of four pages; the number stands on the first page of each, '' where none was read. */
const sheets = (...numbers: string[]): NumberedPage[] =>
  numbers.flatMap((number, sheet) =>
    [number, '', '', ''].map((text) => ({
      ...{ scanId: 'scan', sheet: 2 * sheet + 1 },
      numbers: text === '' ? [] : [read(text)],
    })),
  )
/** Single pages, two on a leaf. */
const pages = (...numbers: string[]): NumberedPage[] =>
  numbers.map((text, place) => ({
    ...{ scanId: 'scan', sheet: 2 * Math.floor(place / 2) + 1 },
    numbers: text === '' ? [] : [read(text)],
  }))
const told = (copy: NumberedPage[]) => doubtNumbering(copy).map(({ text }) => text)

describe('the numbers on the sheets of a copy', () => {
  test('say nothing where there are none, or where all is as they say', () => {
    expect(told([])).toEqual([])
    expect(told(sheets('', ''))).toEqual([])
    expect(told(sheets('1/1'))).toEqual([])
    expect(told(sheets('1/3', '2/3', '3/3'))).toEqual([])
    // Not all were read.
    expect(told(sheets('1/3', '', '3/3'))).toEqual([])
    expect(told(pages('1/4', '2/4', '3/4', '4/4'))).toEqual([])
    // The last page is blank, and was not counted.
    expect(told(pages('1/3', '2/3', '3/3', ''))).toEqual([])
  })

  test('say which sheet is missing, or how many when some were not read', () => {
    expect(doubtNumbering(sheets('1/2'))).toEqual([
      { code: 'numbers_missing', text: 'il manque la feuille 2/2', pages: [0] },
    ])
    expect(doubtNumbering(sheets('1/3', '3/3'))).toEqual([
      { code: 'numbers_missing', text: 'il manque la feuille 2/3', pages: [0, 4] },
    ])
    expect(told(sheets('1/3'))).toEqual(['il manque les feuilles 2/3 et 3/3'])
    expect(told(sheets('1/3', ''))).toEqual(['il manque 1 feuille sur 3'])
    expect(told(sheets('1/4', ''))).toEqual(['il manque 2 feuilles sur 4'])
    expect(told(pages('1/4', '2/4'))).toEqual(['il manque les pages 3/4 et 4/4'])
  })

  test('say that the copy goes on from another', () => {
    expect(doubtNumbering(sheets('2/2'))).toEqual([
      {
        code: 'numbers_start_late',
        text: 'commence à la feuille 2/2, il manque la feuille 1/2',
        pages: [0],
      },
    ])
  })

  test('say that sheets are out of order, twice there, or of another copy', () => {
    expect(told(sheets('1/3', '3/3', '2/3'))).toEqual(['feuilles numérotées 1/3, 3/3 et 2/3'])
    expect(told(sheets('1/3', '2/3', '2/3'))).toEqual(['feuilles numérotées 1/3, 2/3 et 2/3'])
    expect(doubtNumbering(sheets('1/2', '1/2', '2/2'))).toEqual([
      { code: 'numbers_start_again', text: 'une autre feuille 1/2 commence ici', pages: [4] },
    ])
    expect(told(pages('1/4', '3/4', '2/4', '4/4'))).toEqual(['pages numérotées 1/4, 3/4, 2/4 et 4/4'])
    // Two copies of one sheet each, joined.
    expect(told(sheets('1/1', '1/1'))).toEqual(['une autre feuille 1/1 commence ici'])
    expect(told(sheets('1/1', '1/2'))).toEqual(['numéro 1/2 dans une copie numérotée sur 1'])
    expect(doubtNumbering(sheets('1/3', '2/3', '2/2', '3/3'))).toEqual([
      { code: 'numbers_foreign', text: 'numéro 2/2 dans une copie numérotée sur 3', pages: [8] },
    ])
  })

  test('are those of the pages as soon as one stands elsewhere than on the first page of a sheet', () => {
    // Of four pages on one double sheet the third was not read.
    const [first, second, third, fourth] = sheets('1/4')
    const numbered = [first, { ...second, numbers: [read('2/4')] }, third, fourth] as NumberedPage[]
    expect(told(numbered)).toEqual([])
    expect(told(sheets('1/4'))).toEqual(['il manque les feuilles 2/4, 3/4 et 4/4'])
    expect(told(pages('', '2/2', '', ''))).toEqual([])
    expect(told(pages('', '2/6', '', ''))).toEqual(['il manque 2 pages sur 6'])
  })

  test('that were read badly do not raise a doubt', () => {
    const doubtful = (...readings: NumberReading[]) => [{ scanId: 'scan', sheet: 1, numbers: readings }]
    // As likely out of one total as out of another.
    expect(told(doubtful(read('1/2', -1.5), read('1/7', -1.6)))).toEqual([])
    expect(told(doubtful(read('1/2', -2.1)))).toEqual([])
    expect(told(doubtful(read('1/2', -1.5)))).toEqual(['il manque la feuille 2/2'])
    // 1/4 may pass for 1/14: the other pages tell.
    const [first, ...others] = sheets('', '2/4', '3/4', '4/4')
    const misread = { ...first, numbers: [read('1/14', -0.5), read('1/4', -0.9)] } as NumberedPage
    expect(told([misread, ...others])).toEqual([])
  })

  test('confirm a copy only when every sheet, or page, bears its own, where it should', () => {
    expect(isConfirmedByNumbers(sheets('', ''))).toBe(false)
    expect(isConfirmedByNumbers(sheets('1/2', ''))).toBe(false)
    expect(isConfirmedByNumbers(sheets('1/1'))).toBe(false)
    expect(isConfirmedByNumbers(sheets('1/3', '2/3'))).toBe(false)
    expect(isConfirmedByNumbers(sheets('2/2', '1/2'))).toBe(false)
    expect(isConfirmedByNumbers(sheets('1/2', '2/2', ''))).toBe(false)
    // On the second page of its sheet: the sheet lies the wrong way round.
    const [first, second, ...others] = sheets('1/2', '2/2') as [NumberedPage, NumberedPage, ...NumberedPage[]]
    expect(isConfirmedByNumbers([second, first, ...others])).toBe(false)
    expect(isConfirmedByNumbers(pages('1/4', '3/4', '2/4', '4/4'))).toBe(false)
    expect(isConfirmedByNumbers(pages('1/3', '2/3', ''))).toBe(false)

    expect(isConfirmedByNumbers(sheets('1/2', '2/2'))).toBe(true)
    expect(isConfirmedByNumbers(pages('1/3', '2/3', '3/3', ''))).toBe(true)
  })

  test('of a copy that is whole never raise one, however few were read', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 16 })
          .chain((of) => fc.array(fc.boolean(), { minLength: of, maxLength: of })),
        fc.boolean(),
        (seen, bySheet) => {
          const numbers = seen.map((is, i) => (is ? `${i + 1}/${seen.length}` : ''))
          // Numbers on one page only of each sheet are taken for those of sheets.
          const copy = bySheet ? sheets(...numbers) : pages(...seen.map((_, i) => `${i + 1}/${seen.length}`))
          expect(told(copy)).toEqual([])
        },
      ),
    )
  })

  test('of a copy that lacks its last sheets always do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 16 }), fc.nat(), (of, draw) => {
        const here = 1 + (draw % (of - 1))
        const copy = sheets(...Array.from({ length: here }, (_, i) => `${i + 1}/${of}`))
        expect(doubtNumbering(copy).map(({ code }) => code)).toEqual(['numbers_missing'])
      }),
    )
  })
})
