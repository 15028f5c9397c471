import { beforeEach, describe, expect, it } from 'vitest'
import type { Desk } from '#contract/grading.ts'
import type { Annotation } from '#domain/annotations.ts'
import { DeskStore, writingStep } from './desk-store.ts'
import { addAnnotation, changeAnnotation, EMPTY_MARKING, setMark } from './marking.ts'

const DESK: Desk = {
  id: 'copy',
  anonymousId: 'K7QX-4PD',
  status: 'LOCKED',
  exam: { id: 'exam', name: 'Examen', gradingStructure: [{ id: 'q1', label: 'Q1', points: 4 }] },
  pages: [{ index: 0, look: '', widthPx: 1240, heightPx: 1754, blank: false }],
  draft: {
    version: 0,
    marking: EMPTY_MARKING,
    view: { activePage: 0, zoom: 1, scroll: 0, activeQuestion: null, unsavedText: '' },
  },
  lock: null,
}
const comment = (id: string): Annotation => ({
  id,
  pageIndex: 0,
  x: 0.1,
  y: 0.1,
  w: 0.2,
  h: 0.1,
  type: 'COMMENT',
  content: null,
  scoreDelta: null,
  questionId: null,
})

let store: DeskStore
let saves: number
let looks: number
beforeEach(() => {
  store = new DeskStore(DESK, { kind: 'mine' })
  saves = 0
  looks = 0
  store.onMarking = () => {
    saves += 1
  }
  store.onView = () => {
    looks += 1
  }
})

describe('a desk that does not hold the copy', () => {
  it('changes nothing', () => {
    store.change((marking) => setMark(marking, 'q1', 2))
    for (const kind of ['graded', 'lost', 'looking', 'notReady'] as const) {
      store.set({ hold: { kind } })
      store.change((marking) => setMark(marking, 'q1', 3))
      store.undo()
    }
    expect(store.marking.marks).toEqual({ q1: 2 })
    expect(saves).toBe(1)
  })
})

describe('a desk', () => {
  it('tells of every change, undo and redo once, and of views apart', () => {
    store.change((marking) => setMark(marking, 'q1', 2))
    store.undo()
    store.undo()
    store.redo()
    store.look({ zoom: 2 })
    expect(store.marking.marks).toEqual({ q1: 2 })
    expect([saves, looks]).toEqual([3, 1])
  })

  it('makes one step of an annotation and its first words', () => {
    store.change((marking) => addAnnotation(marking, comment('a')), writingStep('a'))
    store.select('a', true)
    for (const content of ['o', 'ou', 'oui']) {
      store.change((marking) => changeAnnotation(marking, 'a', { content }), writingStep('a'))
    }
    store.select(null)
    expect(store.marking.annotations[0]?.content).toBe('oui')
    store.undo()
    expect(store.marking).toBe(EMPTY_MARKING)
  })

  it('forgets a comment left without a word, and has nothing to undo then', () => {
    store.change((marking) => addAnnotation(marking, comment('a')), writingStep('a'))
    store.select('a', true)
    store.select(null)
    expect(store.marking).toBe(EMPTY_MARKING)
    expect(store.getState().history.past).toEqual([])
  })

  it('keeps a comment without words that counts points', () => {
    store.change((marking) => addAnnotation(marking, { ...comment('a'), scoreDelta: -0.5 }), writingStep('a'))
    store.select('a', true)
    store.select(null)
    expect(store.marking.annotations).toHaveLength(1)
  })

  it('lets go of an annotation that an undo takes away', () => {
    store.change((marking) => addAnnotation(marking, { ...comment('a'), content: 'oui' }))
    store.select('a')
    store.undo()
    expect(store.getState().selectedId).toBeNull()
  })
})
