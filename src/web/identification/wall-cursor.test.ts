import { describe, expect, it } from 'vitest'
import { cardBeside, cardsBetween, type Direction } from './wall-cursor.ts'

const cards = (ids: string) => [...ids].map((id) => ({ id }))
/** Two columns: ab / c, then de. */
const sections = [cards('abc'), cards('de')]
const from = (id: string | null, direction: Direction) => cardBeside(sections, 2, id, direction)

describe('the cursor on the wall', () => {
  it('has nowhere to be without cards, and begins at the first', () => {
    expect(cardBeside([], 2, null, 'down')).toBeNull()
    expect(from(null, 'up')).toBe('a')
    expect(from('gone', 'right')).toBe('a')
  })

  it.each<[string, Direction, string]>([
    ['a', 'right', 'b'],
    ['b', 'right', 'c'],
    ['a', 'left', 'a'],
    ['e', 'right', 'e'],
    ['b', 'down', 'c'],
    ['c', 'down', 'd'],
    ['e', 'up', 'c'],
    ['a', 'up', 'a'],
  ])('from %s %s is %s', (id, direction, next) => {
    expect(from(id, direction)).toBe(next)
  })

  it('reaches from one card to another either way', () => {
    expect(cardsBetween([...'abcde'], 'b', 'd')).toEqual(['b', 'c', 'd'])
    expect(cardsBetween([...'abcde'], 'd', 'b')).toEqual(['b', 'c', 'd'])
    expect(cardsBetween([...'abcde'], 'x', 'b')).toEqual([])
  })
})
