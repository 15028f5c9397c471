import { describe, expect, it } from 'vitest'
import { formatBytes, formatRemaining, speedOf } from './transfer.ts'

describe('sizes and durations in words', () => {
  it.each([
    [0, '0\u00A0o'],
    [999, '999\u00A0o'],
    [1500, '2\u00A0Ko'],
    [12_400_000, '12,4\u00A0Mo'],
    [115_000_000, '115\u00A0Mo'],
    [1_234_000_000, '1,2\u00A0Go'],
  ])('%d bytes', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })

  it.each([
    [0, '1\u00A0s'],
    [12.2, '13\u00A0s'],
    [59.5, '60\u00A0s'],
    [60, '1\u00A0min'],
    [61, '2\u00A0min'],
    [3600, '1\u00A0h\u00A000'],
    [3900, '1\u00A0h\u00A005'],
  ])('%d seconds', (seconds, words) => {
    expect(formatRemaining(seconds)).toBe(words)
  })

  it('tells no speed too early, then bytes per second', () => {
    expect(speedOf(1_000_000, 0.5, 100)).toBeNull()
    expect(speedOf(1_000_000, 0.5, 2000)).toBe(250_000)
  })
})
