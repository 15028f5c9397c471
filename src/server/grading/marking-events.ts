import type { Annotation } from '#domain/annotations.ts'
import { changedFields, type MarkingChange, type ValueChange } from './marking-change.ts'

interface MarkingEvent {
  action: string
  metadata: Record<string, unknown>
}

/** A page of ink has no place in a journal; a remark does. */
const LONGEST_TEXT = 2000

/** One line of the journal for each thing that changed, with what it was and what it became. */
export function eventsOf(change: MarkingChange): MarkingEvent[] {
  return [
    ...change.created.map((annotation) => ({ action: 'CREATE_ANN', metadata: describe(annotation) })),
    ...change.updated.map(({ before, after }) => ({
      action: 'UPDATE_ANN',
      metadata: {
        annotation_id: after.id,
        changed: Object.fromEntries(
          changedFields(before, after).map((field) => [
            field,
            { old: shorten(before[field]), new: shorten(after[field]) },
          ]),
        ),
      },
    })),
    ...change.deleted.map((annotation) => ({ action: 'DELETE_ANN', metadata: describe(annotation) })),
    ...change.marks.map((value) => ({ action: 'MARK', metadata: describeValue(value) })),
    ...change.remarks.map((value) => ({ action: 'REMARK', metadata: describeValue(value) })),
    ...(change.appreciation === null
      ? []
      : [
          {
            action: 'APPRECIATION',
            metadata: { old: change.appreciation.before, new: change.appreciation.after },
          },
        ]),
  ]
}

const describe = (annotation: Annotation): Record<string, unknown> => ({
  annotation_id: annotation.id,
  type: annotation.type,
  page_index: annotation.pageIndex,
  box: [annotation.x, annotation.y, annotation.w, annotation.h],
  content: shorten(annotation.content),
  score_delta: annotation.scoreDelta,
  question_id: annotation.questionId,
})

const describeValue = <T>({ questionId, before, after }: ValueChange<T>): Record<string, unknown> => ({
  question_id: questionId,
  old: before,
  new: after,
})

const shorten = <T>(value: T): T | string =>
  typeof value === 'string' && value.length > LONGEST_TEXT
    ? `${value.slice(0, LONGEST_TEXT).toWellFormed()}… (${value.length})`
    : value
