/** Someone who marks, and how many copies of the exam they already have, finished ones included. */
export interface Load {
  correctorId: string
  copies: number
}

/**
 * Shares copies among correctors evenly and at random: each copy, in shuffled order, goes to whoever has the fewest so far,
 * chance deciding between equals. Whoever starts ahead gets nothing until the others have caught up.
 * `randomBelow(n)` gives an unbiased integer in [0, n). Throws a RangeError when there are copies and nobody to mark them.
 */
export function shareEvenly(
  copyIds: readonly string[],
  loads: readonly Load[],
  randomBelow: (n: number) => number,
): Array<{ copyId: string; correctorId: string }> {
  if (copyIds.length > 0 && loads.length === 0) throw new RangeError('Nobody to share copies among')
  const now = loads.map((load) => ({ ...load }))
  return shuffle(copyIds, randomBelow).map((copyId) => {
    const fewest = Math.min(...now.map(({ copies }) => copies))
    const next = pick(
      now.filter(({ copies }) => copies === fewest),
      randomBelow,
    )
    next.copies += 1
    return { copyId, correctorId: next.correctorId }
  })
}

/** Fisher–Yates: every order is equally likely. */
function shuffle<T>(items: readonly T[], randomBelow: (n: number) => number): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(randomBelow(left.length), 1))
}

function pick<T>(items: readonly T[], randomBelow: (n: number) => number): T {
  const item = items[randomBelow(items.length)]
  if (item === undefined) throw new RangeError('The random index is out of range')
  return item
}
