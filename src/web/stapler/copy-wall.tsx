import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { countOf } from '#web/ui/number-format.ts'
import { type CardActions, CopyCard } from './copy-card.tsx'
import type { Concern, Section } from './copy-concerns.ts'
import type { Cursor } from './cursor.ts'
import classes from './stapler.module.css'
import { CARD_GAP_PX } from './use-columns.ts'

interface CopyWallProps {
  /** Where the cards are put; its width decides of `columns`. */
  element: RefObject<HTMLDivElement | null>
  sections: ReadonlyArray<Section<StaplerCopy>>
  columns: number
  /** Rank in the scan, from 1, by copy. */
  numbers: ReadonlyMap<string, number>
  concerns: ReadonlyMap<string, readonly Concern[]>
  cursor: Cursor | null
  checked: ReadonlySet<string>
  /** Turns the server has not made yet: page → the turn of the images it serves. */
  turning: ReadonlyMap<string, number>
  actions: CardActions
}

const SECTION_TITLES = { concern: 'À vérifier', fine: 'Sans remarque' } as const
const NO_CONCERNS: readonly Concern[] = []
const NO_TURNS: ReadonlyMap<string, number> = new Map()

type Row =
  | { kind: 'title'; section: Section<StaplerCopy> }
  | { kind: 'cards'; section: Section<StaplerCopy>; from: number }

/** Before a row is measured; a card with its four pages, and one with a line of remarks. */
const ROW_PX = { title: 40, fine: 166, concern: 196 } as const
/** Up to so many rows all are drawn, so that the browser's own search finds everything. */
const ALL_DRAWN = 40
const OVERSCAN = 4

/** The cards in their sections; of a large exam only those near the view are drawn, and the one under the cursor. */
export function CopyWall(props: CopyWallProps) {
  const { element, sections, columns, cursor } = props
  const rows = sections.flatMap((section): Row[] => [
    { kind: 'title', section },
    ...Array.from({ length: Math.ceil(section.copies.length / columns) }, (_, row) => ({
      kind: 'cards' as const,
      section,
      from: row * columns,
    })),
  ])
  const cursorRow = rows.findIndex(
    (row) =>
      row.kind === 'cards' &&
      row.section.copies.slice(row.from, row.from + columns).some((copy) => copy.id === cursor?.copyId),
  )
  const [top, setTop] = useState(0)
  // What stands above the wall may have changed its height.
  useLayoutEffect(() => {
    if (element.current !== null) setTop(element.current.offsetTop)
  })
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => {
      const row = rows[index]
      return row?.kind === 'cards' ? ROW_PX[row.section.key] : ROW_PX.title
    },
    overscan: rows.length <= ALL_DRAWN ? ALL_DRAWN : OVERSCAN,
    scrollMargin: top,
    rangeExtractor: (range: Range) => {
      const drawn = defaultRangeExtractor(range)
      return cursorRow < 0 || drawn.includes(cursorRow) ? drawn : [...drawn, cursorRow].sort((a, b) => a - b)
    },
  })

  return (
    <div ref={element} className={classes.wall} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index]
        return (
          row !== undefined && (
            <div
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.wallRow}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              {row.kind === 'title' ? (
                <h2 className={classes.sectionTitle}>
                  {SECTION_TITLES[row.section.key]}{' '}
                  <span className={classes.facts}>{countOf(row.section.copies.length, 'copie')}</span>
                </h2>
              ) : (
                <Cards {...props} section={row.section} from={row.from} />
              )}
            </div>
          )
        )
      })}
    </div>
  )
}

interface CardsProps extends CopyWallProps {
  section: Section<StaplerCopy>
  from: number
}

/** One row of cards of a section. */
function Cards({
  section,
  from,
  sections,
  columns,
  numbers,
  concerns,
  cursor,
  checked,
  turning,
  actions,
}: CardsProps) {
  return (
    <div
      className={classes.grid}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, paddingBottom: CARD_GAP_PX }}
    >
      {section.copies.slice(from, from + columns).map((copy, index) => (
        <CopyCard
          key={copy.id}
          copy={copy}
          number={numbers.get(copy.id) ?? 0}
          total={numbers.size}
          concerns={concerns.get(copy.id) ?? NO_CONCERNS}
          cursorPageId={cursor?.copyId === copy.id ? cursor.pageId : null}
          isTabStop={cursor === null && section === sections[0] && from + index === 0}
          checked={checked.has(copy.id)}
          turning={copy.pages.some((page) => turning.has(page.id)) ? turning : NO_TURNS}
          actions={actions}
        />
      ))}
    </div>
  )
}
