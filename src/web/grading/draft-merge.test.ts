import { describe, expect, it } from 'vitest'
import type { Draft, Marking } from '#contract/grading.ts'
import type { Annotation } from '#domain/annotations.ts'
import type { GradingStructure } from '#domain/grading-structure.ts'
import { describeDifferences, mergeDraft } from './draft-merge.ts'
import { addAnnotation, changeAnnotation, EMPTY_MARKING, setMark, setRemark } from './marking.ts'

const STRUCTURE: GradingStructure = [
  {
    id: 'e1',
    label: 'Exercice 1',
    points: 6,
    children: [
      { id: 'q1', label: 'Question 1', points: 4 },
      { id: 'q2', label: 'Question 2', points: 2 },
    ],
  },
]
const VIEW = { activePage: 0, zoom: 1, scroll: 0, activeQuestion: null, unsavedText: '' }
const draft = (version: number, marking: Marking): Draft => ({ version, marking, view: VIEW })
const annotation = (id: string): Annotation => ({
  id,
  pageIndex: 0,
  x: 0.1,
  y: 0.1,
  w: 0.2,
  h: 0.1,
  type: 'ERROR',
  content: null,
  scoreDelta: null,
  questionId: null,
})

describe('work kept on this machine, when the desk opens', () => {
  const here = setMark(EMPTY_MARKING, 'q1', 3)

  it('is set aside when something newer was saved elsewhere', () => {
    expect(mergeDraft(draft(5, EMPTY_MARKING), { baseVersion: 4, marking: here })).toBe('differs')
  })

  it('goes on when nothing was saved since', () => {
    expect(mergeDraft(draft(4, EMPTY_MARKING), { baseVersion: 4, marking: here })).toBe('local')
  })

  it('is of no more use when the server has it, whatever the version and the order', () => {
    const a = addAnnotation(addAnnotation(here, annotation('a')), annotation('b'))
    const b = addAnnotation(addAnnotation(here, annotation('b')), annotation('a'))
    expect(mergeDraft(draft(9, b), { baseVersion: 4, marking: a })).toBe('server')
    expect(mergeDraft(draft(9, b), undefined)).toBe('server')
  })
})

describe('differences in plain words', () => {
  it('are none between equal markings', () => {
    const marking = addAnnotation(setRemark(EMPTY_MARKING, 'q1', 'Oui'), annotation('a'))
    expect(describeDifferences(marking, structuredClone(marking), STRUCTURE)).toEqual([])
  })

  it('name the question and both marks', () => {
    const lines = describeDifferences(
      setMark(EMPTY_MARKING, 'q1', 2.5),
      setMark(setMark(EMPTY_MARKING, 'q1', 3), 'q2', 1),
      STRUCTURE,
    )
    expect(lines).toEqual([
      'Exercice 1 › Question 1\u00A0: 2,5 sur ce poste, 3 enregistré',
      'Exercice 1 › Question 2\u00A0: sans note sur ce poste, 1 enregistré',
    ])
  })

  it('count annotations added, missing and changed', () => {
    const server = addAnnotation(addAnnotation(EMPTY_MARKING, annotation('a')), annotation('b'))
    const local = addAnnotation(
      changeAnnotation({ ...server, annotations: server.annotations.slice(0, 1) }, 'a', { x: 0.5 }),
      annotation('c'),
    )
    expect(describeDifferences(local, server, STRUCTURE)).toEqual([
      '1\u00A0annotation seulement sur ce poste',
      '1\u00A0annotation seulement dans la version enregistrée',
      '1\u00A0annotation modifiée sur ce poste',
    ])
  })
})
