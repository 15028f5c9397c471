import { IconCheck, IconChecks } from '@tabler/icons-react'
import { type DragEvent, memo, useState } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { countOf } from '#web/ui/number-format.ts'
import type { Command } from './commands.ts'
import { Concerns } from './concerns.tsx'
import { type Concern, certainties } from './copy-concerns.ts'
import { DRAGGED_PAGE, PageImage, PageTile } from './page-tile.tsx'
import classes from './stapler.module.css'

export interface CardActions {
  select: (copyId: string, pageId: string) => void
  open: () => void
  check: (copyId: string, checked: boolean) => void
  /** Makes a gesture on a page of the copy, whether it is under the cursor or not. */
  run: (command: Command, copyId: string, pageId: string) => void
  /** Puts a dragged page at `index` of the copy. */
  receive: (pageId: string, copyId: string, index: number) => void
}

interface CopyCardProps {
  copy: StaplerCopy
  /** Rank in the scan, from 1. */
  number: number
  /** Copies of the exam. */
  total: number
  /** The same array as long as the copy is the same, so that the card is not drawn again. */
  concerns: readonly Concern[]
  /** Page under the cursor if it is in this copy. */
  cursorPageId: string | null
  /** True for the one card whose first page Tab reaches when there is no cursor. */
  isTabStop: boolean
  checked: boolean
  /** Turns the server has not made yet: page → the turn of the images it serves. */
  turning: ReadonlyMap<string, number>
  actions: CardActions
}

export const CopyCard = memo(function CopyCard({
  copy,
  number,
  total,
  concerns,
  cursorPageId,
  isTabStop,
  checked,
  turning,
  actions,
}: CopyCardProps) {
  const [dropIndex, setDropIndex] = useState<number | null>(null)
  const settled = copy.status !== 'STAGING'
  const [first] = copy.pages
  const certain = certainties(copy)
  const doubtful = new Set(concerns.flatMap((concern) => concern.sourcePages))

  const offerPlace = (event: DragEvent, index: number) => {
    if (settled || !event.dataTransfer.types.includes(DRAGGED_PAGE)) return
    event.preventDefault()
    event.stopPropagation()
    setDropIndex(index)
  }
  const drop = (event: DragEvent, index: number) => {
    event.preventDefault()
    event.stopPropagation()
    setDropIndex(null)
    const pageId = event.dataTransfer.getData(DRAGGED_PAGE)
    const from = copy.pages.findIndex((page) => page.id === pageId)
    // Taken out of its place first, a page of this copy leaves those behind it one place earlier.
    actions.receive(pageId, copy.id, from >= 0 && from < index ? index - 1 : index)
  }

  return (
    <article
      className={classes.card}
      data-settled={settled || undefined}
      data-current={cursorPageId !== null || undefined}
      aria-label={`Copie ${number}`}
      aria-posinset={number}
      aria-setsize={total}
      onDragOver={(event) => offerPlace(event, copy.pages.length)}
      onDragLeave={() => setDropIndex(null)}
      onDrop={(event) => drop(event, copy.pages.length)}
    >
      <header className={classes.cardHead}>
        {settled ? (
          <span className={classes.settled}>
            <IconCheck size={16} aria-hidden /> Validée
          </span>
        ) : (
          // The browser's own: one of the library's on each of a thousand cards is felt while they scroll by.
          <label className={classes.choice}>
            <input
              type="checkbox"
              aria-label={`Choisir la copie ${number}`}
              checked={checked}
              onChange={(event) => actions.check(copy.id, event.currentTarget.checked)}
            />
          </label>
        )}
        <strong>Copie {number}</strong>
        <span className={classes.quiet}>{copy.anonymousId}</span>
        <span className={classes.quiet}>{countOf(copy.pages.length, 'page')}</span>
        {certain.length > 0 && (
          <span className={classes.certain} title={certain.join('\n')}>
            {certain.length === 1 ? certain[0] : `${certain.length} points à savoir`}
          </span>
        )}
        {copy.accepted && !settled && (
          <span className={classes.accepted}>
            <IconChecks size={16} aria-hidden /> Acceptée
          </span>
        )}
      </header>
      <Concerns copy={copy} concerns={concerns} onRun={actions.run} />
      <div className={classes.cardBody}>
        {first !== undefined && (
          <PageImage
            page={first}
            servedRotation={turning.get(first.id) ?? first.rotation}
            size="header"
            alt={`En-tête de la copie ${number}`}
            className={classes.header}
          />
        )}
        <div className={classes.pages}>
          {copy.pages.map((page, index) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: only a place to drop on; the keyboard moves pages by Alt and the arrows
            <div
              key={page.id}
              className={classes.slot}
              data-drop={dropIndex === index || undefined}
              data-drop-after={
                (dropIndex === copy.pages.length && index === copy.pages.length - 1) || undefined
              }
              onDragOver={(event) => offerPlace(event, index + sideOf(event))}
              onDrop={(event) => drop(event, index + sideOf(event))}
            >
              <PageTile
                page={page}
                copyId={copy.id}
                place={index + 1}
                servedRotation={turning.get(page.id) ?? page.rotation}
                isCursor={page.id === cursorPageId}
                isTabStop={page.id === cursorPageId || (isTabStop && index === 0)}
                movable={!settled}
                isDoubtful={doubtful.has(page.sourcePage)}
                onSelect={actions.select}
                onOpen={actions.open}
              />
            </div>
          ))}
        </div>
      </div>
    </article>
  )
})

/** 0 over the left half of a tile (drop before it), 1 over the right half (after it). */
const sideOf = (event: DragEvent): 0 | 1 => {
  const { left, width } = event.currentTarget.getBoundingClientRect()
  return event.clientX < left + width / 2 ? 0 : 1
}
