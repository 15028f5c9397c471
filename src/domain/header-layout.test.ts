import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HEADER_FIELDS, type HeaderField } from './header-fields.ts'
import { faultOfLayout, mayStandBeside } from './header-layout.ts'

const BOX = { x: 0.1, y: 0.1, w: 0.3, h: 0.04 }
const outlined = (...fields: HeaderField[]) => fields.map((field) => ({ field, box: BOX }))

test('a layout names each field once, and the names together or apart', () => {
  expect(faultOfLayout([])).toBe('no_field')
  expect(faultOfLayout(outlined('lastName', 'lastName'))).toBe('field_twice')
  expect(faultOfLayout(outlined('fullName', 'firstName'))).toBe('full_name_beside_names')
  expect(faultOfLayout(outlined('lastName', 'firstName', 'birthDate', 'className'))).toBeNull()
  expect(faultOfLayout(outlined('fullName', 'birthDate'))).toBeNull()
})

test('fields stand within the page and can hold writing', () => {
  const of = (box: Partial<typeof BOX>) => faultOfLayout([{ field: 'lastName', box: { ...BOX, ...box } }])
  expect(of({ x: -0.01 })).toBe('outside_page')
  expect(of({ x: 0.8 })).toBe('outside_page')
  expect(of({ y: 0.97 })).toBe('outside_page')
  expect(of({ w: 0.01 })).toBe('too_small')
  expect(of({ h: 0.005 })).toBe('too_small')
})

test('what may stand beside the others makes no fault', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...HEADER_FIELDS]), (wanted) => {
      const there: HeaderField[] = []
      for (const field of wanted) if (mayStandBeside(field, there)) there.push(field)
      if (there.length > 0) expect(faultOfLayout(outlined(...there))).toBeNull()
    }),
  )
})
