import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  faultsOf,
  flattenStructure,
  type GradingNode,
  leavesOf,
  totalPoints,
  withParentSums,
} from './grading-structure.ts'

const leaf = (id: string, points: number): GradingNode => ({ id, label: id, points })
const parent = (id: string, children: GradingNode[]): GradingNode => ({ id, label: id, points: 0, children })
const nested = (depth: number): GradingNode =>
  depth === 0 ? leaf('deep', 1) : parent(`d${depth}`, [nested(depth - 1)])
const codes = (structure: GradingNode[]) => faultsOf(structure).map(({ code }) => code)

describe('what is wrong with a barème', () => {
  test.each([
    ['two lines with one id', [leaf('a', 1), parent('b', [leaf('a', 1)])], 'duplicate_id'],
    ['no label', [{ id: 'a', label: ' ', points: 1 }], 'label_empty'],
    ['worth nothing', [leaf('a', 0)], 'points_out_of_range'],
    ['worth less than nothing', [leaf('a', -1)], 'points_out_of_range'],
    ['worth NaN', [leaf('a', Number.NaN)], 'points_out_of_range'],
    ['worth too much', [parent('a', [leaf('b', 600), leaf('c', 600)])], 'points_out_of_range'],
    ['a third of a point', [leaf('a', 1 / 3)], 'points_not_a_step'],
    ['seven levels', [nested(6)], 'too_deep'],
    ['301 questions', Array.from({ length: 301 }, (_, i) => leaf(`q${i}`, 1)), 'too_many_questions'],
  ])('%s', (_, structure, code) => {
    expect(codes(structure)).toContain(code)
  })

  test('nothing: six levels, 300 questions, an empty barème', () => {
    expect(codes([nested(5)])).toEqual([])
    expect(codes(Array.from({ length: 300 }, (_, i) => leaf(`q${i}`, 0.25)))).toEqual([])
    expect(codes([])).toEqual([])
  })
})

const { tree } = fc.letrec<{ tree: GradingNode }>((tie) => ({
  tree: fc.record({
    id: fc.uuid(),
    label: fc.string({ minLength: 1 }),
    points: fc.integer({ min: 1, max: 40 }).map((n) => n / 4),
    children: fc.option(fc.array(tie('tree'), { maxLength: 3, depthIdentifier: 'barème' }), {
      nil: undefined,
    }),
  }),
}))
const trees = fc.array(tree, { maxLength: 4 })

test('points of a parent are the exact sum of its questions, and summing again changes nothing', () => {
  fc.assert(
    fc.property(trees, (structure) => {
      const summed = withParentSums(structure)
      expect(totalPoints(summed)).toBe(leavesOf(structure).reduce((sum, { points }) => sum + points, 0))
      expect(flattenStructure(summed)).toEqual(flattenStructure(structure))
      expect(withParentSums(summed)).toEqual(summed)
      const check = (node: GradingNode): void => {
        if (!node.children?.length) return
        expect(node.points).toBe(node.children.reduce((sum, { points }) => sum + points, 0))
        node.children.forEach(check)
      }
      summed.forEach(check)
    }),
  )
})

test('parents come before their children, with the way down to them', () => {
  const flat = flattenStructure([parent('ex1', [leaf('q1', 1), leaf('q2', 2)]), leaf('ex2', 3)])
  expect(flat.map(({ id, depth, isLeaf, points }) => [id, depth, isLeaf, points])).toEqual([
    ['ex1', 0, false, 3],
    ['q1', 1, true, 1],
    ['q2', 1, true, 2],
    ['ex2', 0, true, 3],
  ])
  expect(flat[2]?.path).toEqual(['ex1', 'q2'])
})
