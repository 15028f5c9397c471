import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useMemo, useState } from 'react'
import { countOf } from '#web/ui/number-format.ts'
import type { CardSize } from '#web/ui/use-columns.ts'
import classes from './wall.module.css'
import { type CardActions, WallCard } from './wall-card.tsx'
import { rowsOf } from './wall-cursor.ts'
import { isConfirmable, type SectionKey, type WallCopy, type WallSection } from './wall-sections.ts'

/** What a header and the name beside it need. */
export const CARD: CardSize = { minPx: 470, gapPx: 8 }

const SECTION_TITLES: Record<SectionKey, string> = {
  problem: 'Sans nom proposé, ou en conflit',
  review: 'À vérifier',
  certain: 'Proposées comme sûres',
  waiting: 'Pas encore lues',
  confirmed: 'Confirmées',
}

/** As in the style sheet: all cards are of one height, so that nothing moves while they are drawn. */
const HEIGHTS_PX = { title: 40, card: 184 } as const
const OVERSCAN = 4

interface WallRowsProps {
  element: RefObject<HTMLDivElement | null>
  examId: string
  sections: readonly WallSection[]
  columns: number
  /** Rank in the scan, from 1, by copy. */
  numbers: ReadonlyMap<string, number>
  homonyms: ReadonlySet<number>
  cursor: string | null
  selected: ReadonlySet<string>
  aside: ReadonlySet<string>
  actions: CardActions
}

/** The title of a section (no copies), or some cards of it side by side. */
interface Row {
  section: WallSection
  copies: readonly WallCopy[]
}

/** The cards in their sections; only those near the view are drawn, and the one under the cursor. */
export function WallRows(props: WallRowsProps) {
  const { element, sections, columns, cursor } = props
  const rows = useMemo(
    () =>
      sections.flatMap((section): Row[] => [
        { section, copies: [] },
        ...rowsOf([section.copies], columns).map((copies) => ({ section, copies })),
      ]),
    [sections, columns],
  )
  const cursorRow = rows.findIndex(({ copies }) => copies.some(({ id }) => id === cursor))
  const [top, setTop] = useState(0)
  // What stands above the wall changes its height with the width and what was refused.
  useLayoutEffect(() => {
    if (element.current !== null) setTop(element.current.offsetTop)
  })
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index]?.copies.length === 0 ? HEIGHTS_PX.title : HEIGHTS_PX.card),
    overscan: OVERSCAN,
    scrollMargin: top,
    // Without it the first drawing has no card.
    initialRect: { width: innerWidth, height: innerHeight },
    useFlushSync: false,
    rangeExtractor: (range: Range) => {
      const drawn = defaultRangeExtractor(range)
      return cursorRow < 0 || drawn.includes(cursorRow) ? drawn : [...drawn, cursorRow].sort((a, b) => a - b)
    },
  })
  // Heights are known by the rows: others come in their places with the sections and the columns.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are what changed
  useLayoutEffect(() => virtual.measure(), [rows, virtual])

  return (
    <div ref={element} className={classes.wall} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index]
        return (
          row !== undefined && (
            <div key={rowKey(row)} className={classes.row} style={{ top: start - top }}>
              {row.copies.length === 0 ? (
                <h2 className={classes.sectionTitle}>
                  {SECTION_TITLES[row.section.key]}{' '}
                  <span className={classes.quiet}>{countOf(row.section.copies.length, 'copie')}</span>
                </h2>
              ) : (
                <Cards {...props} row={row} isFirst={index === 1} />
              )}
            </div>
          )
        )
      })}
    </div>
  )
}

const rowKey = ({ section, copies }: Row): string => copies[0]?.id ?? section.key

/** One row of cards of a section. */
function Cards({ row, isFirst, ...wall }: WallRowsProps & { row: Row; isFirst: boolean }) {
  return (
    <div
      className={classes.grid}
      style={{ gridTemplateColumns: `repeat(${wall.columns}, minmax(0, 1fr))`, gap: CARD.gapPx }}
    >
      {row.copies.map((shown, index) => (
        <WallCard
          key={shown.id}
          examId={wall.examId}
          shown={shown}
          number={wall.numbers.get(shown.id) ?? 0}
          isConfirmable={isConfirmable(row.section.key)}
          isHomonym={shown.student !== null && wall.homonyms.has(shown.student.id)}
          isCursor={wall.cursor === shown.id}
          isTabStop={wall.cursor === null && isFirst && index === 0}
          isSelected={isConfirmable(row.section.key) && wall.selected.has(shown.id)}
          isAside={isConfirmable(row.section.key) && wall.aside.has(shown.id)}
          actions={wall.actions}
        />
      ))}
    </div>
  )
}
