import { useCallback, useRef, useState } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { emptyUndoStack, recordAct, redoAct, type UndoStack, undoAct } from '#web/ui/undo-stack.ts'
import { useIdentifyCopy } from './identification.queries.ts'

/** A copy changed name, or got one, or lost it. */
interface NamingAct {
  copyId: string
  before: Student | null
  after: Student | null
}

/** Names copies, and takes it back. `show` brings up the copy an undo or a refusal speaks of. */
export function useNaming(examId: string, show: (copyId: string) => void) {
  const identify = useIdentifyCopy(examId)
  const [error, setError] = useState<unknown>(null)
  // A ref: a refusal that comes later must see the acts made meanwhile.
  const stack = useRef<UndoStack<NamingAct>>(emptyUndoStack)

  const send = (act: NamingAct) => {
    setError(null)
    // A promise: callbacks given to `mutate` are dropped as soon as the next naming begins.
    identify.mutateAsync({ copyId: act.copyId, student: act.after }).catch((refusal: unknown) => {
      setError(refusal)
      stack.current = {
        past: stack.current.past.filter((past) => past !== act),
        future: stack.current.future.filter((future) => future !== act),
      }
      show(act.copyId)
    })
  }

  const name = (copy: IdentificationCopy, student: Student | null) => {
    const act = { copyId: copy.id, before: copy.student, after: student }
    stack.current = recordAct(stack.current, act)
    send(act)
  }
  const undo = () => {
    const step = undoAct(stack.current)
    if (step === null) return notifyDone('Rien à annuler.')
    stack.current = step.stack
    const { copyId, before, after } = step.act
    send({ copyId, before: after, after: before })
    show(copyId)
  }
  const redo = () => {
    const step = redoAct(stack.current)
    if (step === null) return notifyDone('Rien à rétablir.')
    stack.current = step.stack
    send(step.act)
    show(step.act.copyId)
  }
  const forgetRefusal = useCallback(() => setError(null), [])
  return { name, undo, redo, error, refuse: setError, forgetRefusal }
}
