import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyUndoStack, recordAct, redoAct, type UndoStack, undoAct } from './undo-stack.ts'

const stackOf = (...acts: number[]): UndoStack<number> =>
  acts.reduce<UndoStack<number>>(recordAct, emptyUndoStack)

describe('undo stack', () => {
  it('has nothing to undo or redo when empty', () => {
    expect(undoAct(emptyUndoStack)).toBeNull()
    expect(redoAct(emptyUndoStack)).toBeNull()
  })

  it('gives acts back last first, and does them again in order', () => {
    const one = undoAct(stackOf(1, 2, 3))
    expect(one?.act).toBe(3)
    const two = undoAct(one?.stack ?? emptyUndoStack)
    expect(two?.act).toBe(2)
    expect(redoAct(two?.stack ?? emptyUndoStack)?.act).toBe(2)
  })

  it('forgets what was undone once something else is done', () => {
    const undone = undoAct(stackOf(1, 2))
    expect(recordAct(undone?.stack ?? emptyUndoStack, 9)).toEqual({ past: [1, 9], future: [] })
  })

  it('comes back to where it was after as many redos as undos, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.nat(60), (acts, steps) => {
        const start = stackOf(...acts)
        let stack = start
        let undone = 0
        for (; undone < steps; undone++) {
          const step = undoAct(stack)
          if (step === null) break
          stack = step.stack
        }
        expect(undone).toBe(Math.min(steps, acts.length))
        for (; undone > 0; undone--) stack = redoAct(stack)?.stack ?? emptyUndoStack
        expect(stack).toEqual(start)
      }),
    )
  })
})
