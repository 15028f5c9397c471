import { useCallback, useState } from 'react'

const keyOf = (examId: string): string => `korrigo-a-revoir-${examId}`

function read(examId: string): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(keyOf(examId)) ?? '[]') as string[])
  } catch {
    return new Set()
  }
}

/** Copies left out of what is confirmed in bulk. Kept by the browser: a doubt must outlive a reload. */
export function usePutAside(examId: string) {
  const [aside, setAside] = useState(() => read(examId))
  const toggleAside = useCallback(
    (copyId: string) =>
      setAside((before) => {
        const after = new Set(before)
        if (!after.delete(copyId)) after.add(copyId)
        try {
          localStorage.setItem(keyOf(examId), JSON.stringify([...after]))
        } catch {
          // Storage refused by the browser: kept as long as the page.
        }
        return after
      }),
    [examId],
  )
  return { aside, toggleAside }
}
