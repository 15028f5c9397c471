import { IconAlertTriangle } from '@tabler/icons-react'
import { memo } from 'react'
import type { AnonymityCopy, PaintedPage } from '#contract/anonymity.ts'
import { bandHeight } from '#domain/painted-zones.ts'
import type { PaintingDoubt } from '#domain/painting-doubts.ts'
import { countOf } from '#web/ui/number-format.ts'
import classes from './anonymity.module.css'
import { BandEdge } from './band-edge.tsx'
import { DOUBT_WORDS } from './doubt-words.ts'
import { Paint, UnpaintedImage } from './painted-page.tsx'
import { asPagePainting, heightInMm } from './painting-acts.ts'

export interface CardActions {
  setBand: (page: PaintedPage, height: number | null, how?: 'whole' | 'step') => void
  open: (copyId: string) => void
  focus: (copyId: string) => void
}

interface PaintingCardProps {
  copy: AnonymityCopy
  /** Rank in the scan, from 1. */
  number: number
  margin: number
  /** Separated by spaces, so that a card whose doubts are the same is not drawn again. */
  doubts: string
  isTabStop: boolean
  actions: CardActions
}

export const edgeDomId = (copyId: string): string => `edge-${copyId}`

/** The first page of a copy with what is hidden of it. */
export const PaintingCard = memo(function PaintingCard({
  copy,
  number,
  margin,
  doubts,
  isTabStop,
  actions,
}: PaintingCardProps) {
  const [page] = copy.pages
  const reasons = doubts === '' ? [] : (doubts.split(' ') as PaintingDoubt[])
  const height = page === undefined ? null : bandHeight(asPagePainting(page, 0), margin)
  const zones = copy.pages.reduce((sum, each) => sum + each.zones.length, 0)
  return (
    <article
      className={classes.card}
      data-doubtful={reasons.length > 0 || undefined}
      aria-label={`Copie ${number}`}
      onFocus={() => actions.focus(copy.id)}
    >
      {page === undefined ? (
        <p className={classes.empty}>Cette copie n’a pas de page.</p>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard opens a copy by Entrée, and by the button below
        <div
          className={classes.page}
          style={{ aspectRatio: `${page.widthPx} / ${page.heightPx}` }}
          onDoubleClick={() => actions.open(copy.id)}
        >
          <UnpaintedImage page={page} size="thumb" alt={`Première page de la copie ${number}`} />
          <Paint page={page} index={0} margin={margin} />
          <BandEdge
            id={edgeDomId(copy.id)}
            height={height ?? 0}
            label={`Bas de la zone masquée, copie ${number}`}
            isTabStop={isTabStop}
            onChange={(to, how) => actions.setBand(page, to, how)}
            onReset={() => actions.setBand(page, null)}
          />
        </div>
      )}
      <div className={classes.cardFoot}>
        <button
          type="button"
          className={classes.open}
          tabIndex={-1}
          onClick={() => actions.open(copy.id)}
          aria-label={`Ouvrir la copie ${number}`}
        >
          Copie {number}
        </button>
        <span className={classes.quiet}>
          {height === null ? 'autre bord' : heightInMm(height)}
          {page?.band && ' · à la main'}
          {zones > 0 && ` · ${countOf(zones, 'zone')}`}
        </span>
      </div>
      {reasons.map((reason) => (
        <p key={reason} className={classes.doubt}>
          <IconAlertTriangle size={15} aria-hidden /> {DOUBT_WORDS[reason]}
        </p>
      ))}
    </article>
  )
})
