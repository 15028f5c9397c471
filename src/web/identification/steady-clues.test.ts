import { expect, it } from 'vitest'
import type { IdentificationCopy } from '#contract/identification.ts'
import { steadyClues } from './steady-clues.ts'

/** A copy proposed to that student; to nobody, and not read yet, without one. */
const copyOf = (id: string, studentId: number | null): IdentificationCopy => ({
  id,
  anonymousId: id,
  status: 'READY',
  headerPageId: null,
  headerVersion: '',
  student: null,
  proposal: studentId === null ? null : { studentId, origin: 'header', certain: true, fileName: null },
  reading:
    studentId === null
      ? null
      : { status: 'certain', confidence: 0.9, detectedText: '', nameArea: null, candidates: [] },
})

it('another copy, or none, is shown as it is', () => {
  expect(steadyClues(copyOf('a', 1), null)).toBeNull()
  expect(steadyClues(null, copyOf('a', 1))).toEqual(copyOf('a', 1))
  expect(steadyClues(copyOf('a', 1), copyOf('b', 2))).toEqual(copyOf('b', 2))
})

it('a copy keeps the proposal it was first shown with, though another is made meanwhile; all else follows', () => {
  const now = { ...copyOf('a', 2), headerVersion: 'finer' }
  expect(steadyClues(copyOf('a', 1), now)).toEqual({ ...copyOf('a', 1), headerVersion: 'finer' })
})

it('what comes after a wait, or is read again, is taken', () => {
  expect(steadyClues(copyOf('a', null), copyOf('a', 1))).toEqual(copyOf('a', 1))
  const waiting = steadyClues(copyOf('a', 1), copyOf('a', null))
  expect(waiting).toEqual(copyOf('a', null))
  expect(steadyClues(waiting, copyOf('a', 2))).toEqual(copyOf('a', 2))
})
