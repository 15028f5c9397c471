import { Menu } from '@mantine/core'
import { IconEye, IconFilePlus, IconRestore, IconTrash } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef, useState } from 'react'
import type { ScanPage } from '#contract/scans.ts'
import { scanWord } from '#domain/scan-words.ts'
import { countOf } from '#web/ui/number-format.ts'
import { DRAGGED_PAGE, PageImage } from './page-tile.tsx'
import classes from './stapler.module.css'

/** As in the style sheet. */
const TILE_PX = 172
const TILE_GAP_PX = 8

interface BinDockProps {
  pages: readonly ScanPage[]
  /** Name of the copy a page would go back to, and null when none can take it. */
  homeName: (page: ScanPage) => string | null
  /** Name of the copy under the cursor, if it can take a page. */
  cursorName: string | null
  onDrop: (pageId: string) => void
  onRestore: (page: ScanPage, where: 'home' | 'cursor' | 'alone') => void
  onOpen: (page: ScanPage) => void
}

/** The pages in no copy, always in sight: nothing of the scan is ever out of reach. */
export const BinDock = memo(function BinDock({
  pages,
  homeName,
  cursorName,
  onDrop,
  onRestore,
  onOpen,
}: BinDockProps) {
  const [over, setOver] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const tiles = useVirtualizer({
    horizontal: true,
    count: pages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => TILE_PX,
    gap: TILE_GAP_PX,
    overscan: 4,
  })
  return (
    <section
      className={classes.bin}
      data-drop={over || undefined}
      aria-label="Corbeille"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED_PAGE)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onDrop(event.dataTransfer.getData(DRAGGED_PAGE))
      }}
    >
      <div className={classes.binTitle}>
        <IconTrash size={16} aria-hidden style={{ verticalAlign: -3 }} /> Corbeille
        {pages.length > 0 && <> · {countOf(pages.length, 'page')}</>}
      </div>
      {pages.length === 0 && (
        <span className={classes.binEmpty}>Vide. Les pages mises de côté restent ici, à portée de main.</span>
      )}
      <div className={classes.binPages} ref={scroller} hidden={pages.length === 0}>
        <div className={classes.binStrip} style={{ width: tiles.getTotalSize() }}>
          {tiles.getVirtualItems().map(({ index, start }) => {
            const page = pages[index]
            return (
              page !== undefined && (
                <div key={page.id} className={classes.binPlace} style={{ left: start }}>
                  <BinTile
                    page={page}
                    homeName={homeName}
                    cursorName={cursorName}
                    onRestore={onRestore}
                    onOpen={onOpen}
                  />
                </div>
              )
            )
          })}
        </div>
      </div>
    </section>
  )
})

interface BinTileProps extends Pick<BinDockProps, 'homeName' | 'cursorName' | 'onRestore' | 'onOpen'> {
  page: ScanPage
}

function BinTile({ page, homeName: nameOfHome, cursorName, onRestore, onOpen }: BinTileProps) {
  const [opened, setOpened] = useState(false)
  // Looked for among all pages of the exam: only when it is shown.
  const homeName = opened ? nameOfHome(page) : null
  const reason = page.binReason === null ? '' : scanWord(page.binReason)
  return (
    <Menu position="top-start" withinPortal opened={opened} onChange={setOpened}>
      <Menu.Target>
        <button
          type="button"
          className={classes.binTile}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAGGED_PAGE, page.id)
            event.dataTransfer.effectAllowed = 'move'
          }}
        >
          <PageImage page={page} servedRotation={page.rotation} size="thumb" alt="" />
          <span>
            Page {page.sourcePage}
            {reason !== '' && `, ${reason}`}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {homeName !== null && (
          <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => onRestore(page, 'home')}>
            Remettre dans la {homeName}
          </Menu.Item>
        )}
        {cursorName !== null && cursorName !== homeName && (
          <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => onRestore(page, 'cursor')}>
            Remettre dans la {cursorName}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconFilePlus size={16} />} onClick={() => onRestore(page, 'alone')}>
          En faire une copie à part
        </Menu.Item>
        <Menu.Item leftSection={<IconEye size={16} />} onClick={() => onOpen(page)}>
          Voir en grand
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
