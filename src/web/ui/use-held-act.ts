import { useCallback, useEffect, useRef, useState } from 'react'
import type { ActSession } from './act-session.ts'
import { notifyDone } from './notify.tsx'

/** Steps of a key that follow one another so soon are one act. */
const ONE_ACT_MS = 600

/**
 * Acts of a session, where those made step by step by a key are held until the key rests, and are one. `held` is to be shown as if it
 * were done.
 * @param join both as one act; null when they are of different things. Must not change.
 */
export function useHeldAct<Act extends { label: string }>(
  session: ActSession<Act>,
  join: (held: Act, next: Act) => Act | null,
) {
  const [held, setHeld] = useState<Act | null>(null)
  const newest = useRef<Act | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const hold = useCallback((act: Act | null) => {
    newest.current = act
    setHeld(act)
  }, [])
  const settle = useCallback(() => {
    clearTimeout(timer.current)
    const act = newest.current
    if (act === null) return
    session.carryOut(act)
    hold(null)
  }, [session, hold])
  // Left in the middle of it: what was done is kept.
  useEffect(() => settle, [settle])

  const carryOut = useCallback(
    (act: Act, how: 'whole' | 'step') => {
      const joined = newest.current === null ? null : join(newest.current, act)
      if (joined === null) settle()
      hold(joined ?? act)
      clearTimeout(timer.current)
      if (how === 'whole') settle()
      else timer.current = setTimeout(settle, ONE_ACT_MS)
    },
    [join, settle, hold],
  )
  const undo = useCallback(() => {
    settle()
    const act = session.undo()
    notifyDone(act === null ? 'Rien à annuler.' : `Annulé\u00A0: ${act.label}.`)
    return act
  }, [settle, session])
  const redo = useCallback(() => {
    settle()
    const act = session.redo()
    notifyDone(act === null ? 'Rien à rétablir.' : `Rétabli\u00A0: ${act.label}.`)
    return act
  }, [settle, session])

  return { held, carryOut, undo, redo }
}
