import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowAutofitHeight, IconArrowAutofitWidth, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Keys } from '#web/ui/keys.tsx'
import { useDeskState } from './desk-context.tsx'
import classes from './paper.module.css'
import type { Paper } from './use-paper.ts'

export function ZoomBar({ paper }: { paper: Paper }) {
  const page = useDeskState((state) => state.desk.pages[state.view.activePage])
  const heightPerWidth = page === undefined ? Math.SQRT2 : page.heightPx / page.widthPx
  return (
    <div className={classes.zoomBar} role="toolbar" aria-label="Zoom">
      <ZoomButton label="Réduire" keys="-" onClick={() => paper.zoomBy(-1)}>
        <IconZoomOut size={18} />
      </ZoomButton>
      <span className={classes.zoomValue}>{Math.round(paper.zoom * 100)}&nbsp;%</span>
      <ZoomButton label="Agrandir" keys="+" onClick={() => paper.zoomBy(1)}>
        <IconZoomIn size={18} />
      </ZoomButton>
      <ZoomButton label="Pleine largeur" keys="l" onClick={() => paper.zoomTo(1)}>
        <IconArrowAutofitWidth size={18} />
      </ZoomButton>
      <ZoomButton label="Page entière" keys="p" onClick={() => paper.fitPage(heightPerWidth)}>
        <IconArrowAutofitHeight size={18} />
      </ZoomButton>
    </div>
  )
}

function ZoomButton({
  label,
  keys,
  onClick,
  children,
}: {
  label: string
  keys: string
  onClick: () => void
  children: ReactNode
}) {
  return (
    <Tooltip
      label={
        <>
          {label} <Keys keys={keys} />
        </>
      }
    >
      <ActionIcon aria-label={label} onClick={onClick} className={classes.zoomButton}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
