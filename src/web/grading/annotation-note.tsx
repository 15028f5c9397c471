import { memo, useEffect, useLayoutEffect, useRef } from 'react'
import { type Annotation, readContent, writeContent } from '#domain/annotations.ts'
import { formatDelta } from '#domain/scoring.ts'
import { keepWithin } from '#web/ui/box-geometry.ts'
import classes from './annotations.module.css'
import { useDeskStore } from './desk-context.tsx'
import { writingStep } from './desk-store.ts'
import { focusAnnotation } from './focus-places.ts'
import { changeAnnotation } from './marking.ts'
import { TYPE_LABELS, TYPE_NAMES } from './tools.ts'

/** Narrowest column worth reading and widest note beside a mark, in points; as in the final PDF. */
const NARROWEST_PT = 84
const BESIDE_PT = 150
const GAP_PT = 4

/** What is written for an annotation: the type's word and the points, then the text, in place. */
export const AnnotationNote = memo(function AnnotationNote({
  annotation,
  paper,
  isWriting,
}: {
  annotation: Annotation
  paper: { widthPt: number; heightPt: number }
  isWriting: boolean
}) {
  const content = readContent(annotation.content)
  const text = content.text ?? ''
  const label = TYPE_LABELS[annotation.type]
  if (!isWriting && text === '' && annotation.scoreDelta === null) return null
  const { left, top, width } = placeOf(annotation, paper)
  const writingWidth = isWrittenInPlace(annotation) ? width : Math.max(width, BESIDE_PT)
  return (
    <div className={classes.noteColumn} style={{ left: `calc(var(--pt) * ${left})` }}>
      <div style={{ flex: `0 1 calc(var(--pt) * ${top})` }} />
      <div
        className={classes.note}
        data-type={annotation.type}
        data-annotation-id={annotation.id}
        style={{
          maxWidth: `calc(var(--pt) * ${width})`,
          ...(isWriting ? { width: `calc(var(--pt) * ${writingWidth})` } : {}),
        }}
      >
        {(label !== '' || annotation.scoreDelta !== null) && (
          <div className={classes.noteHead}>
            {label !== '' && <span>{label}</span>}
            {annotation.scoreDelta !== null && (
              <span className={classes.pill}>{formatDelta(annotation.scoreDelta)}</span>
            )}
          </div>
        )}
        {isWriting ? <NoteField annotation={annotation} text={text} /> : text}
      </div>
    </div>
  )
})

/** Whether the text stands in the box of the annotation, and not beside a drawing. */
const isWrittenInPlace = ({ type, content }: Annotation): boolean =>
  type !== 'HIGHLIGHT' && readContent(content).shape === 'text'

function placeOf(
  annotation: Annotation,
  paper: { widthPt: number; heightPt: number },
): { left: number; top: number; width: number } {
  const box = {
    x: annotation.x * paper.widthPt,
    y: annotation.y * paper.heightPt,
    w: annotation.w * paper.widthPt,
    h: annotation.h * paper.heightPt,
  }
  if (isWrittenInPlace(annotation)) {
    const width = Math.max(box.w, NARROWEST_PT)
    return { left: Math.min(box.x, paper.widthPt - GAP_PT - width), top: box.y, width }
  }
  const right = paper.widthPt - box.x - box.w - GAP_PT * 2
  if (right >= NARROWEST_PT) {
    return { left: box.x + box.w + GAP_PT, top: box.y, width: Math.min(right, BESIDE_PT) }
  }
  const width = Math.max(box.w, BESIDE_PT)
  return { left: Math.max(0, Math.min(box.x, paper.widthPt - width)), top: box.y + box.h + GAP_PT, width }
}

/** The text being written. Every letter is a change of the marking; together they are one step to undo. */
function NoteField({ annotation, text }: { annotation: Annotation; text: string }) {
  const store = useDeskStore()
  const field = useRef<HTMLTextAreaElement>(null)
  const hasTyped = useRef(false)

  useEffect(() => {
    const element = field.current
    if (element === null) return
    // The paper must not jump when the field appears half out of sight.
    element.focus({ preventScroll: true })
    element.setSelectionRange(element.value.length, element.value.length)
  }, [])

  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`

    // The box grows with what is typed, up at the end of the page, so that what frames and moves it holds all of it.
    // Not after an undo: growing again would be a new step, and what was undone could not be done again.
    if (!hasTyped.current) return
    hasTyped.current = false
    const page = element.closest(`.${classes.layer}`)
    const note = element.closest(`.${classes.note}`)
    if (!isWrittenInPlace(annotation) || page === null || note === null) return
    const h = note.getBoundingClientRect().height / page.getBoundingClientRect().height
    const box = keepWithin({ x: annotation.x, y: annotation.y, w: annotation.w, h })
    if (box.h <= annotation.h) return
    store.change((marking) => changeAnnotation(marking, annotation.id, box), writingStep(annotation.id))
  })

  const write = (next: string) => {
    hasTyped.current = true
    const content = readContent(annotation.content)
    store.change(
      (marking) =>
        changeAnnotation(marking, annotation.id, { content: writeContent({ ...content, text: next }) }),
      writingStep(annotation.id),
    )
  }

  return (
    <textarea
      ref={field}
      className={classes.noteField}
      aria-label={`Texte de l’annotation (${TYPE_NAMES[annotation.type]})`}
      value={text}
      rows={1}
      maxLength={5000}
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={(event) => {
        // The points and the question belong to the same writing.
        if (event.relatedTarget?.closest('[data-annotation-popover]')) return
        if (store.getState().selectedId === annotation.id) store.select(annotation.id)
      }}
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        store.select(annotation.id)
        focusAnnotation(annotation.id)
      }}
    />
  )
}
