import { Button } from '@mantine/core'
import { type CSSProperties, useMemo, useState } from 'react'
import { type Desk, getCopyPageImage } from '#contract/grading.ts'
import { urlOf } from '#web/api.ts'
import { AnnotationLayer } from './annotation-layer.tsx'
import classes from './paper.module.css'
import { paperSize } from './paper-units.ts'

/** One page: its image at its true proportions from the first moment, and what is drawn on it. */
export function PageSheet({
  copyId,
  page,
  widthCssPx,
  isNear,
}: {
  copyId: string
  page: Desk['pages'][number]
  widthCssPx: number
  isNear: boolean
}) {
  const [attempt, setAttempt] = useState(0)
  const [isMissing, setIsMissing] = useState(false)
  const { widthPx, heightPx } = page
  const paper = useMemo(() => paperSize({ widthPx, heightPx }), [widthPx, heightPx])
  const style = {
    width: widthCssPx,
    aspectRatio: `${widthPx} / ${heightPx}`,
    '--pt': `${widthCssPx / paper.widthPt}px`,
  } as CSSProperties
  return (
    <div className={classes.sheet} data-page={page.index} style={style}>
      {!isMissing && (
        <img
          key={attempt}
          className={classes.image}
          src={urlOf(getCopyPageImage, {
            params: { copyId, index: page.index },
            query: { size: 'desk', v: page.look },
          })}
          alt={`Page ${page.index + 1}${page.blank ? ' (vierge)' : ''}`}
          width={widthPx}
          height={heightPx}
          loading={isNear ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onError={() => setIsMissing(true)}
        />
      )}
      <AnnotationLayer pageIndex={page.index} paper={paper} />
      {isMissing && (
        <div className={classes.missing} role="alert">
          <span>L’image de la page {page.index + 1} n’est pas arrivée.</span>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setIsMissing(false)
              setAttempt(attempt + 1)
            }}
          >
            Réessayer
          </Button>
        </div>
      )}
    </div>
  )
}
