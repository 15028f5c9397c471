import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { PageBox } from '#domain/geometry.ts'
import type { BoxDrawingProps } from './box-drawing.tsx'
import { boxBetween, HANDLES, type Handle, moveBox, type PagePoint, resizeBox } from './box-geometry.ts'

type Gesture =
  | { kind: 'draw'; from: PagePoint; to: PagePoint }
  | { kind: 'move'; id: string; box: PageBox; from: PagePoint; to: PagePoint }
  | { kind: 'resize'; id: string; box: PageBox; handle: Handle; from: PagePoint; to: PagePoint }

/** Shorter ones are clicks of a shaky hand. */
const DRAG_PX = 4

/** What pointers do to the boxes of a page. `inHand` and `drawn` are under way and not told yet. */
export function useBoxGestures(
  layer: RefObject<HTMLElement | null>,
  { boxes, selectedId, onSelect, onDraw, onChange }: BoxDrawingProps,
) {
  const [gesture, setGesture] = useState<Gesture | null>(null)
  // The pointer may be lifted before the screen has shown its last move.
  const newest = useRef<Gesture | null>(null)
  const pointer = useRef<number | null>(null)
  const hold = (next: Gesture | null) => {
    newest.current = next
    setGesture(next)
  }
  const cancel = () => {
    pointer.current = null
    hold(null)
  }

  const pointOf = (event: PointerEvent): PagePoint => {
    const rect = layer.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
    return { x: (event.clientX - rect.left) / rect.width, y: (event.clientY - rect.top) / rect.height }
  }

  const gestureOf = (event: PointerEvent): Gesture | null => {
    const from = pointOf(event)
    const target = event.target as Element
    const id = target.closest<HTMLElement>('[data-box-id]')?.dataset.boxId
    const under = boxes.find((box) => box.id === id)
    if (under === undefined) return onDraw === null ? null : { kind: 'draw', from, to: from }
    const { handle } = target.closest<HTMLElement>('[data-handle]')?.dataset ?? {}
    const { box } = under
    return under.id === selectedId && isHandle(handle)
      ? { kind: 'resize', id: under.id, box, handle, from, to: from }
      : { kind: 'move', id: under.id, box, from, to: from }
  }

  const onPointerDown = (event: PointerEvent) => {
    if (pointer.current !== null) {
      // A second finger: whatever it wants, it is not a box.
      cancel()
      return
    }
    if (event.button !== 0 || (event.target as Element).closest('[data-own-pointer]') !== null) return
    const begun = gestureOf(event)
    onSelect(begun === null || begun.kind === 'draw' ? null : begun.id)
    if (begun === null) return
    pointer.current = event.pointerId
    layer.current?.setPointerCapture(event.pointerId)
    hold(begun)
  }

  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerId === pointer.current && newest.current !== null)
      hold({ ...newest.current, to: pointOf(event) })
  }

  const onPointerUp = (event: PointerEvent) => {
    if (event.pointerId !== pointer.current) return
    const done = newest.current
    cancel()
    if (done === null || !isDrag(done)) return
    if (done.kind === 'draw') onDraw?.(boxBetween(done.from, done.to))
    else onChange(done.id, boxAfter(done), 'drag')
  }

  const isDrag = ({ from, to }: Gesture): boolean => {
    const { width, height } = layer.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
    return Math.hypot((to.x - from.x) * width, (to.y - from.y) * height) >= DRAG_PX
  }

  return {
    inHand: gesture === null || gesture.kind === 'draw' ? null : { id: gesture.id, box: boxAfter(gesture) },
    drawn: gesture?.kind === 'draw' ? boxBetween(gesture.from, gesture.to) : null,
    ...{ onPointerDown, onPointerMove, onPointerUp, onPointerCancel: cancel },
  }
}

function boxAfter(gesture: Exclude<Gesture, { kind: 'draw' }>): PageBox {
  const { box, from, to } = gesture
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  return gesture.kind === 'move' ? moveBox(box, dx, dy) : resizeBox(box, gesture.handle, dx, dy)
}

const isHandle = (value: string | undefined): value is Handle => HANDLES.some((handle) => handle === value)
