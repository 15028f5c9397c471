import type { RosterProblem } from '#contract/students.ts'

export interface ProblemGroup {
  severity: RosterProblem['severity']
  message: string
  /** In order, each once. */
  lines: number[]
}

/** More runs of lines than these are counted, not listed. */
const RUNS_SHOWN = 8

/**
 * What is said of many lines in the same words is said once. Refused lines come first, and what is said of many lines after what is
 * said of few: a column of missing addresses must hide nothing. Otherwise the order of the file is kept.
 */
export function groupProblems(problems: readonly RosterProblem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>()
  for (const { severity, message, line } of problems) {
    const key = `${severity} ${message}`
    const group = groups.get(key) ?? { severity, message, lines: [] }
    if (group.lines.at(-1) !== line) group.lines.push(line)
    groups.set(key, group)
  }
  const rank = ({ severity, lines }: ProblemGroup): number =>
    (severity === 'error' ? 0 : 2) + (lines.length > RUNS_SHOWN ? 1 : 0)
  return [...groups.values()].sort((a, b) => rank(a) - rank(b))
}

/** [3, 5, 6, 7, 9] → « 3, 5 à 7, 9 ». Line 0 is the whole file. */
export function writeLines(lines: readonly number[]): string {
  const runs: Array<{ from: number; to: number }> = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last !== undefined && last.to === line - 1) last.to = line
    else runs.push({ from: line, to: line })
  }
  const written = runs
    .slice(0, RUNS_SHOWN)
    .map(({ from, to }) =>
      from === 0 ? '—' : from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from} à ${to}`,
    )
    .join(', ')
  const more = runs.slice(RUNS_SHOWN).reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return more === 0 ? written : `${written} et ${more} ${more > 1 ? 'autres' : 'autre'}`
}
