import type { Marking } from '#contract/grading.ts'
import type { Annotation } from '#domain/annotations.ts'

export const EMPTY_MARKING: Marking = { annotations: [], marks: {}, remarks: {}, appreciation: '' }

export const addAnnotation = (marking: Marking, annotation: Annotation): Marking => ({
  ...marking,
  annotations: [...marking.annotations, annotation],
})

export const changeAnnotation = (
  marking: Marking,
  id: string,
  change: Partial<Omit<Annotation, 'id'>>,
): Marking => ({
  ...marking,
  annotations: marking.annotations.map((annotation) =>
    annotation.id === id ? { ...annotation, ...change } : annotation,
  ),
})

export const removeAnnotation = (marking: Marking, id: string): Marking => ({
  ...marking,
  annotations: marking.annotations.filter((annotation) => annotation.id !== id),
})

/** `null` takes the mark away. */
export function setMark(marking: Marking, questionId: string, mark: number | null): Marking {
  const { [questionId]: _before, ...others } = marking.marks
  return { ...marking, marks: mark === null ? others : { ...others, [questionId]: mark } }
}

/** An empty remark is no remark. */
export function setRemark(marking: Marking, questionId: string, remark: string): Marking {
  const { [questionId]: _before, ...others } = marking.remarks
  return { ...marking, remarks: remark === '' ? others : { ...others, [questionId]: remark } }
}

export const setAppreciation = (marking: Marking, appreciation: string): Marking => ({
  ...marking,
  appreciation,
})

/** Whether two markings say the same; the order of annotations and keys says nothing. */
export const sameMarking = (a: Marking, b: Marking): boolean => a === b || fingerprint(a) === fingerprint(b)

/** Whether two annotations show and count the same. */
export const sameAnnotation = (a: Annotation, b: Annotation): boolean =>
  JSON.stringify(annotationValues(a)) === JSON.stringify(annotationValues(b))

function fingerprint(marking: Marking): string {
  return JSON.stringify([
    marking.annotations.map(annotationValues).toSorted(byFirst),
    Object.entries(marking.marks).toSorted(byFirst),
    Object.entries(marking.remarks)
      .filter(([, remark]) => remark !== '')
      .toSorted(byFirst),
    marking.appreciation,
  ])
}

const annotationValues = (a: Annotation): [string, ...unknown[]] => [
  a.id,
  a.pageIndex,
  a.x,
  a.y,
  a.w,
  a.h,
  a.type,
  a.content ?? '',
  a.scoreDelta,
  a.questionId,
]

const byFirst = (a: [string, ...unknown[]], b: [string, ...unknown[]]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
