import type { Desk, DeskView, Marking } from '#contract/grading.ts'
import type { AnnotationType } from '#domain/annotations.ts'
import { removeAnnotation } from './marking.ts'
import { closeStep, commit, type MarkingHistory, redo, startHistory, undo } from './marking-history.ts'
import type { SaveState } from './save-queue.ts'

export type Tool = 'select' | 'text' | 'ink' | 'rectangle' | 'tick' | 'cross'

/** Whether this desk may change the copy, and if not why. */
export type Hold =
  | { kind: 'mine' }
  | { kind: 'held'; holder: string; since: string }
  | { kind: 'graded' }
  | { kind: 'notReady' }
  /** An administrator looks without marking. */
  | { kind: 'looking' }
  /** It was mine; another tab or device, or time, took it. */
  | { kind: 'lost' }

/** Work of this machine that a newer saved version has overtaken. */
interface AsideWork {
  marking: Marking
  differences: string[]
}

export interface DeskState {
  desk: Desk
  hold: Hold
  history: MarkingHistory
  view: DeskView
  saving: SaveState
  /** Why the last save was refused, in the server's words. */
  refusal: string | null
  aside: AsideWork | null
  tool: Tool
  type: AnnotationType
  /** Annotation in hand, and whether its text is being written. */
  selectedId: string | null
  isWriting: boolean
}

/** Making an annotation and writing its text are one step to undo. */
export const writingStep = (annotationId: string): string => `annotation:${annotationId}`

/** The state of one open desk. Changes of the marking and of the view are told apart: the first are saved at once. */
export class DeskStore {
  #state: DeskState
  readonly #listeners = new Set<() => void>()
  /** Told of every change of the marking by the person. */
  onMarking: () => void = () => {}
  onView: () => void = () => {}

  constructor(desk: Desk, hold: Hold) {
    this.#state = {
      desk,
      hold,
      history: startHistory(desk.draft.marking),
      view: desk.draft.view,
      saving: 'saved',
      refusal: null,
      aside: null,
      tool: 'select',
      type: 'COMMENT',
      selectedId: null,
      isWriting: false,
    }
  }

  readonly getState = (): DeskState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get marking(): Marking {
    return this.#state.history.present
  }

  get canMark(): boolean {
    return this.#state.hold.kind === 'mine'
  }

  set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** One change by the person. Changes that share a `stepKey` and follow each other are undone together. */
  change(next: (marking: Marking) => Marking, stepKey: string | null = null): void {
    if (this.canMark) this.#goTo(commit(this.#state.history, next(this.marking), stepKey))
  }

  undo(): void {
    if (this.canMark) this.#goTo(undo(this.#state.history))
  }

  redo(): void {
    if (this.canMark) this.#goTo(redo(this.#state.history))
  }

  closeStep(): void {
    this.set({ history: closeStep(this.#state.history) })
  }

  look(view: Partial<DeskView>): void {
    this.set({ view: { ...this.#state.view, ...view } })
    this.onView()
  }

  /** Takes an annotation in hand (`null`: none), to write its text if `isWriting`. */
  select(id: string | null, isWriting = false): void {
    const { selectedId, isWriting: wasWriting } = this.#state
    if (id === selectedId && isWriting === wasWriting) return
    if (wasWriting && selectedId !== null) this.#dropIfSilent(selectedId)
    const { history } = this.#state
    // A new annotation and its first words are still one step.
    const goesOn = isWriting && id !== null && history.stepKey === writingStep(id)
    this.set({ selectedId: id, isWriting, history: goesOn ? history : closeStep(history) })
  }

  /** A comment that says nothing and counts for nothing is not one. */
  #dropIfSilent(id: string): void {
    const left = this.marking.annotations.find((annotation) => annotation.id === id)
    if (left?.type !== 'COMMENT' || left.content !== null || left.scoreDelta !== null) return
    this.change((marking) => removeAnnotation(marking, id), writingStep(id))
  }

  #goTo(history: MarkingHistory): void {
    const before = this.#state.history
    if (history === before) return
    const { selectedId } = this.#state
    const isThere = history.present.annotations.some(({ id }) => id === selectedId)
    this.set({ history, ...(isThere ? {} : { selectedId: null, isWriting: false }) })
    if (history.present !== before.present) this.onMarking()
  }
}
