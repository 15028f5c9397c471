import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'

/** A person who leafs through copies has come to rest: only then is it worth an address. */
const AT_REST_MS = 250

/** The copy in the address, for a reload or the way back. */
export const useCopyInAddress = (): string | null => useSearch({ strict: false }).copie ?? null

/** Puts the copy on screen in the address. */
export function useCopyAddress(
  page: '/examens/$examId/identification' | '/examens/$examId/identification/verification',
  examId: string,
  copyId: string | undefined,
): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (copyId === undefined) return
    const timer = setTimeout(() => {
      // Somebody who leaves has not come to rest: it would call them back while the next page is loaded.
      if (location.pathname !== page.replace('$examId', examId)) return
      void navigate({
        ...{ to: page, params: { examId }, search: { copie: copyId } },
        ...{ replace: true, resetScroll: false },
      })
    }, AT_REST_MS)
    return () => clearTimeout(timer)
  }, [page, examId, copyId, navigate])
}
