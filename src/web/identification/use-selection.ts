import { useCallback, useMemo, useState } from 'react'
import { cardsBetween } from './wall-cursor.ts'

interface Selection {
  /** Chosen before the last stretch. */
  base: ReadonlySet<string>
  /** From where Maj + arrow stretches, and how far it does now. */
  anchor: string | null
  head: string | null
}

const NOTHING: Selection = { base: new Set(), anchor: null, head: null }

/** Cards chosen one by one (`toggle`) or in stretches (`extend`), in the `order` of the screen. */
export function useSelection(order: readonly string[]) {
  const [selection, setSelection] = useState(NOTHING)
  const chosenOf = useCallback(
    ({ base, anchor, head }: Selection): ReadonlySet<string> =>
      anchor === null || head === null ? base : new Set([...base, ...cardsBetween(order, anchor, head)]),
    [order],
  )
  const selected = useMemo(() => chosenOf(selection), [chosenOf, selection])

  const toggle = (id: string) =>
    setSelection((now) => {
      const base = new Set(chosenOf(now))
      if (!base.delete(id)) base.add(id)
      return { base, anchor: id, head: null }
    })
  const extend = (from: string, to: string) =>
    setSelection((now) => (now.head === null ? { ...now, anchor: from, head: to } : { ...now, head: to }))
  /** A step without Maj ends the stretch. */
  const settle = () => setSelection((now) => ({ base: chosenOf(now), anchor: null, head: null }))
  const choose = (ids: readonly string[]) => setSelection({ ...NOTHING, base: new Set(ids) })
  return { selected, toggle, extend, settle, choose }
}
