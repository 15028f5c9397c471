import { useRef, useState } from 'react'
import { notifyDone, notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { emptyUndoStack, recordAct, redoAct, type UndoStack, undoAct } from '#web/ui/undo-stack.ts'
import { type NamedCopy, useNameInBulk } from './identification.queries.ts'

/** Why a copy was left as it is. */
export interface Refusal {
  copyId: string
  detail: string
}

/** Confirms many names at once, and takes exactly these back. */
export function useBulkNaming(examId: string) {
  const confirming = useNameInBulk(examId, 'confirm')
  const withdrawing = useNameInBulk(examId, 'withdraw')
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

  const confirm = async (copies: readonly NamedCopy[]) => {
    const done = await send('confirm', copies)
    if (done === null || done.length === 0) return
    stack.current = recordAct(stack.current, done)
    notifyUndo(`${countOf(done.length, 'nom confirmé', 'noms confirmés')}.`, () => void undo())
  }
  const undo = async () => {
    const step = undoAct(stack.current)
    if (step === null) return notifyDone('Rien à annuler.')
    const done = await send('withdraw', step.act)
    if (done === null) return
    stack.current = step.stack
    notifyDone(`Annulé\u00A0: ${countOf(done.length, 'nom retiré', 'noms retirés')}.`)
  }
  const redo = async () => {
    const step = redoAct(stack.current)
    if (step === null) return notifyDone('Rien à rétablir.')
    const done = await send('confirm', step.act)
    if (done === null) return
    stack.current = step.stack
    notifyDone(`Rétabli\u00A0: ${countOf(done.length, 'nom confirmé', 'noms confirmés')}.`)
  }
  const forget = () => {
    setRefusals([])
    setError(null)
  }
  return { confirm, undo, redo, refusals, error, forget }
}
