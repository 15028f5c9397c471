import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useMemo, useState } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { countOf } from '#web/ui/number-format.ts'
import type { CardSize } from '#web/ui/use-columns.ts'
import { type CardActions, CopyCard } from './copy-card.tsx'
import type { Concern, Section } from './copy-concerns.ts'
import type { Cursor } from './cursor.ts'
import { FlyingBy, useFlyingBy } from './flying-by.ts'
import classes from './stapler.module.css'

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

/** What a card needs for its header and four pages side by side. */
export const CARD: CardSize = { minPx: 620, gapPx: 8 }

const SECTION_TITLES = { concern: 'À vérifier', fine: 'Sans remarque' } as const
const NO_CONCERNS: readonly Concern[] = []
const NO_TURNS: ReadonlyMap<string, number> = new Map()

/** The title of a section (no copies), or some cards of it side by side. */
interface Row {
  section: Section<StaplerCopy>
  copies: readonly StaplerCopy[]
}

const rowsOf = (sections: ReadonlyArray<Section<StaplerCopy>>, columns: number): Row[] =>
  sections.flatMap((section) => [
    { section, copies: [] },
    ...Array.from({ length: Math.ceil(section.copies.length / columns) }, (_, row) => ({
      section,
      copies: section.copies.slice(row * columns, (row + 1) * columns),
    })),
  ])

/** As in the style sheet: a title, a card with one line of pages, each further line, the frame of the remarks and each of them. */
const HEIGHTS_PX = { title: 40, card: 168, line: 116, remarks: 10, remark: 24 } as const

/** Height of a row before it is measured; close to it, or what was come to would move away as the rows above are drawn. */
function heightOf(
  { copies }: Row,
  columns: number,
  concerns: ReadonlyMap<string, readonly Concern[]>,
): number {
  const pagesInLine = columns === 1 ? 6 : 4
  const heights = copies.map(({ id, pages }) => {
    const remarks = (concerns.get(id) ?? NO_CONCERNS).length
    return (
      HEIGHTS_PX.card +
      HEIGHTS_PX.line * Math.max(0, Math.ceil(pages.length / pagesInLine) - 1) +
      (remarks === 0 ? 0 : HEIGHTS_PX.remarks + HEIGHTS_PX.remark * remarks)
    )
  })
  return Math.max(HEIGHTS_PX.title, ...heights)
}

/** Up to so many rows all are drawn, so that the browser's own search finds everything. */
const ALL_DRAWN = 40
const OVERSCAN = 4

/** The cards in their sections; of a large exam only those near the view are drawn, and the one under the cursor. */
export function CopyWall(props: CopyWallProps) {
  const { element, sections, columns, cursor, concerns } = props
  const flying = useFlyingBy()
  const rows = useMemo(() => rowsOf(sections, columns), [sections, columns])
  const rowOf = useMemo(
    () => new Map(rows.flatMap(({ copies }, row) => copies.map((copy) => [copy.id, row]))),
    [rows],
  )
  const cursorRow = rowOf.get(cursor?.copyId ?? '') ?? -1
  const [top, setTop] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands above the wall changes its height with the width and the copies
  useLayoutEffect(() => {
    if (element.current !== null) setTop(element.current.offsetTop)
  }, [element, columns, sections])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => {
      const row = rows[index]
      return row === undefined ? 0 : heightOf(row, columns, concerns)
    },
    overscan: rows.length <= ALL_DRAWN ? ALL_DRAWN : OVERSCAN,
    scrollMargin: top,
    // Without it the first drawing has no card.
    initialRect: { width: innerWidth, height: innerHeight },
    // Several steps of the wheel in one frame are drawn once.
    useFlushSync: false,
    rangeExtractor: (range: Range) => {
      const drawn = defaultRangeExtractor(range)
      return cursorRow < 0 || drawn.includes(cursorRow) ? drawn : [...drawn, cursorRow].sort((a, b) => a - b)
    },
  })

  return (
    <div ref={element} className={classes.wall} style={{ height: virtual.getTotalSize() }}>
      <FlyingBy value={flying}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          return (
            row !== undefined && (
              <div
                key={index}
                ref={virtual.measureElement}
                data-index={index}
                className={classes.wallRow}
                style={{ top: start - top }}
              >
                {row.copies.length === 0 ? (
                  <h2 className={classes.sectionTitle}>
                    {SECTION_TITLES[row.section.key]}{' '}
                    <span className={classes.quiet}>{sectionFacts(row.section, concerns)}</span>
                  </h2>
                ) : (
                  <Cards {...props} row={row} isFirst={index === 1} />
                )}
              </div>
            )
          )
        })}
      </FlyingBy>
    </div>
  )
}

/** Cards keep their place for the visit, so the first section says how many of its copies are still to be looked at. */
function sectionFacts(
  { key, copies }: Section<StaplerCopy>,
  concerns: ReadonlyMap<string, readonly Concern[]>,
): string {
  const count = countOf(copies.length, 'copie')
  if (key === 'fine') return count
  const left = copies.filter((copy) => (concerns.get(copy.id) ?? NO_CONCERNS).length > 0).length
  if (left === copies.length) return count
  return left === 0 ? `${count}, toutes vues` : `${count}, encore ${left} à voir`
}

interface CardsProps extends CopyWallProps {
  row: Row
  isFirst: boolean
}

/** One row of cards of a section. */
function Cards({ row, isFirst, columns, numbers, concerns, cursor, checked, turning, actions }: CardsProps) {
  return (
    <div
      className={classes.grid}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, paddingBottom: CARD.gapPx }}
    >
      {row.copies.map((copy, index) => (
        <CopyCard
          key={copy.id}
          copy={copy}
          number={numbers.get(copy.id) ?? 0}
          total={numbers.size}
          concerns={concerns.get(copy.id) ?? NO_CONCERNS}
          cursorPageId={cursor?.copyId === copy.id ? cursor.pageId : null}
          isTabStop={cursor === null && isFirst && index === 0}
          checked={checked.has(copy.id)}
          turning={copy.pages.some((page) => turning.has(page.id)) ? turning : NO_TURNS}
          actions={actions}
        />
      ))}
    </div>
  )
}
