/** Ids of what the keyboard goes to and fro between. */
export const PAPER_ID = 'paper'
export const annotationElementId = (annotationId: string): string => `annotation-${annotationId}`
export const markFieldId = (questionId: string): string => `mark-${questionId}`
export const REMARK_ID = 'remark'

export const focusPaper = (): void => document.getElementById(PAPER_ID)?.focus({ preventScroll: true })

/** Once the screen shows what was just changed: the annotation, or the paper if it is gone. */
export function focusAnnotation(annotationId: string): void {
  requestAnimationFrame(() => {
    // A second click may have begun the writing meanwhile.
    if (document.activeElement instanceof HTMLTextAreaElement) return
    const mark = document.getElementById(annotationElementId(annotationId))
    if (mark === null) focusPaper()
    else mark.focus({ preventScroll: true })
  })
}

export function focusMark(questionId: string): void {
  document.getElementById(markFieldId(questionId))?.focus()
}
