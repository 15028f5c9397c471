import type { Rotation } from './geometry.ts'
import { GRID_COLUMNS, isWrittenDigit } from './ink-grids.ts'
import type { Half } from './scan-pages.ts'

/**
 * How many cells of each row of a page hold writing, from the top of the page as it is turned now; null for a page that lies sideways or
 * was not looked at.
 * @param fingerprint of the whole sheet, as `SheetAnalysis` has it.
 */
export function inkRows(fingerprint: string, half: Half, rotation: Rotation): number[] | null {
  const grid = fingerprint.split('/')[half === 'right' ? 1 : 0]
  if (!grid || rotation === 90 || rotation === 270) return null
  const rows = Array.from(
    { length: grid.length / GRID_COLUMNS },
    (_, row) => [...grid.slice(row * GRID_COLUMNS, (row + 1) * GRID_COLUMNS)].filter(isWrittenDigit).length,
  )
  return rotation === 180 ? rows.toReversed() : rows
}
