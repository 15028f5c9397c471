import type { IdentificationCopy } from '#contract/identification.ts'

/** What a person has to do with a copy: choose among candidates, search, only look, or wait for its header to be read. */
export type Need = 'choose' | 'search' | 'look' | 'wait'
type Clued = Pick<IdentificationCopy, 'proposal' | 'reading'>

export function needOf({ proposal, reading }: Clued): Need {
  if (proposal !== null) return proposal.certain ? 'look' : 'choose'
  return reading === null ? 'wait' : 'search'
}

const FIRST_COMES: Record<Need, number> = { choose: 0, search: 1, look: 2, wait: 3 }

/**
 * Those that need a person first; otherwise in scan order. `places` keeps what each needed when it was read: the proposals that
 * change as names are given move no copy, or there would be no way back to it.
 */
export function inQueue<Copy extends Clued & { id: string }>(
  copies: readonly Copy[],
  places: Map<string, Need>,
): Copy[] {
  const placeOf = (copy: Copy): number => {
    const known = places.get(copy.id)
    const need = known === undefined || known === 'wait' ? needOf(copy) : known
    places.set(copy.id, need)
    return FIRST_COMES[need]
  }
  return copies
    .map((copy) => ({ copy, place: placeOf(copy) }))
    .sort((a, b) => a.place - b.place)
    .map(({ copy }) => copy)
}

export const QUEUE_FILTERS = ['all', 'unnamed', 'doubtful'] as const
export type QueueFilter = (typeof QUEUE_FILTERS)[number]

/** `doubtful`: without a name, and nobody is proposed as certain. */
export const passes = (copy: IdentificationCopy, filter: QueueFilter): boolean =>
  filter === 'all' || (copy.student === null && (filter === 'unnamed' || needOf(copy) !== 'look'))

interface NamedCopy {
  id: string
  student: unknown
}

/** The next copy without a name after `copyId`, going round to the beginning; null when every copy but this one has a name. */
export function nextUnidentified<Copy extends NamedCopy>(
  copies: readonly Copy[],
  copyId: string | null,
): Copy | null {
  const at = copies.findIndex((copy) => copy.id === copyId)
  const round = [...copies.slice(at + 1), ...copies.slice(0, Math.max(0, at))]
  return round.find((copy) => copy.student === null) ?? null
}

/** The copy `step` places away in the queue, kept within both ends; the first one when `copyId` is gone. */
export function stepCopy<Copy extends NamedCopy>(
  copies: readonly Copy[],
  copyId: string | null,
  step: -1 | 1,
): Copy | null {
  const at = copies.findIndex((copy) => copy.id === copyId)
  return copies[at === -1 ? 0 : Math.min(copies.length - 1, Math.max(0, at + step))] ?? null
}

export const countIdentified = (copies: readonly NamedCopy[]): number =>
  copies.filter((copy) => copy.student !== null).length

/** Copies whose header is still to be read. */
export const countUnread = (copies: readonly IdentificationCopy[]): number =>
  copies.filter(
    ({ student, reading, headerPageId }) => student === null && reading === null && headerPageId !== null,
  ).length

/** The rank highlighted in a list of `count` after a step, going round, or coming in at either end from -1; 0 in an empty list. */
export const stepRank = (rank: number, count: number, step: -1 | 1): number =>
  count === 0 ? 0 : (Math.max(rank, step === 1 ? -1 : 0) + step + count) % count
