import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowAutofitHeight, IconArrowAutofitWidth, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Keys } from '#web/ui/keys.tsx'
import { type ToolbarItem, useToolbar } from '#web/ui/use-toolbar.ts'
import { useDeskState } from './desk-context.tsx'
import classes from './paper.module.css'
import type { Paper } from './use-paper.ts'

export function ZoomBar({ paper }: { paper: Paper }) {
  const page = useDeskState((state) => state.desk.pages[state.view.activePage])
  const heightPerWidth = page === undefined ? Math.SQRT2 : page.heightPx / page.widthPx
  const item = useToolbar({ total: 4 })
  return (
    <div className={classes.zoomBar} role="toolbar" aria-label="Zoom">
      <ZoomButton label="Réduire" keys="-" item={item(0, () => paper.zoomBy(-1))}>
        <IconZoomOut size={18} />
      </ZoomButton>
      <span className={classes.zoomValue}>{Math.round(paper.zoom * 100)}&nbsp;%</span>
      <ZoomButton label="Agrandir" keys="+" item={item(1, () => paper.zoomBy(1))}>
        <IconZoomIn size={18} />
      </ZoomButton>
      <ZoomButton label="Pleine largeur" keys="l" item={item(2, () => paper.zoomTo(1))}>
        <IconArrowAutofitWidth size={18} />
      </ZoomButton>
      <ZoomButton label="Page entière" keys="p" item={item(3, () => paper.fitPage(heightPerWidth))}>
        <IconArrowAutofitHeight size={18} />
      </ZoomButton>
    </div>
  )
}

function ZoomButton({
  label,
  keys,
  item,
  children,
}: {
  label: string
  keys: string
  item: ToolbarItem
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
      <ActionIcon aria-label={label} className={classes.zoomButton} {...item}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
