import { useEffect, useReducer } from 'react'
import { type GradingStructure, withParentSums } from '#domain/grading-structure.ts'
import { type Outline, outlineOf, structureOf } from './bareme-outline.ts'

interface Editing {
  /** What the server has, as last seen. */
  saved: GradingStructure
  outline: Outline
  undoable: readonly Outline[]
  redoable: readonly Outline[]
  /** The field being typed in: its letters are undone together. */
  typing: string | null
}

type Gesture =
  | { kind: 'changed'; change: (outline: Outline) => Outline; typing: string | null }
  | { kind: 'undone' }
  | { kind: 'redone' }
  | { kind: 'read'; structure: GradingStructure }

const UNDO_LIMIT = 200
const isSame = (a: GradingStructure, b: GradingStructure): boolean => JSON.stringify(a) === JSON.stringify(b)
/** Is this barème the saved one? Points of parents are sums, whatever they were sent as. */
const isWritten = (outline: Outline, saved: GradingStructure): boolean =>
  isSame(withParentSums(structureOf(outline)), withParentSums(saved))

const begin = (structure: GradingStructure): Editing => ({
  saved: structure,
  outline: outlineOf(structure),
  undoable: [],
  redoable: [],
  typing: null,
})

function reduce(state: Editing, gesture: Gesture): Editing {
  switch (gesture.kind) {
    case 'changed': {
      const outline = gesture.change(state.outline)
      if (outline === state.outline) return state
      const goesOn = gesture.typing !== null && gesture.typing === state.typing
      return {
        ...state,
        outline,
        typing: gesture.typing,
        undoable: goesOn ? state.undoable : [...state.undoable, state.outline].slice(-UNDO_LIMIT),
        redoable: [],
      }
    }
    case 'undone': {
      const before = state.undoable.at(-1)
      if (before === undefined) return state
      return {
        ...state,
        outline: before,
        undoable: state.undoable.slice(0, -1),
        redoable: [...state.redoable, state.outline],
        typing: null,
      }
    }
    case 'redone': {
      const after = state.redoable.at(-1)
      if (after === undefined) return state
      return {
        ...state,
        outline: after,
        undoable: [...state.undoable, state.outline],
        redoable: state.redoable.slice(0, -1),
        typing: null,
      }
    }
    case 'read':
      if (isSame(gesture.structure, state.saved)) return state
      // Somebody else's barème replaces what is shown only where nothing would be lost here.
      return isWritten(state.outline, state.saved)
        ? begin(gesture.structure)
        : { ...state, saved: gesture.structure }
  }
}

/** The barème being written, with its undo, beside the one the server has. */
export function useBaremeEditor(structure: GradingStructure) {
  const [state, tell] = useReducer(reduce, structure, begin)
  useEffect(() => tell({ kind: 'read', structure }), [structure])
  return {
    outline: state.outline,
    structure: structureOf(state.outline),
    changed: !isWritten(state.outline, state.saved),
    canUndo: state.undoable.length > 0,
    canRedo: state.redoable.length > 0,
    /** `typing` names the field while letters are typed in it. */
    change: (outline: Outline, typing: string | null = null) =>
      tell({ kind: 'changed', change: () => outline, typing }),
    /** For a change that comes later than the lines it was made from. */
    changeLatest: (change: (outline: Outline) => Outline) => tell({ kind: 'changed', change, typing: null }),
    undo: () => tell({ kind: 'undone' }),
    redo: () => tell({ kind: 'redone' }),
  }
}
