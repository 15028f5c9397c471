import { describe, expect, it } from 'vitest'
import type { Exam, ExamCounts } from '#contract/exams.ts'
import { nextStage, stagesOf } from './stages.ts'

const NOTHING: ExamCounts = {
  students: 0,
  correctors: 0,
  scans: 0,
  scansRunning: 0,
  scansRefused: 0,
  copies: 0,
  staging: 0,
  ready: 0,
  locked: 0,
  graded: 0,
  identified: 0,
  proposed: 0,
  assigned: 0,
  questions: 0,
}
const PREPARED = { students: 24, correctors: 2, questions: 8 }
const exam = (counts: Partial<ExamCounts>, resultsReleasedAt: string | null = null): Exam => ({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Bac blanc',
  date: '2026-06-15',
  uploadMode: 'BATCH_A3',
  pagesPerBooklet: 4,
  subject: null,
  coefficient: 1,
  gradingStructure: [],
  totalPoints: 20,
  resultsReleasedAt,
  anonymityLiftedAt: null,
  correctors: [],
  counts: { ...NOTHING, ...counts },
})
const next = (counts: Partial<ExamCounts>, released?: string) =>
  nextStage(stagesOf(exam(counts, released)))?.path
const words = (counts: Partial<ExamCounts>) => stagesOf(exam(counts)).map(({ word }) => word)

describe('the stages of an exam', () => {
  it('points to the first thing a person must do, stage after stage', () => {
    expect(next({})).toBe('preparation')
    expect(next(PREPARED)).toBe('numerisation')
    expect(next({ ...PREPARED, scans: 1, scansRunning: 1 })).toBeUndefined()
    expect(next({ ...PREPARED, scans: 2, scansRefused: 1 })).toBe('numerisation')
    const scanned = { ...PREPARED, scans: 1, copies: 24 }
    expect(next({ ...scanned, staging: 24 })).toBe('agrafage')
    expect(next({ ...scanned, ready: 24 })).toBe('identification')
    expect(next({ ...scanned, ready: 24, identified: 24 })).toBe('repartition')
    const shared = { ...scanned, identified: 24, assigned: 24 }
    expect(next({ ...shared, ready: 20, graded: 4 })).toBeUndefined()
    expect(next({ ...shared, graded: 24 })).toBe('resultats')
    expect(next({ ...shared, graded: 24 }, '2026-07-01T08:00:00.000Z')).toBeUndefined()
  })

  it('counts what is left at each stage', () => {
    expect(
      words({ ...PREPARED, scans: 1, copies: 24, staging: 1, identified: 12, assigned: 16, graded: 3 }),
    ).toEqual([
      '24\u00A0élèves',
      '1\u00A0fichier',
      '1 à vérifier',
      '12 à identifier',
      '8 à répartir',
      '3 sur 24',
      '',
    ])
  })

  it('has names to verify once the machine proposes some', () => {
    const identification = (proposed: number, identified: number) =>
      words({ ...PREPARED, scans: 1, copies: 24, proposed, identified })[3]
    expect(identification(0, 4)).toBe('20 à identifier')
    expect(identification(18, 4)).toBe('20 à vérifier')
    expect(identification(0, 24)).toBe('24\u00A0copies')
  })
})
