import { useMemo, useRef } from 'react'
import type { Annotation } from '#domain/annotations.ts'
import { boxBetween } from '#web/ui/box-geometry.ts'
import { AnnotationFrame } from './annotation-frame.tsx'
import { AnnotationMark } from './annotation-mark.tsx'
import { AnnotationNote } from './annotation-note.tsx'
import { AnnotationPopover } from './annotation-popover.tsx'
import { ShapeOf } from './annotation-shape.tsx'
import classes from './annotations.module.css'
import { useCanMark, useDeskState } from './desk-context.tsx'
import { boxInHand, type Gesture, type PaperSize } from './gestures.ts'
import { useGestures } from './use-gestures.ts'

/** All that is drawn and written on one page, and what pointers do to it. */
export function AnnotationLayer({ pageIndex, paper }: { pageIndex: number; paper: PaperSize }) {
  const layer = useRef<HTMLDivElement>(null)
  const canMark = useCanMark()
  const tool = useDeskState((state) => state.tool)
  const all = useDeskState((state) => state.history.present.annotations)
  const selectedId = useDeskState((state) => state.selectedId)
  const isWriting = useDeskState((state) => state.isWriting)
  const { gesture, ...handlers } = useGestures(layer, pageIndex, paper)

  const annotations = useMemo(
    () => all.filter((annotation) => annotation.pageIndex === pageIndex).map((each) => inHand(each, gesture)),
    [all, pageIndex, gesture],
  )
  const selected = canMark ? annotations.find(({ id }) => id === selectedId) : undefined
  const viewBox = `0 0 ${paper.widthPt} ${paper.heightPt}`
  const isUnder = (annotation: Annotation) => annotation.type === 'HIGHLIGHT'
  return (
    <>
      <div
        ref={layer}
        className={classes.layer}
        data-tool={tool}
        data-readonly={canMark ? undefined : ''}
        {...handlers}
      >
        <svg className={`${classes.drawing} ${classes.under}`} viewBox={viewBox} preserveAspectRatio="none">
          <title>Surlignages</title>
          {annotations.filter(isUnder).map((annotation) => (
            <AnnotationMark key={annotation.id} annotation={annotation} paper={paper} />
          ))}
        </svg>
        <svg className={classes.drawing} viewBox={viewBox} preserveAspectRatio="none" pointerEvents="none">
          <title>Annotations</title>
          <g pointerEvents="auto">
            {annotations
              .filter((annotation) => !isUnder(annotation))
              .map((annotation) => (
                <AnnotationMark key={annotation.id} annotation={annotation} paper={paper} />
              ))}
          </g>
          <GesturePreview gesture={gesture} paper={paper} />
        </svg>
        {annotations.map((annotation) => (
          <AnnotationNote
            key={annotation.id}
            annotation={annotation}
            paper={paper}
            isWriting={isWriting && annotation.id === selectedId}
          />
        ))}
        {selected !== undefined && <AnnotationFrame annotation={selected} />}
      </div>
      {selected !== undefined && gesture === null && <AnnotationPopover annotation={selected} />}
    </>
  )
}

/** The annotation where the pointer holds it. */
function inHand(annotation: Annotation, gesture: Gesture | null): Annotation {
  if (gesture === null || (gesture.kind !== 'move' && gesture.kind !== 'resize')) return annotation
  return gesture.annotation.id === annotation.id ? { ...annotation, ...boxInHand(gesture) } : annotation
}

/** What is being drawn, before it is an annotation. */
function GesturePreview({ gesture, paper }: { gesture: Gesture | null; paper: PaperSize }) {
  const type = useDeskState((state) => state.type)
  const tool = useDeskState((state) => state.tool)
  if (gesture === null) return null
  if (gesture.kind === 'ink') {
    const page = { left: 0, top: 0, width: paper.widthPt, height: paper.heightPt }
    return (
      <g className={classes.mark} data-type={type}>
        <ShapeOf content={{ shape: 'ink', strokes: [gesture.points] }} type={type} box={page} />
      </g>
    )
  }
  if (gesture.kind !== 'box') return null
  const { x, y, w, h } = boxBetween(gesture.from, gesture.to)
  const box = {
    left: x * paper.widthPt,
    top: y * paper.heightPt,
    width: w * paper.widthPt,
    height: h * paper.heightPt,
  }
  const shape = tool === 'tick' || tool === 'cross' ? tool : 'rectangle'
  return (
    <g className={classes.mark} data-type={type}>
      <ShapeOf content={{ shape }} type={type} box={box} />
    </g>
  )
}
