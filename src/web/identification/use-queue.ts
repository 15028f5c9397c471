import { useCallback, useMemo, useRef, useState } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import { inQueue, type Need, passes, type QueueFilter } from './copy-queue.ts'

const countsOf = (copies: readonly IdentificationCopy[]): Record<QueueFilter, number> => {
  const through = (filter: QueueFilter) => copies.filter((copy) => passes(copy, filter)).length
  return { all: copies.length, unnamed: through('unnamed'), doubtful: through('doubtful') }
}

/** The copies to go through. What was named under a filter stays in it until another is chosen: there is a way back. */
export function useQueue(copies: readonly IdentificationCopy[]) {
  const [filter, choose] = useState<QueueFilter>('all')
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const places = useRef<Map<string, Need>>(new Map())
  const queue = useMemo(
    () => inQueue(copies, places.current).filter((copy) => passes(copy, filter) || kept.has(copy.id)),
    [copies, filter, kept],
  )
  const setFilter = useCallback((next: QueueFilter) => {
    choose(next)
    setKept(new Set())
  }, [])
  const keep = useCallback((copyId: string) => setKept((before) => new Set(before).add(copyId)), [])
  const counts = useMemo(() => countsOf(copies), [copies])
  return { queue, counts, filter, setFilter, keep }
}
