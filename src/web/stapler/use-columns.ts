import { type RefObject, useLayoutEffect, useState } from 'react'

/** What a card needs for its header and four pages side by side, and what lies between two cards. */
const CARD_MIN_PX = 620
export const CARD_GAP_PX = 8

const columnsIn = (widthPx: number): number =>
  Math.max(1, Math.floor((widthPx + CARD_GAP_PX) / (CARD_MIN_PX + CARD_GAP_PX)))

/** How many cards fit side by side in the element; a guess from the window at first, so that they are rarely drawn twice. */
export function useColumns(element: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(() => columnsIn(innerWidth))
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const count = () => setColumns(columnsIn(current.clientWidth))
    count()
    const observer = new ResizeObserver(count)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return columns
}
