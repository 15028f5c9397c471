import { type GradingStructure, leavesOf, MARK_STEP, totalPoints } from './grading-structure.ts'

/** Marks by leaf question id, in points. A question without a key has no mark yet. */
export type Marks = Record<string, number>

/** What an annotation contributes to a question. */
export interface ScoreDelta {
  questionId: string | null
  scoreDelta: number | null
}

export interface QuestionScore {
  questionId: string
  /** Null while the corrector has given no mark. */
  mark: number | null
  max: number
}

export interface CopyScore {
  questions: QuestionScore[]
  /** Sum of the marks given so far. */
  total: number
  totalMax: number
  /** Leaf questions without a mark. */
  missing: string[]
}

/** A mark as it may be stored: finite, a multiple of 0.25, between 0 and the maximum. */
export const isValidMark = (mark: number, max: number): boolean =>
  Number.isFinite(mark) && mark >= 0 && mark <= max && Number.isInteger(mark / MARK_STEP)

/**
 * The one rule that combines marks and annotations, used by server, web page, PDF and exports alike:
 * the mark of a question is the corrector's mark plus the deltas of the annotations tied to it, kept within 0 and the maximum.
 * A delta alone gives no mark: the corrector has not judged the question yet.
 */
export function scoreCopy(
  structure: GradingStructure,
  marks: Marks,
  deltas: readonly ScoreDelta[],
): CopyScore {
  const sums = new Map<string, number>()
  for (const { questionId, scoreDelta } of deltas) {
    if (questionId !== null && scoreDelta !== null) {
      sums.set(questionId, toHundredths(scoreDelta) + (sums.get(questionId) ?? 0))
    }
  }
  const questions = leavesOf(structure).map((leaf): QuestionScore => {
    // Own keys only: a question may be called « constructor ».
    const given = Object.hasOwn(marks, leaf.id) ? marks[leaf.id] : undefined
    if (given === undefined) return { questionId: leaf.id, mark: null, max: leaf.points }
    const hundredths = toHundredths(given) + (sums.get(leaf.id) ?? 0)
    return {
      questionId: leaf.id,
      mark: clamp(hundredths, 0, toHundredths(leaf.points)) / 100,
      max: leaf.points,
    }
  })
  return {
    questions,
    total: questions.reduce((total, { mark }) => total + toHundredths(mark ?? 0), 0) / 100,
    totalMax: totalPoints(structure),
    missing: questions.filter(({ mark }) => mark === null).map(({ questionId }) => questionId),
  }
}

/** The total brought to 20, half-up to two decimals; 0 for a barème without points. */
export const outOf20 = (total: number, totalMax: number): number =>
  totalMax === 0 ? 0 : roundHalfUp((total * 20) / totalMax)

/** Half-up to two decimals. The small term repairs 1.005, which binary floating point holds as a hair less. */
export const roundHalfUp = (value: number): number => Math.floor(value * 100 + 0.5 + 1e-9) / 100

/** « 12,5 »: decimal comma, at most two decimals, a true minus sign. */
export function formatMark(value: number): string {
  const text = String(roundHalfUp(Math.abs(value))).replace('.', ',')
  return value < 0 && text !== '0' ? `−${text}` : text
}

/** « +0,5 » or « −0,25 ». */
export const formatDelta = (value: number): string =>
  value > 0 ? `+${formatMark(value)}` : formatMark(value)

/** Sums are done in hundredths, so that no chain of additions drifts. */
const toHundredths = (points: number): number => Math.round(points * 100)

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
