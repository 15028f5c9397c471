import { roundHalfUp } from '#domain/scoring.ts'

export interface ClassFigures {
  /** Copies that have a mark. */
  count: number
  average: number
  median: number
  lowest: number
  highest: number
}

/** Figures of the marks given, half-up to two decimals; null while there is none. */
export function classFigures(marks: ReadonlyArray<number | null>): ClassFigures | null {
  const given = marks.filter((mark) => mark !== null).toSorted((a, b) => a - b)
  const [lowest] = given
  const highest = given.at(-1)
  if (lowest === undefined || highest === undefined) return null
  // Marks have two decimals: sums of whole hundredths do not drift.
  const sum = given.reduce((total, mark) => total + Math.round(mark * 100), 0) / 100
  const middle = given.slice(Math.ceil(given.length / 2) - 1, Math.floor(given.length / 2) + 1)
  return {
    count: given.length,
    average: roundHalfUp(sum / given.length),
    median: roundHalfUp(middle.reduce((total, mark) => total + mark, 0) / middle.length),
    lowest,
    highest,
  }
}
