import { type RefObject, useEffect } from 'react'
import { useDeskStore } from './desk-context.tsx'
import { isPalm } from './pen-guard.ts'

const isWritingPlace = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, button, a, [role="dialog"]') !== null

/** Drags the paper: with the space bar held, with the middle button, or with a finger while a pen does the drawing. */
export function usePan(scroller: RefObject<HTMLElement | null>): void {
  const store = useDeskStore()
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let isSpaceHeld = false
    let held: { pointerId: number; x: number; y: number } | null = null

    const onKey = (event: KeyboardEvent) => {
      if (event.key !== ' ' || isWritingPlace(event.target)) return
      event.preventDefault()
      isSpaceHeld = event.type === 'keydown'
      element.toggleAttribute('data-grab', isSpaceHeld)
    }
    const onBlur = () => {
      isSpaceHeld = false
      element.removeAttribute('data-grab')
    }
    const onDown = (event: PointerEvent) => {
      const isFinger = isPalm(event) && store.getState().tool !== 'select'
      if (!(isSpaceHeld && event.button === 0) && event.button !== 1 && !isFinger) return
      event.preventDefault()
      event.stopPropagation()
      held = { pointerId: event.pointerId, x: event.clientX, y: event.clientY }
      element.setPointerCapture(event.pointerId)
    }
    const onMove = (event: PointerEvent) => {
      if (held?.pointerId !== event.pointerId) return
      element.scrollBy(held.x - event.clientX, held.y - event.clientY)
      held = { pointerId: event.pointerId, x: event.clientX, y: event.clientY }
    }
    const onUp = (event: PointerEvent) => {
      if (held?.pointerId === event.pointerId) held = null
    }
    addEventListener('keydown', onKey)
    addEventListener('keyup', onKey)
    addEventListener('blur', onBlur)
    // In the capture phase: a pan begins before the page takes the pointer for a drawing.
    element.addEventListener('pointerdown', onDown, { capture: true })
    element.addEventListener('pointermove', onMove)
    element.addEventListener('pointerup', onUp)
    element.addEventListener('pointercancel', onUp)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('keyup', onKey)
      removeEventListener('blur', onBlur)
      element.removeEventListener('pointerdown', onDown, { capture: true })
      element.removeEventListener('pointermove', onMove)
      element.removeEventListener('pointerup', onUp)
      element.removeEventListener('pointercancel', onUp)
    }
  }, [scroller, store])
}
