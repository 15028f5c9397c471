import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnnotationContent, readContent, writeContent } from './annotations.ts'

describe('what is no drawing is the text itself', () => {
  test.each([
    'Bien vu',
    '{',
    '{}',
    '{"shape":"circle"}',
    '{"shape":7}',
    '{"shape":"ink"}',
    '{"shape":"ink","strokes":[[[0,0]]]}',
    '{"shape":"ink","strokes":[[[0,0,null]]]}',
    '{"shape":"tick","text":7}',
    '[{"shape":"tick"}]',
  ])('%s', (content) => {
    expect(readContent(content)).toEqual({ shape: 'text', text: content })
  })

  test('nothing is the empty text', () => {
    expect(readContent(null)).toEqual({ shape: 'text', text: '' })
    expect(writeContent({ shape: 'text', text: '' })).toBeNull()
  })
})

test('reading never throws, whatever the database holds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => `{"shape":"ink","strokes":${text}}`),
      ),
      (text) => {
        const content = readContent(text)
        if (content.shape === 'text') expect(content.text).toBe(text)
      },
    ),
  )
})

test('what is written is read back', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0)
  const text = fc.option(fc.string(), { nil: undefined })
  const withText = <T extends object>(drawing: T, note: string | undefined) =>
    note === undefined ? drawing : { ...drawing, text: note }
  const contents = fc.oneof(
    fc
      .string({ minLength: 1 })
      .filter((s) => !s.startsWith('{'))
      .map((s) => ({ shape: 'text', text: s })),
    fc
      .tuple(fc.constantFrom('tick', 'cross', 'rectangle'), text)
      .map(([shape, note]) => withText({ shape }, note)),
    fc
      .tuple(fc.array(fc.array(fc.tuple(unit, unit, unit))), text)
      .map(([strokes, note]) => withText({ shape: 'ink', strokes }, note)),
  ) as fc.Arbitrary<AnnotationContent>
  fc.assert(
    fc.property(contents, (content) => {
      expect(readContent(writeContent(content))).toEqual(content)
    }),
  )
})
