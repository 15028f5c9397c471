import { useLayoutEffect, useRef } from 'react'
import type { Scan } from '#contract/scans.ts'

/**
 * The row of a scan that is taken back goes with the focus in it: this gives the focus to the first control of the row that comes in its
 * place, or else to the button that deposits. To be told of a removal before it is asked for.
 */
export function useFocusAfterRemoval(scans: readonly Scan[]) {
  const list = useRef<HTMLUListElement>(null)
  const deposit = useRef<HTMLButtonElement>(null)
  const leaving = useRef<{ id: string; place: number } | null>(null)

  useLayoutEffect(() => {
    const left = leaving.current
    if (left === null || scans.some(({ id }) => id === left.id)) return
    leaving.current = null
    // Who went on to something else meanwhile stays there.
    if (document.activeElement !== document.body) return
    const next = list.current?.children[left.place]?.querySelector<HTMLElement>('button, summary')
    ;(next ?? deposit.current)?.focus()
  }, [scans])

  const willRemove = ({ id }: Scan) => {
    leaving.current = { id, place: scans.findIndex((scan) => scan.id === id) }
  }
  return { list, deposit, willRemove }
}
