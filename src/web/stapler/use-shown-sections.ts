import { useMemo, useRef } from 'react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { type Concern, type Section, sectionsOf } from './copy-concerns.ts'

/**
 * Copies to look at first, then the others. Where a copy stands is decided when it first shows and kept for the visit,
 * except that a copy born here stays beside the one it came from.
 */
export function useShownSections(
  copies: readonly StaplerCopy[],
  concerns: ReadonlyMap<string, readonly Concern[]>,
): Section<StaplerCopy>[] {
  const firstShown = useRef<Map<string, Section<StaplerCopy>['key']>>(new Map())
  return useMemo(() => {
    const shown = firstShown.current
    let last: Section<StaplerCopy>['key'] | undefined
    for (const copy of copies) {
      const own = (concerns.get(copy.id) ?? []).length > 0 ? 'concern' : 'fine'
      // Until the server has named it, a copy without a number of anonymity was born of a gesture here.
      const beside = copy.anonymousId === '' ? last : undefined
      last = shown.get(copy.id) ?? beside ?? own
      shown.set(copy.id, last)
    }
    return sectionsOf(copies, shown)
  }, [copies, concerns])
}
