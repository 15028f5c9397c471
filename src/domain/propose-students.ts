import { assignCopies } from './assign-copies.ts'
import type { ReadingCandidate, ReadingStatus } from './header-fields.ts'

/** Whom a copy may be of, after all copies of the exam were weighed against one another. */
export interface Proposal {
  status: ReadingStatus
  /** That the proposed student is right; 0 when nobody is proposed. */
  confidence: number
  studentId: number | null
  /** The candidates with their confidence, the proposed one first. */
  candidates: ReadingCandidate[]
}

/** What the header of somebody who is not on the roster scores with the best of them, as a share of a perfect score. */
const STRANGER_FIT = 0.15
/** Certain: no other answer to everything comes so near, and the reading fits so well. */
const LEAST_REGRET = 8
const LEAST_FIT = 0.7
/** Stands for students who are not among the candidates of a copy. */
const OUT_OF_QUESTION = -1000
/** Beyond this a larger regret says no more. */
const MOST_REGRET = 20

/** Logistic regression of « the proposal is right » on regret and fit, over real handwriting: see docs/decisions/0017. */
const CONFIDENCE = { bias: -2.2, regret: 0.52, fit: 3.9 }
/** No more was ever measured. */
const MOST_CONFIDENCE = 0.999

/**
 * @param copies the candidates of each copy that nobody was named on yet, best first.
 * @param named students who have a copy already.
 */
export function proposeStudents(
  copies: readonly ReadingCandidate[][],
  named: ReadonlySet<number>,
): Proposal[] {
  // Best first again: they may come with those of the last proposal at their head.
  const open = copies.map((candidates) =>
    candidates.filter(({ studentId }) => !named.has(studentId)).toSorted((a, b) => b.score - a.score),
  )
  const students = [...new Set(open.flat().map(({ studentId }) => studentId))]
  const columnOf = new Map(students.map((studentId, column) => [studentId, column]))
  const scores = new Float64Array(copies.length * students.length).fill(OUT_OF_QUESTION)
  open.forEach((candidates, row) => {
    for (const { studentId, score } of candidates)
      scores[row * students.length + (columnOf.get(studentId) ?? 0)] = score
  })
  const none = Float64Array.from(open, ([best]) => STRANGER_FIT * (best?.perfect ?? 0))
  const { columns, regrets } = assignCopies(scores, students.length, none)
  return open.map((candidates, row) => {
    const studentId = students[columns[row] ?? -1] ?? null
    const proposal = toProposal(candidates, studentId, regrets[row] ?? 0)
    // A name may be taken off again: who has a copy now stays among the candidates, last.
    const taken = (copies[row] ?? []).filter((candidate) => named.has(candidate.studentId))
    return {
      ...proposal,
      candidates: [...proposal.candidates, ...taken.map((candidate) => ({ ...candidate, confidence: 0 }))],
    }
  })
}

function toProposal(
  candidates: readonly ReadingCandidate[],
  studentId: number | null,
  regret: number,
): Proposal {
  const proposed = candidates.find((candidate) => candidate.studentId === studentId)
  if (proposed === undefined)
    return { status: 'none', confidence: 0, studentId: null, candidates: shareOut(candidates, null, 0) }
  const fit = fitOf(proposed)
  const confidence = confidenceOf(regret, fit)
  const isCertain = regret >= LEAST_REGRET && fit >= LEAST_FIT && showsName(proposed)
  return {
    status: isCertain ? 'certain' : 'review',
    confidence,
    studentId,
    candidates: shareOut(candidates, proposed, confidence),
  }
}

/** A date alone may be another's, and a name crossed out has its reasons: a person looks. */
const LEAST_NAME_AGREEMENT = 0.5

const showsName = ({ fields }: ReadingCandidate): boolean =>
  fields.some(
    ({ field, agreement }) =>
      field !== 'birthDate' && field !== 'className' && agreement >= LEAST_NAME_AGREEMENT,
  )

const fitOf = ({ score, perfect }: ReadingCandidate): number => (perfect > 0 ? score / perfect : 0)

export function confidenceOf(regret: number, fit: number): number {
  const { bias, regret: byRegret, fit: byFit } = CONFIDENCE
  const odds = bias + byRegret * Math.min(regret, MOST_REGRET) + byFit * Math.min(1, Math.max(0, fit))
  return Math.min(MOST_CONFIDENCE, 1 / (1 + Math.exp(-odds)))
}

/** What the proposed one leaves is shared by the others, and by nobody, according to their scores. */
function shareOut(
  candidates: readonly ReadingCandidate[],
  proposed: ReadingCandidate | null,
  confidence: number,
): ReadingCandidate[] {
  const others = candidates.filter((candidate) => candidate !== proposed)
  const best = others[0]?.score ?? 0
  const stranger = Math.exp(STRANGER_FIT * (others[0]?.perfect ?? 0) - best)
  const weights = others.map(({ score }) => Math.exp(score - best))
  const sum = weights.reduce((a, b) => a + b, stranger)
  const rest = others.map((candidate, i) => ({
    ...candidate,
    confidence: ((1 - confidence) * (weights[i] ?? 0)) / sum,
  }))
  return proposed === null ? rest : [{ ...proposed, confidence }, ...rest]
}
