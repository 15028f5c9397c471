import { expect, it } from 'vitest'
import { csvOf } from './csv-download.ts'

it('defuses formulas and quotes what would break the lines', () => {
  expect(
    csvOf([
      ['=1+1', '+33', '-5', '@x'],
      ['a;b', 'dit « "oui" »', 'deux\nlignes', 'Élodie'],
    ]),
  ).toBe('\uFEFF\'=1+1;\'+33;\'-5;\'@x\r\n"a;b";"dit « ""oui"" »";"deux\nlignes";Élodie\r\n')
})
