import { type KeyboardEvent, memo } from 'react'
import { type Annotation, readContent } from '#domain/annotations.ts'
import { formatDelta } from '#domain/scoring.ts'
import { moveBox, resizeBox } from '#web/ui/box-geometry.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { AnnotationShape } from './annotation-shape.tsx'
import classes from './annotations.module.css'
import { useCanMark, useDeskStore } from './desk-context.tsx'
import { annotationElementId, focusAnnotation, focusPaper } from './focus-places.ts'
import type { PaperSize } from './gestures.ts'
import { addAnnotation, changeAnnotation, removeAnnotation } from './marking.ts'
import { TYPE_NAMES } from './tools.ts'

/** One press of an arrow, in points. */
const ARROW_PT = 3
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** One annotation on the paper; it can be reached by Tab and worked by the keyboard alone. */
export const AnnotationMark = memo(function AnnotationMark({
  annotation,
  paper,
}: {
  annotation: Annotation
  paper: PaperSize
}) {
  const store = useDeskStore()
  const canMark = useCanMark()
  const { id } = annotation

  const onKeyDown = (event: KeyboardEvent) => {
    if (!canMark || event.altKey) return
    const arrow = ARROWS[event.key]
    if (arrow !== undefined && !event.ctrlKey && !event.metaKey) {
      const dx = (arrow[0] * ARROW_PT) / paper.widthPt
      const dy = (arrow[1] * ARROW_PT) / paper.heightPt
      const box = event.shiftKey ? resizeBox(annotation, 'se', dx, dy) : moveBox(annotation, dx, dy)
      store.change(
        (marking) => changeAnnotation(marking, id, box),
        `${event.shiftKey ? 'size' : 'place'}:${id}`,
      )
    } else if (event.key === 'Enter' || event.key === 'F2') {
      store.select(id, true)
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      store.change((marking) => removeAnnotation(marking, id))
      focusPaper()
    } else if (event.key === 'Escape') {
      store.select(null)
      focusPaper()
    } else if (event.key === 'd' && (event.ctrlKey || event.metaKey)) {
      const copy = { ...annotation, ...moveBox(annotation, 0.02, 0.02), id: newUuid() }
      store.change((marking) => addAnnotation(marking, copy))
      store.select(copy.id)
      focusAnnotation(copy.id)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button; the role gives it one.
    <g
      id={annotationElementId(id)}
      className={classes.mark}
      data-type={annotation.type}
      data-annotation-id={id}
      role="button"
      tabIndex={0}
      aria-label={labelOf(annotation)}
      onFocus={() => {
        if (canMark && store.getState().selectedId !== id) store.select(id)
      }}
      onKeyDown={onKeyDown}
    >
      <AnnotationShape annotation={annotation} paper={paper} />
    </g>
  )
})

const SHAPE_NAMES = {
  text: '',
  ink: ' au stylo',
  rectangle: ', rectangle',
  tick: ', coche',
  cross: ', croix',
}

function labelOf(annotation: Annotation): string {
  const content = readContent(annotation.content)
  const points = annotation.scoreDelta === null ? '' : ` (${formatDelta(annotation.scoreDelta)})`
  const text = content.text ? `\u00A0: ${content.text}` : ''
  return `${TYPE_NAMES[annotation.type]}${SHAPE_NAMES[content.shape]}${points}${text}`
}
