import { describe, expect, it } from 'vitest'
import { type Cursor, cursorAt, followCursor, moveCursor } from './cursor.ts'

const copy = (id: string, pages: number) => ({
  id,
  pages: Array.from({ length: pages }, (_, rank) => ({ id: `${id}${rank + 1}` })),
})
const at = (pageId: string): Cursor => ({ copyId: pageId.slice(0, 1), pageId })

/**
 *   a b     (to look at)
 *   c
 *   ---
 *   d e     (the others)
 */
const sections = [
  [copy('a', 4), copy('b', 4), copy('c', 2)],
  [copy('d', 4), copy('e', 3)],
]

describe('moving the cursor', () => {
  it('goes nowhere when there is no card', () => {
    expect(moveCursor([], null, 'down', 2)).toBeNull()
  })

  it('starts on the first page, also when its copy has gone', () => {
    expect(moveCursor(sections, null, 'down', 2)).toEqual(at('a1'))
    expect(moveCursor(sections, at('z9'), 'left', 2)).toEqual(at('a1'))
  })

  it.each([
    ['down a row, same page', 'a2', 'down', 2, 'c2'],
    ['down into a shorter row', 'b1', 'down', 2, 'c1'],
    ['down into the next section', 'c1', 'down', 2, 'd1'],
    ['a page rank the next card lacks', 'a4', 'down', 2, 'c2'],
    ['up across sections', 'e3', 'up', 2, 'c2'],
    ['one column', 'a1', 'down', 1, 'b1'],
    ['up at the top', 'a1', 'up', 2, 'a1'],
    ['down at the bottom', 'd1', 'down', 2, 'd1'],
    ['to the next page', 'a1', 'right', 2, 'a2'],
    ['past the last page', 'a4', 'right', 2, 'b1'],
    ['before the first page', 'd1', 'left', 2, 'c2'],
    ['left at the very start', 'a1', 'left', 2, 'a1'],
    ['right at the very end', 'e3', 'right', 2, 'e3'],
  ] as const)('%s', (_, from, direction, columns, to) => {
    expect(moveCursor(sections, at(from), direction, columns)).toEqual(at(to))
  })
})

describe('following the cursor', () => {
  const before = [copy('a', 2), copy('b', 2), copy('c', 1)]

  it('stays on its page wherever the page goes', () => {
    const merged = [{ id: 'a', pages: [...copy('a', 2).pages, ...copy('b', 2).pages] }, copy('c', 1)]
    expect(followCursor(before, merged, at('b2'))).toEqual({ copyId: 'a', pageId: 'b2' })
  })

  it('takes the page that slid into the place of a dropped one', () => {
    const dropped = [{ id: 'a', pages: [{ id: 'a2' }] }, copy('b', 2), copy('c', 1)]
    expect(followCursor(before, dropped, at('a1'))).toEqual(at('a2'))
  })

  it('takes the page before when the last was dropped', () => {
    const dropped = [{ id: 'a', pages: [{ id: 'a1' }] }, copy('b', 2), copy('c', 1)]
    expect(followCursor(before, dropped, at('a2'))).toEqual(at('a1'))
  })

  it('takes the next card when its copy has gone, the last one at the end', () => {
    expect(followCursor(before, [copy('a', 2), copy('c', 1)], at('b1'))).toEqual(at('c1'))
    expect(followCursor(before, [copy('a', 2), copy('b', 2)], at('c1'))).toEqual(at('b1'))
  })

  it('is nowhere when nothing is left', () => {
    expect(followCursor(before, [], at('a1'))).toBeNull()
  })
})

it('is found again by its page, if that is in a copy', () => {
  const copies = [copy('a', 2), copy('b', 2)]
  expect(cursorAt(copies, 'b2')).toEqual({ copyId: 'b', pageId: 'b2' })
  expect(cursorAt(copies, 'c1')).toBeNull()
  expect(cursorAt(copies, undefined)).toBeNull()
})
