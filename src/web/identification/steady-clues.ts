import { useMemo, useRef } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'

/**
 * The copy as it is now, with the clues it was first shown with: after each name given the proposals of the others are made anew, and
 * what Entrée means must not change under the finger. Clues that come late, or after a reading made again, are taken.
 */
export function steadyClues(
  shown: IdentificationCopy | null,
  copy: IdentificationCopy | null,
): IdentificationCopy | null {
  if (copy === null || shown === null || shown.id !== copy.id) return copy
  if (copy.reading === null || shown.reading === null) return copy
  return { ...copy, reading: shown.reading, proposal: shown.proposal }
}

export function useSteadyClues(copy: IdentificationCopy | null): IdentificationCopy | null {
  const shown = useRef<IdentificationCopy | null>(null)
  return useMemo(() => {
    shown.current = steadyClues(shown.current, copy)
    return shown.current
  }, [copy])
}
