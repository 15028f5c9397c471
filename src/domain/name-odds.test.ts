import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spelled } from '#test/hand-signal.ts'
import { readGreedily, SEPARATORS, SIGNS } from './hand-signal.ts'
import { IMPOSSIBLE, LETTER_BONUS, scoreBeginnings, scoreTexts, soften } from './name-odds.ts'

const NAMES = ['DURAND', 'DURANT', 'DUPOND', 'DUR', 'LE GOFF', 'LEGOFF', 'ANNA', 'ANA', 'MARTIN', 'MARTINEZ']
const scoreOf = (written: string, text: string, options = {}) =>
  scoreTexts(soften(spelled(written, options)), [text])[0] ?? Number.NaN
const bestOf = (written: string, texts: string[], options = {}) => {
  const scores = scoreTexts(soften(spelled(written, options)), texts)
  return texts[scores.indexOf(Math.max(...scores))]
}

describe('texts are scored against what was seen', () => {
  it('a text that is spelled scores its bonus, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,16}$/), (text) => {
        expect(readGreedily(spelled(text))).toBe(text)
        expect(scoreOf(text, text)).toBeGreaterThan(LETTER_BONUS * text.length - 0.1)
        expect(scoreOf(text, text)).toBeLessThan(LETTER_BONUS * text.length + 0.2)
      }),
      { numRuns: 100 },
    )
  })

  it('and more than any other name, surely read or not', () => {
    for (const sureness of [1, 0.8, 0.5])
      for (const name of NAMES.filter((text) => !text.includes(' ')))
        expect(
          bestOf(
            name,
            NAMES.filter((text) => text !== 'LE GOFF'),
            { sureness },
          ),
        ).toBe(name)
  })

  it('a space stands for any separator, or for none', () => {
    const score = scoreOf('LE GOFF', 'LE GOFF')
    for (const separator of [...SEPARATORS.map((sign) => SIGNS[sign]), ''])
      expect(scoreOf(`LE${separator}GOFF`, 'LE GOFF')).toBeCloseTo(score, 1)
    expect(score).toBeCloseTo(LETTER_BONUS * 6, 1)
    expect(scoreOf('DUPONT', 'DU PONT', { pauses: false })).toBeCloseTo(LETTER_BONUS * 6, 1)
    for (const date of ['18/11/2010', '18-11-2010', '18.11.2010', '18 11 2010', '18112010', '18/112010'])
      expect(scoreOf(date, '18 11 2010')).toBeCloseTo(LETTER_BONUS * 8, 0)
    expect(scoreOf('LE GOFF', 'LEGOFF')).toBeLessThan(score - 3)
  })

  it('a letter twice needs a pause between: without one it is written once', () => {
    expect(bestOf('ANNA', ['ANNA', 'ANA'])).toBe('ANNA')
    expect(bestOf('ANNA', ['ANNA', 'ANA'], { pauses: false })).toBe('ANA')
    expect(scoreOf('ANNA', 'ANA', { pauses: false })).toBeCloseTo(LETTER_BONUS * 3, 1)
  })

  it('a list in any order gives each the score it has alone', () => {
    const text = fc.stringMatching(/^[A-C]{1,4}( [A-C]{1,3})?$/)
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 12 }),
        fc.double({ min: 0.3, max: 1 }),
        (seen, texts, sureness) => {
          const signal = soften(spelled(seen, { sureness }))
          const alone = texts.map((one) => scoreTexts(signal, [one])[0])
          expect(scoreTexts(signal, texts)).toEqual(alone)
          expect(scoreBeginnings(signal, texts)).toEqual(
            texts.map((one) => scoreBeginnings(signal, [one])[0]),
          )
        },
      ),
      { numRuns: 100 },
    )
  })

  it('what cannot fit at all is impossible, and no worse', () => {
    expect(scoreOf('AB', 'ABCDEFGHIJ')).toBe(IMPOSSIBLE)
    expect(scoreTexts(soften({ steps: 0, probabilities: new Float32Array() }), ['A'])).toEqual([IMPOSSIBLE])
  })
})

describe('what a line only begins with', () => {
  it('is scored as if the line ended there, and where it ends is told', () => {
    const signal = soften(spelled('NOM:DURAND'))
    const [nom, prenom, whole] = scoreBeginnings(signal, ['NOM', 'PRENOM', 'NOM DURAND'])
    expect(nom?.score).toBeCloseTo(LETTER_BONUS * 3, 1)
    // Step 5 is the M, step 6 the pause after it.
    expect([5, 6]).toContain(nom?.endStep)
    expect(prenom?.score).toBeLessThan(0)
    expect(whole?.score).toBeCloseTo(LETTER_BONUS * 9, 1)
    expect([19, 20]).toContain(whole?.endStep)
    expect(scoreTexts(signal, ['NOM'])[0]).toBeLessThan(0)
  })
})
