import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { type Cursor, type Direction, followCursor, moveCursor } from './cursor.ts'
import { pageDomId } from './page-tile.tsx'

/**
 * The cursor over the cards as displayed. It follows its page when the arrangement changes, and the focus follows it
 * when it was moved by a key or a gesture.
 */
export function useCursor(
  sections: ReadonlyArray<readonly StaplerCopy[]>,
  grid: RefObject<HTMLElement | null>,
) {
  const [chosen, setChosen] = useState<Cursor | null>(null)
  const copies = sections.flat()
  const copiesBefore = useRef(copies)
  const wantsFocus = useRef(false)

  const isThere = copies.some(
    (copy) => copy.id === chosen?.copyId && copy.pages.some((page) => page.id === chosen.pageId),
  )
  const cursor = chosen === null || isThere ? chosen : followCursor(copiesBefore.current, copies, chosen)

  useEffect(() => {
    copiesBefore.current = copies
    if (cursor?.pageId !== chosen?.pageId || cursor?.copyId !== chosen?.copyId) setChosen(cursor)
  })

  useEffect(() => {
    if (!wantsFocus.current || cursor === null) return
    wantsFocus.current = false
    document.getElementById(pageDomId(cursor.pageId))?.focus()
  })

  const select = useCallback((copyId: string, pageId: string) => {
    setChosen((now) => (now?.copyId === copyId && now.pageId === pageId ? now : { copyId, pageId }))
  }, [])

  const move = (direction: Direction, { focus = true } = {}) => {
    const columns = grid.current === null ? 1 : columnsOf(grid.current)
    const next = moveCursor(sections, cursor, direction, columns)
    wantsFocus.current = focus
    setChosen(next === null ? null : { ...next })
  }

  /** The page under the cursor takes the focus once the screen is drawn again. */
  const focusSoon = () => {
    wantsFocus.current = true
  }

  return { cursor, select, move, focusSoon }
}

/** The browser decides how many cards stand side by side. */
const columnsOf = (grid: HTMLElement): number => getComputedStyle(grid).gridTemplateColumns.split(' ').length
