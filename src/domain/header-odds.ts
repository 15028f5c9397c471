import type { HalfAnalysis } from './scan-pages.ts'

/** What else speaks for a half being the first page of a copy, as log-likelihood ratio. */
export type HeaderEvidence = ReadonlyMap<HalfAnalysis, number>

/** Frames are drawn by students too: by one in twenty where they look like a header. */
const MOST_FRAME_ODDS = 3.5
export const MOST_HEADER_ODDS = 6
/** Log-odds of a page top with nothing like a header on it; and print this likely makes up for missing frames. */
export const NOTHING_SEEN = -2
const PRINT_WITHOUT_FRAMES = 1

/**
 * Log-odds that the top of a half was printed as a header, from its frames and rules and from what it has in common with others.
 */
export function headerOdds(
  half: HalfAnalysis,
  upsideDown: boolean,
  printEvidence: HeaderEvidence | undefined,
): number {
  const score = half.rotation >= 180 === upsideDown ? half.headerScore : half.headerScoreUpsideDown
  const framed = frameOdds(score)
  const print = printEvidence?.get(half) ?? 0
  const frames = framed < 0 ? framed * (1 - Math.max(0, Math.min(1, print / PRINT_WITHOUT_FRAMES))) : framed
  return Math.min(MOST_HEADER_ODDS, frames + print)
}

/** Log-odds of a header from frames and rules alone. */
export function frameOdds(score: number): number {
  const clamped = Math.min(Math.max(score, 1e-6), 1 - 1e-6)
  return Math.min(MOST_FRAME_ODDS, Math.log(clamped / (1 - clamped)))
}
