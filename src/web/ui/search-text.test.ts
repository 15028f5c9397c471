import { expect, it } from 'vitest'
import { matchesSearch } from './search-text.ts'

it('finds a name by the beginnings of its words, without accents or case', () => {
  expect(matchesSearch('rard', 'ŒUVRARD Noël')).toBe(false)
  expect(matchesSearch('goff pierre', 'LE GOFF Maëlle')).toBe(false)
  expect(matchesSearch('mae goff', 'LE GOFF Maëlle')).toBe(true)
  expect(matchesSearch('d almeida', 'D’ALMEIDA Jean-Baptiste')).toBe(true)
  expect(matchesSearch('JB', 'D’ALMEIDA Jean-Baptiste')).toBe(false)
  expect(matchesSearch('', 'TRAORÉ Awa')).toBe(true)
})
