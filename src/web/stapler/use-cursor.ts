import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { type Cursor, cursorAt, type Direction, followCursor, moveCursor } from './cursor.ts'
import { pageDomId } from './page-tile.tsx'

/** The cursor has come to rest: only then is it worth an address. */
const AT_REST_MS = 400

/**
 * The cursor over the cards as displayed on `columns` columns. It follows its page when the arrangement changes, and the focus follows it
 * when it was moved by a key or a gesture. The address keeps it, so that a reload or the way back finds it again.
 */
export function useCursor(examId: string, sections: ReadonlyArray<readonly StaplerCopy[]>, columns: number) {
  const copies = sections.flat()
  const { page: pageInAddress } = useSearch({ strict: false })
  const [chosen, setChosen] = useState(() => cursorAt(copies, pageInAddress))
  const copiesBefore = useRef(copies)
  const wantsFocus = useRef(chosen !== null)

  const isThere = copies
    .find((copy) => copy.id === chosen?.copyId)
    ?.pages.some((page) => page.id === chosen?.pageId)
  const cursor = chosen === null || isThere ? chosen : followCursor(copiesBefore.current, copies, chosen)

  useEffect(() => {
    copiesBefore.current = copies
    if (cursor?.pageId !== chosen?.pageId || cursor?.copyId !== chosen?.copyId) setChosen(cursor)
  })

  const navigate = useNavigate()
  const restingOn = cursor?.pageId
  useEffect(() => {
    if (restingOn === undefined) return
    const timer = setTimeout(() => {
      // Somebody who leaves has not come to rest: it would call them back while the next page is loaded.
      if (location.pathname !== `/examens/${examId}/agrafage`) return
      const place = {
        to: '/examens/$examId/agrafage',
        params: { examId },
        search: { page: restingOn },
      } as const
      void navigate({ ...place, replace: true, resetScroll: false })
    }, AT_REST_MS)
    return () => clearTimeout(timer)
  }, [examId, restingOn, navigate])

  // The wall always draws the card under the cursor, however far it is: the focus brings it into view.
  useEffect(() => {
    const tileId = cursor === null ? '' : pageDomId(cursor.pageId)
    if (!wantsFocus.current || document.getElementById(tileId) === null) return
    wantsFocus.current = false
    document.getElementById(tileId)?.focus()
    // Rows drawn on the way are measured then: the tile may have moved, or be drawn anew in another row, without the focus.
    requestAnimationFrame(() => {
      const tile = document.getElementById(tileId)
      if (document.activeElement === document.body) tile?.focus()
      tile?.scrollIntoView({ block: 'nearest' })
    })
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
