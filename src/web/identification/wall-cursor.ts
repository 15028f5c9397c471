export type Direction = 'up' | 'down' | 'left' | 'right'
interface Card {
  id: string
}

/** The rows of cards as displayed: each section begins a row of its own. */
export const rowsOf = <C extends Card>(sections: ReadonlyArray<readonly C[]>, columns: number): C[][] =>
  sections.flatMap((cards) =>
    Array.from({ length: Math.ceil(cards.length / columns) }, (_, row) =>
      cards.slice(row * columns, (row + 1) * columns),
    ),
  )

/** The card beside `id`; the first one when `id` is not there, `id` itself when there is nowhere to go, null without cards. */
export function cardBeside(
  sections: ReadonlyArray<readonly Card[]>,
  columns: number,
  id: string | null,
  direction: Direction,
): string | null {
  const rows = rowsOf(sections, columns)
  const cards = rows.flat()
  const at = cards.findIndex((card) => card.id === id)
  if (at === -1) return cards[0]?.id ?? null
  if (direction === 'left' || direction === 'right')
    return (cards[at + (direction === 'left' ? -1 : 1)] ?? cards[at])?.id ?? null
  const row = rows.findIndex((inRow) => inRow.some((card) => card.id === id))
  const column = rows[row]?.findIndex((card) => card.id === id) ?? 0
  const target = rows[row + (direction === 'up' ? -1 : 1)]
  return target?.[Math.min(column, target.length - 1)]?.id ?? id
}

/** The cards from one to the other as displayed, both included, whichever comes first. */
export function cardsBetween(order: readonly string[], from: string, to: string): string[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)]
  if (a === -1 || b === -1) return []
  return order.slice(Math.min(a, b), Math.max(a, b) + 1)
}
