import { useRef, useState } from 'react'
import { notifyDone, notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { emptyUndoStack, recordAct, redoAct, type UndoStack, undoAct } from '#web/ui/undo-stack.ts'
import { type NamedCopy, useConfirmCopies, useWithdrawNames } from './identification.queries.ts'

/** Why a copy was left as it is. */
export interface Refusal {
  copyId: string
  detail: string
}

/** Confirms many names at once, and takes exactly these back. */
export function useBulkNaming(examId: string) {
  const confirming = useConfirmCopies(examId)
  const withdrawing = useWithdrawNames(examId)
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const [error, setError] = useState<unknown>(null)
  const stack = useRef<UndoStack<readonly NamedCopy[]>>(emptyUndoStack)

  /** Those for which it was done; null when there was no answer, and nothing is known to have changed. */
  const send = async (act: 'confirm' | 'withdraw', copies: readonly NamedCopy[]) => {
    setError(null)
    setRefusals([])
    try {
      const refused = await (act === 'confirm' ? confirming : withdrawing).mutateAsync(copies)
      setRefusals(refused)
      const ids = new Set(refused.map(({ copyId }) => copyId))
      return copies.filter(({ copyId }) => !ids.has(copyId))
    } catch (refusal) {
      setError(refusal)
      return null
    }
  }

  // The stack moves at once, for whoever undoes before the answer; requests keep their order.
  const confirm = async (copies: readonly NamedCopy[]) => {
    stack.current = recordAct(stack.current, copies)
    const done = (await send('confirm', copies)) ?? []
    stack.current = withAct(stack.current, copies, done)
    if (done.length > 0)
      notifyUndo(`${countOf(done.length, 'nom confirmé', 'noms confirmés')}.`, () => void undo())
  }
  const undo = async () => {
    const before = stack.current
    const step = undoAct(before)
    if (step === null) return notifyDone('Rien à annuler.')
    stack.current = step.stack
    const done = await send('withdraw', step.act)
    if (done !== null) notifyDone(`Annulé\u00A0: ${countOf(done.length, 'nom retiré', 'noms retirés')}.`)
    else if (stack.current === step.stack) stack.current = before
  }
  const redo = async () => {
    const before = stack.current
    const step = redoAct(before)
    if (step === null) return notifyDone('Rien à rétablir.')
    stack.current = step.stack
    const done = await send('confirm', step.act)
    if (done !== null) notifyDone(`Rétabli\u00A0: ${countOf(done.length, 'nom confirmé', 'noms confirmés')}.`)
    else if (stack.current === step.stack) stack.current = before
  }
  const forget = () => {
    setRefusals([])
    setError(null)
  }
  return { confirm, undo, redo, refusals, error, forget }
}

type BulkAct = readonly NamedCopy[]

/** The stack with only what was done of an act; without the act when that is nothing. */
function withAct(stack: UndoStack<BulkAct>, act: BulkAct, done: BulkAct): UndoStack<BulkAct> {
  const corrected = (acts: readonly BulkAct[]) =>
    acts.map((each) => (each === act ? done : each)).filter(({ length }) => length > 0)
  return { past: corrected(stack.past), future: corrected(stack.future) }
}
