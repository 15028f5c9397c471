import type { FoundField } from './find-fields.ts'
import type { HeaderInk } from './header-ink.ts'
import { PX_PER_MM } from './header-scale.ts'
import { joinPieces, type Piece } from './line-pieces.ts'

/** Words further apart are of different things. */
const MOST_GAP_PX = 7 * PX_PER_MM
/** Sizes of a name, a date or a class as they are written. */
const [LOWEST_PX, HIGHEST_PX] = [1.8 * PX_PER_MM, 16 * PX_PER_MM]
const NARROWEST_PX = 6 * PX_PER_MM
/** A header without labels is not longer; below it the answer begins. */
const MOST_LINES = 7

/** The first lines of a page without a printed header: one of them is the name, nothing says which. */
export const findLines = (header: HeaderInk): FoundField[] =>
  joinPieces(header.parts, MOST_GAP_PX)
    .filter(mayBeValue)
    .toSorted((a, b) => a.top - b.top)
    .slice(0, MOST_LINES)
    .map(({ parts }) => ({ field: 'line', parts }))

const mayBeValue = ({ left, right, top, bottom }: Piece): boolean =>
  bottom - top >= LOWEST_PX && bottom - top <= HIGHEST_PX && right - left >= NARROWEST_PX
