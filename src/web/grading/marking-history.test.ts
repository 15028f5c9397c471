import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Marking } from '#contract/grading.ts'
import { EMPTY_MARKING, setAppreciation, setMark } from './marking.ts'
import { closeStep, commit, type MarkingHistory, redo, startHistory, undo } from './marking-history.ts'

const typed = (history: MarkingHistory, text: string, stepKey: string | null): MarkingHistory =>
  commit(history, setAppreciation(history.present, text), stepKey)

describe('marking history', () => {
  it('has nothing to undo or redo at the start', () => {
    const history = startHistory(EMPTY_MARKING)
    expect(undo(history)).toBe(history)
    expect(redo(history)).toBe(history)
  })

  it('undoes a word typed letter by letter as one step', () => {
    const history = ['b', 'bi', 'bien'].reduce(
      (all, text) => typed(all, text, 'a'),
      startHistory(EMPTY_MARKING),
    )
    expect(undo(history).present).toBe(EMPTY_MARKING)
  })

  it('keeps apart what was typed before and after the field was left', () => {
    const first = closeStep(typed(startHistory(EMPTY_MARKING), 'bien', 'a'))
    const second = typed(first, 'bien vu', 'a')
    expect(undo(second).present.appreciation).toBe('bien')
  })

  it('does not join a change to what an undo brought back', () => {
    const history = undo(typed(typed(startHistory(EMPTY_MARKING), 'un', 'a'), 'deux', 'b'))
    expect(undo(typed(history, 'trois', 'a')).present.appreciation).toBe('un')
  })

  it('leaves nothing to undo after a step that ended where it began', () => {
    const history = typed(typed(startHistory(EMPTY_MARKING), 'b', 'a'), '', 'a')
    expect(history.past).toEqual([])
    expect(history.present).toBe(EMPTY_MARKING)
  })

  it('goes back through every state and forth again, however many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ question: fc.constantFrom('q1', 'q2'), quarter: fc.nat(8) }), { maxLength: 80 }),
        (changes) => {
          const states: Marking[] = [EMPTY_MARKING]
          let history = startHistory(EMPTY_MARKING)
          for (const { question, quarter } of changes) {
            history = commit(history, setMark(history.present, question, quarter / 4))
            states.push(history.present)
          }
          const end = history.present
          for (const state of states.toReversed()) {
            expect(history.present).toBe(state)
            history = undo(history)
          }
          for (const _ of changes) history = redo(history)
          expect(history.present).toBe(end)
        },
      ),
    )
  })
})
