import type { Marking } from '#contract/grading.ts'
import { sameMarking } from './marking.ts'

/** Every state the marking went through, by snapshots: they share all that did not change, so they cost little. */
export interface MarkingHistory {
  past: Marking[]
  present: Marking
  future: Marking[]
  /** What the last step was about; the next change of the same thing joins it, so that a word typed is one step. */
  stepKey: string | null
}

export const startHistory = (present: Marking): MarkingHistory => ({
  past: [],
  present,
  future: [],
  stepKey: null,
})

/** Makes `next` the present. With the `stepKey` of the step before, it replaces that step's outcome. */
export function commit(
  history: MarkingHistory,
  next: Marking,
  stepKey: string | null = null,
): MarkingHistory {
  if (next === history.present) return history
  const joins = stepKey !== null && stepKey === history.stepKey
  const past = joins ? history.past : [...history.past, history.present]
  const before = past.at(-1)
  // A step that ends where it began (an empty comment given up) leaves nothing to undo.
  if (joins && before !== undefined && sameMarking(before, next)) {
    return { past: past.slice(0, -1), present: before, future: [], stepKey: null }
  }
  return { past, present: next, future: [], stepKey }
}

/** Whatever comes next is a step of its own. */
export const closeStep = (history: MarkingHistory): MarkingHistory =>
  history.stepKey === null ? history : { ...history, stepKey: null }

export function undo(history: MarkingHistory): MarkingHistory {
  const present = history.past.at(-1)
  if (present === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    stepKey: null,
  }
}

export function redo(history: MarkingHistory): MarkingHistory {
  const [present, ...future] = history.future
  if (present === undefined) return history
  return { past: [...history.past, history.present], present, future, stepKey: null }
}
