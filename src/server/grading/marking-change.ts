import type { Marking } from '#contract/grading.ts'
import type { Annotation } from '#domain/annotations.ts'

/** A value keyed by question; null where there is none. */
export interface ValueChange<T> {
  questionId: string
  before: T | null
  after: T | null
}

/** What turns one marking into another. */
export interface MarkingChange {
  created: Annotation[]
  updated: Array<{ before: Annotation; after: Annotation }>
  deleted: Annotation[]
  marks: ValueChange<number>[]
  remarks: ValueChange<string>[]
  appreciation: { before: string; after: string } | null
}

/** An empty remark is no remark; the order of annotations, marks and remarks says nothing. */
export function compareMarkings(before: Marking, after: Marking): MarkingChange {
  const old = new Map(before.annotations.map((annotation) => [annotation.id, annotation]))
  const kept = new Set(after.annotations.map(({ id }) => id))
  const change: MarkingChange = {
    created: [],
    updated: [],
    deleted: before.annotations.filter(({ id }) => !kept.has(id)),
    marks: compareValues(before.marks, after.marks),
    remarks: compareValues(withoutEmpty(before.remarks), withoutEmpty(after.remarks)),
    appreciation:
      before.appreciation === after.appreciation
        ? null
        : { before: before.appreciation, after: after.appreciation },
  }
  for (const annotation of after.annotations) {
    const was = old.get(annotation.id)
    if (was === undefined) change.created.push(annotation)
    else if (changedFields(was, annotation).length > 0)
      change.updated.push({ before: was, after: annotation })
  }
  return change
}

const FIELDS = [
  'pageIndex',
  'x',
  'y',
  'w',
  'h',
  'type',
  'content',
  'scoreDelta',
  'questionId',
] as const satisfies ReadonlyArray<keyof Annotation>

export const changedFields = (a: Annotation, b: Annotation): Array<(typeof FIELDS)[number]> =>
  FIELDS.filter((field) => a[field] !== b[field])

function compareValues<T>(before: Record<string, T>, after: Record<string, T>): ValueChange<T>[] {
  const old = new Map(Object.entries(before))
  const next = new Map(Object.entries(after))
  return [...new Set([...old.keys(), ...next.keys()])]
    .map((questionId) => ({
      questionId,
      before: old.get(questionId) ?? null,
      after: next.get(questionId) ?? null,
    }))
    .filter((value) => value.before !== value.after)
}

const withoutEmpty = (remarks: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(remarks).filter(([, remark]) => remark !== ''))
