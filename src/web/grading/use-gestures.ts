import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { Annotation, InkPoint } from '#domain/annotations.ts'
import type { PageBox } from '#domain/geometry.ts'
import { leavesOf } from '#domain/grading-structure.ts'
import { HANDLES, type Handle, type PagePoint } from '#web/ui/box-geometry.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { boxStrokes } from './box-strokes.ts'
import { useCanMark, useDeskStore } from './desk-context.tsx'
import { writingStep } from './desk-store.ts'
import { focusAnnotation } from './focus-places.ts'
import {
  boxInHand,
  drawnWith,
  extendStroke,
  type Gesture,
  isDrag,
  type PaperSize,
  withStroke,
} from './gestures.ts'
import { addAnnotation, changeAnnotation } from './marking.ts'
import { isPalm, notePointer } from './pen-guard.ts'

/** A stroke begun this soon after another belongs to the same drawing: letters of a word, bars of an E. */
const SAME_DRAWING_MS = 900
const DOUBLE_CLICK_MS = 400

/** What pointers do on one page: draw, take, move, resize. `gesture` is under way and not in the marking yet. */
export function useGestures(layer: RefObject<HTMLElement | null>, pageIndex: number, paper: PaperSize) {
  const store = useDeskStore()
  const canMark = useCanMark()
  const [gesture, setGesture] = useState<Gesture | null>(null)
  // The pointer may be lifted before the screen has shown its last moves.
  const newest = useRef<Gesture | null>(null)
  const pointer = useRef<number | null>(null)
  const lastClick = useRef<{ id: string; at: number } | null>(null)
  const drawing = useRef<{ id: string; at: number } | null>(null)

  const pointOf = (event: { clientX: number; clientY: number }): PagePoint => {
    const rect = layer.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
    return { x: (event.clientX - rect.left) / rect.width, y: (event.clientY - rect.top) / rect.height }
  }

  const inkOf = (event: globalThis.PointerEvent): InkPoint => {
    const { x, y } = pointOf(event)
    // What a mouse or a finger says of pressure differs from one machine to the next.
    return [clampUnit(x), clampUnit(y), event.pointerType === 'pen' ? event.pressure : 0.5]
  }

  const annotationUnder = (target: EventTarget): Annotation | undefined => {
    const id = (target as Element).closest<HTMLElement>('[data-annotation-id]')?.dataset.annotationId
    return store.marking.annotations.find((annotation) => annotation.id === id)
  }

  const hold = (next: Gesture | null) => {
    newest.current = next
    setGesture(next)
  }

  const cancel = () => {
    pointer.current = null
    hold(null)
  }

  const onPointerDown = (event: PointerEvent) => {
    notePointer(event)
    if (pointer.current !== null) {
      // A second finger: it is a pinch, not a drawing.
      if (event.pointerType === 'touch') cancel()
      return
    }
    if (!canMark || event.button !== 0) return
    const { tool, selectedId, isWriting } = store.getState()
    if (tool !== 'select' && isPalm(event)) return
    const begun = gestureOf(event)
    if (begun === null) {
      store.select(null)
      return
    }
    if (isWriting && begun.kind !== 'resize') {
      // The click that ends the writing does nothing else.
      store.select(begun.kind === 'move' && begun.annotation.id === selectedId ? selectedId : null)
      return
    }
    if (begun.kind === 'move') {
      store.select(begun.annotation.id)
    } else if (begun.kind !== 'resize') {
      store.select(null)
    }
    pointer.current = event.pointerId
    layer.current?.setPointerCapture(event.pointerId)
    hold(begun)
  }

  const gestureOf = (event: PointerEvent): Gesture | null => {
    const { tool, selectedId } = store.getState()
    const from = pointOf(event)
    const handle = (event.target as Element).closest<HTMLElement>('[data-handle]')?.dataset.handle
    const selected = store.marking.annotations.find(({ id }) => id === selectedId)
    if (selected !== undefined && isHandle(handle)) {
      return { kind: 'resize', annotation: selected, handle, from, to: from }
    }
    const under = annotationUnder(event.target)
    if (under !== undefined && (tool === 'select' || (tool === 'text' && under.id === selectedId))) {
      return { kind: 'move', annotation: under, from, to: from }
    }
    if (tool === 'select') return null
    return tool === 'ink'
      ? { kind: 'ink', points: [inkOf(event.nativeEvent)] }
      : { kind: 'box', from, to: from }
  }

  const onPointerMove = (event: PointerEvent) => {
    notePointer(event)
    if (event.pointerId !== pointer.current) return
    const native = event.nativeEvent
    // Pens report faster than the screen is drawn.
    const samples = native.getCoalescedEvents?.() ?? []
    const current = newest.current
    if (current === null) return
    if (current.kind !== 'ink') {
      hold({ ...current, to: pointOf(native) })
      return
    }
    const points = (samples.length === 0 ? [native] : samples).map(inkOf)
    hold({
      kind: 'ink',
      points: points.reduce((all, point) => extendStroke(all, point, paper), current.points),
    })
  }

  const onPointerUp = (event: PointerEvent) => {
    if (event.pointerId !== pointer.current) return
    if (newest.current !== null) finish(newest.current)
    cancel()
  }

  const finish = (done: Gesture) => {
    switch (done.kind) {
      case 'ink':
        keepStroke(done.points)
        return
      case 'box':
        keepDrawn(done.from, done.to)
        return
      default:
        if (isDrag(done.from, done.to, paper)) {
          store.change((marking) => changeAnnotation(marking, done.annotation.id, boxInHand(done)))
          focusAnnotation(done.annotation.id)
        } else {
          writeAtSecondClick(done.annotation.id)
        }
    }
  }

  /** The pointer is captured, so the browser's own double click would not say what was clicked. */
  const writeAtSecondClick = (id: string) => {
    const at = performance.now()
    const isSecond = lastClick.current?.id === id && at - lastClick.current.at < DOUBLE_CLICK_MS
    lastClick.current = isSecond ? null : { id, at }
    if (isSecond) store.select(id, true)
    else focusAnnotation(id)
  }

  const keepDrawn = (from: PagePoint, to: PagePoint) => {
    const { tool, type } = store.getState()
    const { box, content } = drawnWith(tool, type, { from, to }, paper)
    const id = keep(box, content)
    // A highlight mostly needs no words; the others are about to get theirs.
    if (tool === 'text') store.select(id, type !== 'HIGHLIGHT')
    if (tool === 'text' && type === 'HIGHLIGHT') focusAnnotation(id)
  }

  const keepStroke = (points: InkPoint[]) => {
    const now = performance.now()
    const { type } = store.getState()
    const open = drawing.current
    const before =
      open !== null && now - open.at < SAME_DRAWING_MS
        ? store.marking.annotations.find(
            (annotation) => annotation.id === open.id && annotation.type === type,
          )
        : undefined
    const longer = before === undefined ? null : withStroke(before, points)
    if (before !== undefined && longer !== null) {
      store.change((marking) =>
        changeAnnotation(marking, before.id, { ...longer.box, content: longer.content }),
      )
      drawing.current = { id: before.id, at: now }
      return
    }
    const { box, strokes } = boxStrokes([points])
    drawing.current = { id: keep(box, JSON.stringify({ shape: 'ink', strokes })), at: now }
  }

  const keep = (box: PageBox, content: string | null): string => {
    const { type, view, desk } = store.getState()
    const id = newUuid()
    const { x, y, w, h } = box
    // The question in hand may be gone from the barème since the desk was last open.
    const isThere = leavesOf(desk.exam.gradingStructure).some((leaf) => leaf.id === view.activeQuestion)
    const questionId = isThere ? view.activeQuestion : null
    const made = { id, pageIndex, x, y, w, h, type, content, scoreDelta: null, questionId }
    store.change((marking) => addAnnotation(marking, made), writingStep(id))
    return id
  }

  return { gesture, onPointerDown, onPointerMove, onPointerUp, onPointerCancel: cancel }
}

const clampUnit = (value: number): number => Math.min(1, Math.max(0, value))

const isHandle = (value: string | undefined): value is Handle => HANDLES.some((handle) => handle === value)
