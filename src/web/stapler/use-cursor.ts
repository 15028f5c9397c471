import { useCallback, useEffect, useRef, useState } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { type Cursor, type Direction, followCursor, moveCursor } from './cursor.ts'
import { pageDomId } from './page-tile.tsx'

/**
 * The cursor over the cards as displayed on `columns` columns. It follows its page when the arrangement changes, and the focus follows it
 * when it was moved by a key or a gesture.
 */
export function useCursor(sections: ReadonlyArray<readonly StaplerCopy[]>, columns: number) {
  const [chosen, setChosen] = useState<Cursor | null>(null)
  const copies = sections.flat()
  const copiesBefore = useRef(copies)
  const wantsFocus = useRef(false)

  const isThere = copies
    .find((copy) => copy.id === chosen?.copyId)
    ?.pages.some((page) => page.id === chosen?.pageId)
  const cursor = chosen === null || isThere ? chosen : followCursor(copiesBefore.current, copies, chosen)

  useEffect(() => {
    copiesBefore.current = copies
    if (cursor?.pageId !== chosen?.pageId || cursor?.copyId !== chosen?.copyId) setChosen(cursor)
  })

  // The wall always draws the card under the cursor, however far it is: the focus brings it into view.
  useEffect(() => {
    if (!wantsFocus.current || cursor === null) return
    wantsFocus.current = false
    document.getElementById(pageDomId(cursor.pageId))?.focus()
  })

  const select = useCallback((copyId: string, pageId: string) => {
    setChosen((now) => (now?.copyId === copyId && now.pageId === pageId ? now : { copyId, pageId }))
  }, [])

  /** The page under the cursor takes the focus once the screen is drawn again. */
  const focusSoon = () => {
    wantsFocus.current = true
  }

  const goTo = (next: Cursor | null, { focus = true } = {}) => {
    wantsFocus.current = focus
    setChosen(next === null ? null : { ...next })
  }

  const move = (direction: Direction, options?: { focus: boolean }) =>
    goTo(moveCursor(sections, cursor, direction, columns), options)

  return { cursor, select, move, goTo, focusSoon }
}
