import { type RefObject, useRef } from 'react'
import { useDeskState, useDeskStore } from './desk-context.tsx'
import { PAPER_ID } from './focus-places.ts'
import { PageSheet } from './page-sheet.tsx'
import classes from './paper.module.css'
import { usePan } from './use-pan.ts'
import type { Paper } from './use-paper.ts'
import { ZoomBar } from './zoom-bar.tsx'

/** All pages of the copy below one another. */
export function PaperColumn({
  scroller,
  paper,
}: {
  scroller: RefObject<HTMLDivElement | null>
  paper: Paper
}) {
  const store = useDeskStore()
  const pages = useDeskState((state) => state.desk.pages)
  const copyId = useDeskState((state) => state.desk.id)
  const activePage = useDeskState((state) => state.view.activePage)
  const frame = useRef(0)
  usePan(scroller)
  return (
    <div className={classes.room}>
      {/* Scrolled by the keyboard too, so it takes the focus. */}
      <section
        ref={scroller}
        id={PAPER_ID}
        className={classes.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
        tabIndex={0}
        aria-label="Copie"
        onScroll={() => {
          cancelAnimationFrame(frame.current)
          frame.current = requestAnimationFrame(paper.noteScroll)
        }}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) store.select(null)
        }}
      >
        {paper.fitWidth > 0 &&
          pages.map((page) => (
            <PageSheet
              key={page.index}
              copyId={copyId}
              page={page}
              widthCssPx={paper.fitWidth * paper.zoom}
              isNear={Math.abs(page.index - activePage) <= 1}
            />
          ))}
      </section>
      <ZoomBar paper={paper} />
    </div>
  )
}
