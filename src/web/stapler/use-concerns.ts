import { useMemo, useRef } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { type Concern, concernsOf } from './copy-concerns.ts'

/** What there is to look at in each copy; the same array as long as the copy is the same, so that its card is not drawn again. */
export function useConcerns(
  copies: readonly StaplerCopy[],
  pagesPerBooklet: number | null,
): ReadonlyMap<string, readonly Concern[]> {
  const known = useRef(new WeakMap<StaplerCopy, readonly Concern[]>())
  const knownFor = useRef(pagesPerBooklet)
  return useMemo(() => {
    if (knownFor.current !== pagesPerBooklet) {
      known.current = new WeakMap()
      knownFor.current = pagesPerBooklet
    }
    return new Map(
      copies.map((copy) => {
        const concerns = known.current.get(copy) ?? concernsOf(copy, pagesPerBooklet)
        known.current.set(copy, concerns)
        return [copy.id, concerns]
      }),
    )
  }, [copies, pagesPerBooklet])
}
