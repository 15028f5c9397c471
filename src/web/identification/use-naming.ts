import { useCallback, useRef, useState } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { emptyUndoStack, recordAct, redoAct, type UndoStack, undoAct } from '#web/ui/undo-stack.ts'
import { useIdentifyCopy } from './identification.queries.ts'

/** A copy changed name, or got one, or lost it. */
interface Step {
  copyId: string
  before: Student | null
  after: Student | null
}

/** What one undo takes back: one step, or two when a name goes from one copy to another. The last is the copy it is about. */
type NamingAct = readonly Step[]

const inverse = (act: NamingAct): NamingAct =>
  act.map(({ copyId, before, after }) => ({ copyId, before: after, after: before })).toReversed()

/** Names copies, and takes it back. `show` brings up the copy an undo or a refusal speaks of. */
export function useNaming(examId: string, show: (copyId: string) => void) {
  const identify = useIdentifyCopy(examId)
  const [error, setError] = useState<unknown>(null)
  // A ref: a refusal that comes later must see the acts made meanwhile.
  const stack = useRef<UndoStack<NamingAct>>(emptyUndoStack)

  // Promises: callbacks given to `mutate` are dropped as soon as the next naming begins. Steps are sent one after the other.
  const carryOut = (steps: NamingAct) =>
    Promise.allSettled(steps.map(({ copyId, after }) => identify.mutateAsync([{ copyId, student: after }])))

  const send = async (act: NamingAct, recorded: NamingAct) => {
    setError(null)
    const outcomes = await carryOut(act)
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    if (refused === undefined) return
    setError(refused.reason)
    stack.current = {
      past: stack.current.past.filter((past) => past !== recorded),
      future: stack.current.future.filter((future) => future !== recorded),
    }
    const made = act.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    await carryOut(inverse(made))
    show(placeOf(recorded))
  }

  const carryOutNew = (act: NamingAct) => {
    stack.current = recordAct(stack.current, act)
    void send(act, act)
  }
  const name = (copy: IdentificationCopy, student: Student | null) =>
    carryOutNew([{ copyId: copy.id, before: copy.student, after: student }])
  /** Gives `copy` the name that `from` bears, which is left without one. */
  const takeName = (copy: IdentificationCopy, from: IdentificationCopy) =>
    carryOutNew([
      { copyId: from.id, before: from.student, after: null },
      { copyId: copy.id, before: copy.student, after: from.student },
    ])
  const undo = () => {
    const step = undoAct(stack.current)
    if (step === null) return notifyDone('Rien à annuler.')
    stack.current = step.stack
    void send(inverse(step.act), step.act)
    show(placeOf(step.act))
  }
  const redo = () => {
    const step = redoAct(stack.current)
    if (step === null) return notifyDone('Rien à rétablir.')
    stack.current = step.stack
    void send(step.act, step.act)
    show(placeOf(step.act))
  }
  const forgetRefusal = useCallback(() => setError(null), [])
  return { name, takeName, undo, redo, error, forgetRefusal }
}

const placeOf = (act: NamingAct): string => act.at(-1)?.copyId ?? ''
