import { type RefObject, useLayoutEffect, useState } from 'react'

/** How wide a card must be, and what lies between two. */
export interface CardSize {
  minPx: number
  gapPx: number
}

const columnsIn = (widthPx: number, { minPx, gapPx }: CardSize): number =>
  Math.max(1, Math.floor((widthPx + gapPx) / (minPx + gapPx)))

/** How many cards fit side by side in the element; a guess from the window at first, so that they are rarely drawn twice. */
export function useColumns(element: RefObject<HTMLElement | null>, card: CardSize): number {
  const [columns, setColumns] = useState(() => columnsIn(innerWidth, card))
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const count = () => setColumns(columnsIn(current.clientWidth, card))
    count()
    const observer = new ResizeObserver(count)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element, card])
  return columns
}
