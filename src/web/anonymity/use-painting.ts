import { useCallback, useMemo } from 'react'
import type { Anonymity, PaintedPage, Painting } from '#contract/anonymity.ts'
import type { ActSession } from '#web/ui/act-session.ts'
import { useHeldAct } from '#web/ui/use-held-act.ts'
import { applyPainting, type PaintingAct, paintingOf } from './painting-acts.ts'

/** Changes what is hidden on a page as it is shown; `step`: by a key, and more may follow. */
export type PaintPage = (
  page: PaintedPage,
  change: Partial<Painting>,
  label: string,
  how?: 'whole' | 'step',
) => void

/** What is hidden as the person sees it, and the ways to change it. */
export function usePainting(onServer: Anonymity, session: ActSession<PaintingAct>) {
  const { held, carryOut, undo, redo } = useHeldAct(session, joinPaintings)
  const paint: PaintPage = useCallback(
    (page, change, label, how = 'whole') => {
      const before = paintingOf(page)
      carryOut({ label, pageId: page.id, before, after: { ...before, ...change } }, how)
    },
    [carryOut],
  )
  const anonymity = useMemo(
    () => (held === null ? onServer : applyPainting(onServer, held)),
    [onServer, held],
  )
  return { anonymity, paint, undo, redo, isHolding: held !== null }
}

const joinPaintings = (held: PaintingAct, next: PaintingAct): PaintingAct | null =>
  held.pageId === next.pageId && held.label === next.label ? { ...next, before: held.before } : null
