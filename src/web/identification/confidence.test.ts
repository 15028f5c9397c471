import { describe, expect, it } from 'vitest'
import { confidenceInWords, formatConfidence, verdictOf } from './confidence.ts'

describe('how sure the machine is', () => {
  it.each([
    [0, 'moins de 1\u00A0%'],
    [0.004, 'moins de 1\u00A0%'],
    [0.4, '40\u00A0%'],
    [0.99, '99\u00A0%'],
    [0.9962, '99,6\u00A0%'],
    [1, '99,9\u00A0%'],
  ])('%d is written « %s »', (confidence, text) => {
    expect(formatConfidence(confidence).replaceAll('\u202F', '\u00A0')).toBe(text)
  })

  it('has a word for every share', () => {
    const words = [1, 0.9, 0.6, 0.2, 0.01].map(confidenceInWords)
    expect(words).toEqual(['presque sûr', 'très probable', 'probable', 'possible', 'peu probable'])
  })

  it('says of a field whether it agrees', () => {
    expect([1, 0.5, 0].map(verdictOf)).toEqual(['agrees', 'doubtful', 'differs'])
  })
})
