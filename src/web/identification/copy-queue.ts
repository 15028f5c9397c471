interface QueueCopy {
  id: string
  student: unknown
}

/** The next copy without a name after `copyId`, going round to the beginning; null when every copy but this one has a name. */
export function nextUnidentified<Copy extends QueueCopy>(
  copies: readonly Copy[],
  copyId: string | null,
): Copy | null {
  const at = copies.findIndex((copy) => copy.id === copyId)
  const round = [...copies.slice(at + 1), ...copies.slice(0, Math.max(0, at))]
  return round.find((copy) => copy.student === null) ?? null
}

/** The copy `step` places away in scan order, kept within both ends; the first one when `copyId` is gone. */
export function stepCopy<Copy extends QueueCopy>(
  copies: readonly Copy[],
  copyId: string | null,
  step: -1 | 1,
): Copy | null {
  const at = copies.findIndex((copy) => copy.id === copyId)
  return copies[at === -1 ? 0 : Math.min(copies.length - 1, Math.max(0, at + step))] ?? null
}

export const countIdentified = (copies: readonly QueueCopy[]): number =>
  copies.filter((copy) => copy.student !== null).length

/** The rank highlighted in a list of `count` after a step, going round, or coming in at either end from -1; 0 in an empty list. */
export const stepRank = (rank: number, count: number, step: -1 | 1): number =>
  count === 0 ? 0 : (Math.max(rank, step === 1 ? -1 : 0) + step + count) % count
