/** What was done, oldest first, and what was undone and can be done again, next first. Never cut short. */
export interface UndoStack<Act> {
  past: readonly Act[]
  future: readonly Act[]
}

export const emptyUndoStack = { past: [], future: [] } as const satisfies UndoStack<never>

/** A new act makes what was undone before it impossible to redo. */
export const recordAct = <Act>(stack: UndoStack<Act>, act: Act): UndoStack<Act> => ({
  past: [...stack.past, act],
  future: [],
})

/** The act to take back and the stack once it is; null when there is nothing to undo. */
export function undoAct<Act>(stack: UndoStack<Act>): { act: Act; stack: UndoStack<Act> } | null {
  const act = stack.past.at(-1)
  if (act === undefined) return null
  return { act, stack: { past: stack.past.slice(0, -1), future: [act, ...stack.future] } }
}

/** The act to do again and the stack once it is; null when nothing was undone. */
export function redoAct<Act>(stack: UndoStack<Act>): { act: Act; stack: UndoStack<Act> } | null {
  const [act, ...future] = stack.future
  if (act === undefined) return null
  return { act, stack: { past: [...stack.past, act], future } }
}
