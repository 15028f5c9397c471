import { type RefObject, useLayoutEffect, useState } from 'react'

/** What a card needs for its header and four pages side by side, and what lies between two cards. */
const CARD_MIN_PX = 620
export const CARD_GAP_PX = 8

/** How many cards fit side by side in the element. */
export function useColumns(element: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(1)
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const count = () =>
      setColumns(Math.max(1, Math.floor((current.clientWidth + CARD_GAP_PX) / (CARD_MIN_PX + CARD_GAP_PX))))
    count()
    const observer = new ResizeObserver(count)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return columns
}
