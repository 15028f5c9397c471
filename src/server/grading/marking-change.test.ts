import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Marking } from '#contract/grading.ts'
import { ANNOTATION_TYPES } from '#domain/annotations.ts'
import { compareMarkings, type MarkingChange } from './marking-change.ts'

const annotation = fc.record({
  // Few ids, so that two markings often share some.
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  pageIndex: fc.nat(3),
  x: fc.constantFrom(0, 0.25, 0.5),
  y: fc.constantFrom(0, 0.25),
  w: fc.constantFrom(0.1, 0.2),
  h: fc.constantFrom(0.1, 0.2),
  type: fc.constantFrom(...ANNOTATION_TYPES),
  content: fc.constantFrom(null, '', 'Bien'),
  scoreDelta: fc.constantFrom(null, 0, 0.25),
  questionId: fc.constantFrom(null, 'q1'),
})
/** Names that objects have of their own are question ids like any other. */
const question = fc.constantFrom('q1', 'q2', 'q3', 'constructor', 'toString')
const marking: fc.Arbitrary<Marking> = fc.record({
  annotations: fc.uniqueArray(annotation, { selector: ({ id }) => id }),
  marks: fc.dictionary(question, fc.constantFrom(0, 0.25, 1)),
  remarks: fc.dictionary(question, fc.constantFrom('', 'Revoir', 'Bien')),
  appreciation: fc.constantFrom('', 'Travail soigné.'),
})

/** What a marking says, whatever the order and the empty remarks. */
const meaning = ({ annotations, marks, remarks, appreciation }: Marking) => ({
  annotations: annotations.toSorted((a, b) => a.id.localeCompare(b.id)),
  marks,
  remarks: Object.fromEntries(Object.entries(remarks).filter(([, remark]) => remark !== '')),
  appreciation,
})

function apply(before: Marking, change: MarkingChange): Marking {
  const annotations = new Map(before.annotations.map((one) => [one.id, one]))
  for (const { id } of change.deleted) annotations.delete(id)
  for (const one of [...change.created, ...change.updated.map(({ after }) => after)])
    annotations.set(one.id, one)
  const marks = new Map(Object.entries(before.marks))
  for (const { questionId, after } of change.marks)
    after === null ? marks.delete(questionId) : marks.set(questionId, after)
  const remarks = new Map(Object.entries(before.remarks))
  for (const { questionId, after } of change.remarks)
    after === null ? remarks.delete(questionId) : remarks.set(questionId, after)
  return {
    annotations: [...annotations.values()],
    marks: Object.fromEntries(marks),
    remarks: Object.fromEntries(remarks),
    appreciation: change.appreciation?.after ?? before.appreciation,
  }
}

describe('compareMarkings', () => {
  test('gives what turns the one into the other', () => {
    fc.assert(
      fc.property(marking, marking, (before, after) => {
        expect(meaning(apply(before, compareMarkings(before, after)))).toEqual(meaning(after))
      }),
    )
  })

  test('says nothing of what stayed the same', () => {
    const nothing = { created: [], updated: [], deleted: [], marks: [], remarks: [], appreciation: null }
    fc.assert(
      fc.property(marking, (one) => {
        const shuffled = { ...one, annotations: one.annotations.toReversed() }
        expect(compareMarkings(one, shuffled)).toEqual(nothing)
      }),
    )
  })

  test('names each annotation and question once, with the value it had', () => {
    fc.assert(
      fc.property(marking, marking, (before, after) => {
        const { created, updated, deleted, marks } = compareMarkings(before, after)
        const ids = [...created, ...updated.map((one) => one.after), ...deleted].map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(marks.map(({ questionId }) => questionId)).size).toBe(marks.length)
        for (const change of marks)
          expect(change.before).toBe(
            Object.entries(before.marks).find(([id]) => id === change.questionId)?.[1] ?? null,
          )
      }),
    )
  })
})
