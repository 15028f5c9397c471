import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOf, MAX_DEPTH, totalPoints } from '#domain/grading-structure.ts'
import {
  addChild,
  addSibling,
  hasBranches,
  indent,
  insertRows,
  labelAfter,
  move,
  type Outline,
  outdent,
  outlineOf,
  remove,
  restore,
  structureOf,
} from './bareme-outline.ts'
import { outlineFromText, regularOutline } from './bareme-start.ts'

const row = (label: string, depth: number, points = '1') => ({ id: label, label, depth, points })
const sketch = (outline: Outline): string[] =>
  outline.map(({ label, depth }) => `${'>'.repeat(depth)}${label}`)

const exam: Outline = [
  row('E1', 0),
  row('a', 1),
  row('b', 1, '2,5'),
  row('c', 1),
  row('E2', 0, '4'),
  row('E3', 0),
]

/** Any well-formed outline: the first line at the margin, each at most one deeper than the one above. */
const outlines = fc
  .array(fc.record({ deeper: fc.integer({ min: -4, max: 1 }), quarters: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 25,
  })
  .map((steps): Outline => {
    let depth = -1
    return steps.map(({ deeper, quarters }, index) => {
      depth = Math.min(Math.max(depth + deeper, 0), depth + 1, MAX_DEPTH - 1)
      return { id: `n${index}`, label: `L${index}`, depth, points: String(quarters / 4).replace('.', ',') }
    })
  })
const places = fc.nat({ max: 24 })
const isWellFormed = (outline: Outline): boolean =>
  outline.every(
    ({ depth }, index) => depth >= 0 && depth < MAX_DEPTH && depth <= (outline[index - 1]?.depth ?? -1) + 1,
  )
const ids = (outline: Outline): string[] => outline.map(({ id }) => id).sort()

describe('the barème as lines', () => {
  it('leaves in place what cannot go further', () => {
    expect(indent(exam, 0)).toBe(exam)
    expect(indent(exam, 1)).toBe(exam)
    expect(outdent(exam, 0)).toBe(exam)
    expect(move(exam, 0, 'up')).toBe(exam)
    expect(move(exam, 1, 'up')).toBe(exam)
    expect(move(exam, 3, 'down')).toBe(exam)
    expect(move(exam, 5, 'down')).toBe(exam)
    const deepest: Outline = Array.from({ length: MAX_DEPTH }, (_, depth) => row(`d${depth}`, depth))
    expect(addChild(deepest, MAX_DEPTH - 1, 'x')).toBe(deepest)
  })

  it('reports points that are not a number instead of guessing', () => {
    const faults = faultsOf(structureOf([row('E1', 0, 'deux'), row('E2', 0, '0,3'), row('', 0)]))
    expect(faults.map(({ code }) => code)).toEqual([
      'points_out_of_range',
      'points_not_a_step',
      'label_empty',
    ])
  })

  it('indents, outdents and moves with what is below', () => {
    expect(sketch(indent(exam, 4))).toEqual(['E1', '>a', '>b', '>c', '>E2', 'E3'])
    expect(sketch(outdent(exam, 2))).toEqual(['E1', '>a', '>c', 'b', 'E2', 'E3'])
    expect(sketch(move(exam, 0, 'down'))).toEqual(['E2', 'E1', '>a', '>b', '>c', 'E3'])
    expect(sketch(move(exam, 2, 'up'))).toEqual(['E1', '>b', '>a', '>c', 'E2', 'E3'])
    expect(sketch(remove(exam, 0))).toEqual(['E2', 'E3'])
  })

  it('adds lines in the succession of their neighbours', () => {
    expect(addSibling(exam, 2, 'x')[3]).toEqual({ id: 'x', label: 'c', points: '2,5', depth: 1 })
    expect(addSibling(exam, 0, 'x')[4]).toEqual({ id: 'x', label: 'E2', points: '1', depth: 0 })
    expect(addChild(exam, 4, 'x')[5]).toEqual({ id: 'x', label: 'Question 1', points: '4', depth: 1 })
    expect(addSibling([], -1, 'x')).toHaveLength(1)
    expect(['Exercice 9', '1.b)', 'Question 2', 'Partie A', 'Dictée', '3°'].map(labelAfter)).toEqual([
      'Exercice 10',
      '1.c)',
      'Question 3',
      'Partie B',
      '',
      '4°',
    ])
  })

  it('reads a pasted list with its margins and points', () => {
    let next = 0
    const outline = outlineFromText(
      'Exercice 1 : 5 points\n  1. Calculer (1,5 pt)\n\n  2. Justifier\t3.5\n\tb. En 1789 ?\nExercice 2',
      () => `n${next++}`,
    )
    expect(outline.map(({ label, points, depth }) => [label, points, depth])).toEqual([
      ['Exercice 1', '5', 0],
      ['1. Calculer', '1,5', 1],
      ['2. Justifier', '3,5', 1],
      ['b. En 1789 ?', '1', 2],
      ['Exercice 2', '1', 0],
    ])
  })

  it('makes a regular barème', () => {
    let next = 0
    const id = () => `n${next++}`
    expect(totalPoints(structureOf(regularOutline(4, 1, 5, id)))).toBe(20)
    expect(totalPoints(structureOf(regularOutline(3, 4, 2.5, id)))).toBe(30)
  })

  it('keeps every line, whole and well placed, under any gesture', () => {
    fc.assert(
      fc.property(outlines, places, (outline, place) => {
        const index = place % outline.length
        for (const after of [
          indent(outline, index),
          outdent(outline, index),
          move(outline, index, 'up'),
          move(outline, index, 'down'),
        ]) {
          expect(isWellFormed(after)).toBe(true)
          expect(ids(after)).toEqual(ids(outline))
        }
        for (const after of [
          remove(outline, index),
          addChild(outline, index, 'x'),
          addSibling(outline, index, 'x'),
        ]) {
          expect(isWellFormed(after)).toBe(true)
        }
      }),
    )
  })

  it('puts back what was removed, and not twice', () => {
    fc.assert(
      fc.property(outlines, places, (outline, place) => {
        const index = place % outline.length
        const left = remove(outline, index)
        const branch = outline.slice(index, index + outline.length - left.length)
        expect(restore(left, index, branch)).toEqual(outline)
        expect(restore(outline, index, branch)).toBe(outline)
      }),
    )
  })

  it('inserts pasted lines at the depth of the line they land on, in its place when it is blank', () => {
    const pasted = [row('p', 0), row('q', 1)]
    expect(sketch(insertRows(exam, 1, pasted))).toEqual(['E1', '>a', '>p', '>>q', '>b', '>c', 'E2', 'E3'])
    const blank = [row('E1', 0), { ...row('', 1), id: 'blank' }]
    expect(sketch(insertRows(blank, 1, pasted))).toEqual(['E1', '>p', '>>q'])
    expect(sketch(insertRows([], -1, pasted))).toEqual(['p', '>q'])
  })

  it('moves down then up, or up then down, to where it was', () => {
    fc.assert(
      fc.property(outlines, places, (outline, place) => {
        const index = place % outline.length
        const id = outline[index]?.id
        const lower = move(outline, index, 'down')
        fc.pre(lower !== outline)
        expect(
          move(
            lower,
            lower.findIndex((row) => row.id === id),
            'up',
          ),
        ).toEqual(outline)
      }),
    )
  })

  it('comes back from the tree as it was, but for the sums', () => {
    fc.assert(
      fc.property(outlines, (outline) => {
        const back = outlineOf(structureOf(outline))
        expect(sketch(back)).toEqual(sketch(outline))
        outline.forEach(({ points }, index) => {
          if (!hasBranches(outline, index)) expect(back[index]?.points).toBe(points)
        })
      }),
    )
  })
})
