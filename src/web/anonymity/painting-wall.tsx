import { type KeyboardEvent, useDeferredValue, useMemo, useState } from 'react'
import type { Anonymity } from '#contract/anonymity.ts'
import { paintingDoubts } from '#domain/painting-doubts.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import classes from './anonymity.module.css'
import { EDGE_KEYS } from './band-edge.tsx'
import { firstPageOf } from './painting-acts.ts'
import { type CardActions, edgeDomId, PaintingCard } from './painting-card.tsx'

interface PaintingWallProps {
  anonymity: Anonymity
  margin: number
  actions: Omit<CardActions, 'focus'>
}

/** A card for each copy, those to be looked at first. Their order stays while one works. */
export function PaintingWall({ anonymity, margin: wanted, actions }: PaintingWallProps) {
  // The slider goes ahead of hundreds of cards.
  const margin = useDeferredValue(wanted)
  const { copies } = anonymity
  const doubts = useMemo(() => {
    const found = paintingDoubts(copies.map(firstPageOf), margin)
    return new Map(copies.map(({ id }, index) => [id, (found[index] ?? []).join(' ')]))
  }, [copies, margin])
  const isDoubtful = (id: string): boolean => (doubts.get(id) ?? '') !== ''
  const [order] = useState(() => {
    const ids = copies.map(({ id }) => id)
    return new Map(
      [...ids.filter(isDoubtful), ...ids.filter((id) => !isDoubtful(id))].map((id, at) => [id, at]),
    )
  })
  const ordered = useMemo(
    () => copies.toSorted((a, b) => (order.get(a.id) ?? order.size) - (order.get(b.id) ?? order.size)),
    [copies, order],
  )
  const numbers = useMemo(() => new Map(copies.map(({ id }, index) => [id, index + 1])), [copies])
  const [current, setCurrent] = useState<string | null>(null)
  const cardActions = useMemo(() => ({ ...actions, focus: setCurrent }), [actions])

  const stepFrom = (by: number) => {
    const at = ordered.findIndex(({ id }) => id === current)
    focusEdge(ordered[Math.min(ordered.length - 1, Math.max(0, at + by))]?.id)
  }
  const goToDoubt = () => {
    const at = ordered.findIndex(({ id }) => id === current)
    const next = [...ordered.slice(at + 1), ...ordered.slice(0, at + 1)].find(({ id }) => isDoubtful(id))
    if (next === undefined) notifyDone('Aucune copie à vérifier.')
    else focusEdge(next.id)
  }
  useHotkeys([
    { keys: 'ArrowRight', label: 'Copie suivante', run: () => stepFrom(1) },
    { keys: 'ArrowLeft', label: 'Copie précédente', run: () => stepFrom(-1) },
    { keys: 'PageDown', label: 'Rangée suivante', run: () => stepFrom(columnsOf(ordered)) },
    { keys: 'PageUp', label: 'Rangée précédente', run: () => stepFrom(-columnsOf(ordered)) },
    { keys: 'n', label: 'Prochaine copie à vérifier', run: goToDoubt },
    // Taken by the edge that has the focus.
    ...EDGE_KEYS.map((shortcut) => ({ ...shortcut, run: () => undefined, enabled: false })),
    { keys: 'Enter', label: 'Ouvrir la copie', run: () => undefined, enabled: false },
  ])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || current === null || event.target instanceof HTMLButtonElement) return
    event.preventDefault()
    actions.open(current)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the edges in it
    <div className={classes.wall} onKeyDown={onKeyDown}>
      {ordered.map((copy, index) => (
        <PaintingCard
          key={copy.id}
          copy={copy}
          number={numbers.get(copy.id) ?? 0}
          margin={margin}
          doubts={doubts.get(copy.id) ?? ''}
          isTabStop={current === null ? index === 0 : current === copy.id}
          actions={cardActions}
        />
      ))}
    </div>
  )
}

export function focusEdge(copyId: string | undefined): void {
  const edge = copyId === undefined ? null : document.getElementById(edgeDomId(copyId))
  edge?.focus({ preventScroll: true })
  edge?.closest('article')?.scrollIntoView({ block: 'nearest' })
}

/** How many cards stand in the first row. */
function columnsOf(copies: ReadonlyArray<{ id: string }>): number {
  const tops = copies
    .slice(0, 20)
    .map(({ id }) => document.getElementById(edgeDomId(id))?.closest('article')?.offsetTop)
  return Math.max(1, tops.filter((top) => top === tops[0]).length)
}
