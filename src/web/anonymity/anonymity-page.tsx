import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PaintedPage } from '#contract/anonymity.ts'
import { paintingDoubts } from '#domain/painting-doubts.ts'
import { useExamId } from '#web/route-params.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { HistoryButtons } from '#web/ui/history-buttons.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { useAnonymity } from './anonymity.queries.ts'
import { CopyPainting } from './copy-painting.tsx'
import { MarginSlider } from './margin-slider.tsx'
import { firstPageOf, type PaintingAct, placeOf } from './painting-acts.ts'
import { focusEdge, PaintingWall } from './painting-wall.tsx'
import { usePainting } from './use-painting.ts'

/** What correctors do not see of each copy: all of them on a wall, or the pages of one. */
export function AnonymityPage() {
  const examId = useExamId()
  const { anonymity } = useAnonymity(examId)
  if (anonymity.copies.length === 0) {
    return (
      <EmptyState
        title="Aucune copie à masquer"
        hint="Les copies arrivent ici dès que les scans sont découpés."
      >
        <LinkButton to="/examens/$examId/numerisation" params={{ examId }}>
          Aller à la numérisation
        </LinkButton>
      </EmptyState>
    )
  }
  return <AnonymityDesk key={examId} examId={examId} />
}

function AnonymityDesk({ examId }: { examId: string }) {
  const { anonymity: onServer, session, state } = useAnonymity(examId)
  const { anonymity, paint, undo, redo, isHolding } = usePainting(onServer, session)
  const [margin, setMargin] = useState<number | null>(null)
  const shownMargin = margin ?? anonymity.headerMargin
  const navigate = useNavigate({ from: '/examens/$examId/anonymat' })
  const { copie, numero } = useSearch({ from: '/signed-in/examens/$examId/anonymat' })
  const opened = anonymity.copies.findIndex(({ id }) => id === copie)

  const setBand = useCallback(
    (target: PaintedPage, height: number | null, how: 'whole' | 'step' = 'whole') =>
      paint(
        target,
        { band: height === null ? null : { height, rotation: target.rotation } },
        height === null ? 'hauteur détectée reprise' : 'hauteur du bandeau',
        how,
      ),
    [paint],
  )
  const open = useCallback(
    (copyId: string | null, at = 1) =>
      navigate({
        search: copyId === null ? {} : at === 1 ? { copie: copyId } : { copie: copyId, numero: at },
      }),
    [navigate],
  )
  const wallActions = useMemo(
    () => ({ setBand, open: (copyId: string) => void open(copyId) }),
    [setBand, open],
  )

  // Back on the wall, the keyboard stands where the copy was opened.
  const left = useRef<string | null>(null)
  useEffect(() => {
    if (copie === undefined) focusEdge(left.current ?? undefined)
    left.current = copie ?? null
  }, [copie])

  /** What was taken back, or done again, may be on another page than the one on screen. */
  const show = (act: PaintingAct | null) => {
    if (act === null) return
    const place = placeOf(anonymity, act.pageId)
    if (place === null) return
    if (copie === undefined && place.index === 0) focusEdge(place.copyId)
    else if (copie !== place.copyId || (numero ?? 1) !== place.index + 1)
      void open(place.copyId, place.index + 1)
  }
  const takeBack = () => show(undo())
  const doAgain = () => show(redo())
  useHotkeys([
    { keys: 'mod+z', label: 'Annuler le dernier geste', run: takeBack },
    { keys: 'mod+shift+z', label: 'Rétablir le geste annulé', run: doAgain },
  ])
  const doubtful = paintingDoubts(anonymity.copies.map(firstPageOf), shownMargin).filter(
    (doubts) => doubts.length > 0,
  ).length
  const history = (
    <HistoryButtons
      undoLabel={state.stack.past.at(-1)?.label ?? null}
      redoLabel={state.stack.future[0]?.label ?? null}
      isHolding={isHolding}
      saving={state.offline ? 'offline' : state.queue.length > 0 || isHolding ? 'saving' : 'saved'}
      onUndo={takeBack}
      onRedo={doAgain}
    />
  )
  const copy = anonymity.copies[opened]
  if (copy !== undefined) {
    return (
      <CopyPainting
        copy={copy}
        number={opened + 1}
        pageIndex={Math.min(copy.pages.length, Math.max(1, numero ?? 1)) - 1}
        margin={anonymity.headerMargin}
        isSaved={state.queue.length === 0 && !isHolding}
        history={history}
        onPaint={paint}
        onBand={setBand}
        onPage={(index) => void open(copy.id, index + 1)}
        onCopy={(by) => {
          const next = anonymity.copies[opened + by]
          if (next !== undefined) void open(next.id)
        }}
        onClose={() => void open(null)}
      />
    )
  }
  return (
    <>
      <PageHeader
        title="Anonymat"
        facts={`${countOf(anonymity.copies.length, 'copie')} · ${
          doubtful === 0 ? 'aucune à vérifier' : `${doubtful} à vérifier`
        } · ce qui est bleuté est masqué aux correcteurs`}
      >
        {history}
      </PageHeader>
      <MarginSlider
        examId={examId}
        saved={anonymity.headerMargin}
        margin={shownMargin}
        onChange={setMargin}
      />
      <PaintingWall anonymity={anonymity} margin={shownMargin} actions={wallActions} />
    </>
  )
}
