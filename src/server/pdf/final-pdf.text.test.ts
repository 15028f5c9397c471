import { PDFDocument } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { breakLines, joinLines } from './final-pdf.text.ts'
import { Typesetting } from './final-pdf.typesetting.ts'

const style = { size: 10, weight: 'regular' } as const
let type: Typesetting

beforeAll(async () => {
  type = new Typesetting((await PDFDocument.create()).context)
})

const shown = (text: string, width: number) => breakLines(text, width, style, type).map((line) => line.text)

test('new lines are kept, empty lines too, whatever the keyboard wrote them with', () => {
  expect(shown('un\r\ndeux\n\nquatre\rcinq\n', 200)).toEqual(['un', 'deux', '', 'quatre', 'cinq'])
  expect(shown('  \n', 200)).toEqual([])
})

test('a line never ends inside guillemets, before a high sign or before its unit', () => {
  expect(shown('aaaa « bbb » : 5 €', 40)).toEqual(['aaaa', '« bbb » :', '5 €'])
})

test('a word wider than the line is cut, a grapheme never', () => {
  expect(shown('anticonstitutionnellement', 60).join('|')).toMatch(/^[a-z]{10,}\|[a-z]{10,}$/)
  expect(shown('x\u0302x\u0302', 7)).toEqual(['x\u0302', 'x\u0302'])
  expect(shown('👩‍🔬👩‍🔬', 7)).toEqual(['👩‍🔬', '👩‍🔬'])
})

test('no text is lost or too wide', () => {
  const texts = fc.string({
    unit: fc.constantFrom(...'abcé œ€≤√π« »:!\n\t', ' ', 'mot ', '😀', 'x\u0302'),
    maxLength: 200,
  })
  fc.assert(
    fc.property(texts, fc.integer({ min: 30, max: 300 }), (text, width) => {
      const lines = breakLines(text, width, style, type)
      expect(joinLines(lines).trimEnd()).toBe(text.normalize('NFC').replaceAll('\t', '    ').trimEnd())
      for (const line of lines) expect(type.width(line.text.trim(), style)).toBeLessThanOrEqual(width + 0.001)
    }),
  )
})

test('any string can be set: broken pairs, controls, private use, right to left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const line of breakLines(text, 100, style, type)) {
        expect(type.width(line.text, style)).toBeGreaterThanOrEqual(0)
        expect(type.runs(line.text, 'regular').every((run) => /^([0-9A-F]{4})+$/.test(run.hex))).toBe(true)
      }
    }),
  )
})
