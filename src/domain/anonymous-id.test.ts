import { expect, test } from 'vitest'
import { makeAnonymousId } from './anonymous-id.ts'

const randomInt = (n: number): number => Math.floor(Math.random() * n)

test('four and three signs that nobody mistakes for one another', () => {
  for (let i = 0; i < 500; i++)
    expect(makeAnonymousId(randomInt)).toMatch(/^[34679CDFGHJKMNPQRTWXY]{4}-[34679CDFGHJKMNPQRTWXY]{3}$/)
})

test('a thousand are a thousand different ones', () => {
  expect(new Set(Array.from({ length: 1000 }, () => makeAnonymousId(randomInt))).size).toBe(1000)
})
