import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './long-table.module.css'

/** Fingers need more, as in tokens.css. */
const ROW_HEIGHT_PX = { mouse: 36, finger: 48 }
/** How many rows before the last one more of them are asked for. */
const NEAR_END = 30

interface LongTableProps<Row> {
  label: string
  /** The cells of the heading, `<th>`, with their widths. */
  headings: ReactNode
  /** Narrower than this it scrolls sideways. */
  minWidthPx?: number
  rows: readonly Row[]
  rowKey: (row: Row) => number
  /** The cells of a row, `<td>`. */
  cells: (row: Row) => ReactNode
  /** A CSS length; the table scrolls within it. */
  maxHeight: string
  /** Of all rows, when more are to come. */
  total?: number
  onNearEnd?: () => void
}

/** Only the rows in view are drawn: a school has a thousand students and more. */
export function LongTable<Row>(props: LongTableProps<Row>) {
  const {
    label,
    headings,
    rows,
    rowKey,
    cells,
    maxHeight,
    minWidthPx,
    total = rows.length,
    onNearEnd,
  } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useMediaQuery('(pointer: coarse)') ? ROW_HEIGHT_PX.finger : ROW_HEIGHT_PX.mouse
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useEffect(() => virtual.measure(), [rowHeight])
  const drawn = virtual.getVirtualItems()
  const above = drawn[0]?.start ?? 0
  const last = drawn.at(-1)
  const below = virtual.getTotalSize() - (last?.end ?? 0)
  const isNearEnd = last !== undefined && last.index >= rows.length - NEAR_END
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when rows have come and the end is near still
  useEffect(() => {
    if (isNearEnd) onNearEnd?.()
  }, [isNearEnd, rows.length])
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      style={{ maxHeight }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must scroll with the keyboard too
      tabIndex={0}
      aria-label={label}
    >
      <table className={classes.table} style={{ minWidth: minWidthPx }} aria-rowcount={total + 1}>
        <thead>
          <tr>{headings}</tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} aria-hidden />}
          {drawn.map(({ index }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <tr key={rowKey(row)} aria-rowindex={index + 2} style={{ height: rowHeight }}>
                  {cells(row)}
                </tr>
              )
            )
          })}
          {below > 0 && <tr style={{ height: below }} aria-hidden />}
        </tbody>
      </table>
    </section>
  )
}
