import { type KeyboardEvent, memo, useContext, useState } from 'react'
import { getPageImage, type ScanPage } from '#contract/scans.ts'
import { urlOf } from '#web/api.ts'
import { FlyingBy } from './flying-by.ts'
import classes from './stapler.module.css'

/** Type of the dragged data: the id of a page. */
export const DRAGGED_PAGE = 'application/x-korrigo-page'

interface PageImageProps {
  page: ScanPage
  /** Turn the server knows of: its images are turned so; the rest is turned here until it answers. */
  servedRotation: number
  size: 'thumb' | 'desk' | 'header'
  alt: string
  className?: string | undefined
  /** Width over height, where the place must be kept while the image comes. */
  aspectRatio?: number
}

export function PageImage({ page, servedRotation, size, alt, className, aspectRatio }: PageImageProps) {
  const flying = useContext(FlyingBy)
  const [wanted, setWanted] = useState(!flying)
  // Once there it stays, however fast the cards go on.
  if (!wanted && !flying) setWanted(true)
  const turn = page.rotation - servedRotation
  const query = { size, v: String(servedRotation) }
  return (
    <img
      src={wanted ? urlOf(getPageImage, { params: { pageId: page.id }, query }) : undefined}
      alt={alt}
      className={className}
      loading="lazy"
      decoding="async"
      draggable={false}
      data-sideways={turn % 180 !== 0 || undefined}
      style={{ aspectRatio, ...(turn === 0 ? {} : { transform: `rotate(${turn}deg)` }) }}
    />
  )
}

export const pageDomId = (pageId: string): string => `page-${pageId}`

interface PageTileProps {
  page: ScanPage
  copyId: string
  /** Place in the copy, from 1. */
  place: number
  servedRotation: number
  isCursor: boolean
  isTabStop: boolean
  movable: boolean
  /** True when the machine was not sure of its sheet. */
  isDoubtful: boolean
  onSelect: (copyId: string, pageId: string) => void
  onOpen: () => void
}

export const PageTile = memo(function PageTile({
  page,
  copyId,
  place,
  servedRotation,
  isCursor,
  isTabStop,
  movable,
  isDoubtful,
  onSelect,
  onOpen,
}: PageTileProps) {
  const openByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    onSelect(copyId, page.id)
    onOpen()
  }
  return (
    <button
      type="button"
      id={pageDomId(page.id)}
      className={classes.tile}
      data-cursor={isCursor || undefined}
      data-doubtful={isDoubtful || undefined}
      aria-label={`Page ${place}${page.blank ? ' blanche' : ''}, page ${page.sourcePage} du scan${isDoubtful ? ', à vérifier' : ''}`}
      aria-pressed={isCursor}
      tabIndex={isTabStop ? 0 : -1}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED_PAGE, page.id)
        event.dataTransfer.effectAllowed = 'move'
        onSelect(copyId, page.id)
      }}
      onClick={() => onSelect(copyId, page.id)}
      onDoubleClick={onOpen}
      onFocus={() => onSelect(copyId, page.id)}
      onKeyDown={openByKey}
    >
      <PageImage page={page} servedRotation={servedRotation} size="thumb" alt="" className={classes.thumb} />
      <span className={classes.place}>{place}</span>{' '}
      {page.blank && <span className={classes.blank}>Blanche</span>}
    </button>
  )
})
