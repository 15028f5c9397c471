import { type HandSignal, readGreedily, SIGN_CLASS, SIGNS } from './hand-signal.ts'
import type { HeaderField, ReadingCandidate, SeenField } from './header-fields.ts'
import { IMPOSSIBLE, LETTER_BONUS, type SoftSignal, scoreTexts, soften } from './name-odds.ts'
import {
  type RosterEntry,
  type Spelling,
  spellBirthDate,
  spellClassName,
  spellFirstName,
  spellFullName,
  spellLastName,
} from './student-spellings.ts'

/** What was seen in one field of a header. */
export interface SeenSignal {
  field: SeenField
  signal: HandSignal
}

/** How well a header fits one student. */
export interface StudentOdds {
  studentId: number
  /** Sum over the fields; differences between students are log-odds. */
  score: number
  /** What the fields would score if the student's own values were read without any doubt. */
  perfect: number
  fields: Array<{ field: HeaderField; agreement: number }>
}

/** How much a field may speak against a student: a field may hold another's value, a scribble, or be badly found. */
const MOST_AGAINST: Record<HeaderField, number> = {
  fullName: 60,
  lastName: 40,
  firstName: 40,
  birthDate: 20,
  className: 8,
}
/** Names written each in the place of the other. */
const SWAPPED_COST = 4

/** How one field fits each student, in the order of the roster. */
interface FieldScores {
  field: HeaderField
  scores: Float64Array
  /** What a perfect reading of the student's own value would score. */
  perfect: Float64Array
}

/** As many candidates are kept: whoever is not among them is not the student. */
const MOST_CANDIDATES = 20

/** The students whom a header may belong to, best first. Their confidence is not known before all copies are compared. */
export const rankCandidates = (
  seen: readonly SeenSignal[],
  roster: readonly RosterEntry[],
): ReadingCandidate[] =>
  seen.length === 0
    ? []
    : scoreRoster(seen, roster)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, MOST_CANDIDATES)
        .map((odds) => ({ ...odds, confidence: 0 }))

/** Scores every student of the roster against one header. */
export function scoreRoster(seen: readonly SeenSignal[], roster: readonly RosterEntry[]): StudentOdds[] {
  const isLine = (one: SeenSignal) => one.field === 'line'
  const readings = seen.every(isLine) ? readLines(seen, roster) : readFields(seen, roster)
  return roster.map(({ id }, i) => {
    const best = bestReading(readings(i), i)
    return {
      studentId: id,
      score: best.score,
      perfect: best.fields.reduce((sum, { perfect }) => sum + (perfect[i] ?? 0), 0),
      fields: best.fields.map((scored) => ({ field: scored.field, agreement: agreement(scored, i) })),
    }
  })
}

/** One way to understand a header: which writing is which field. */
interface HeaderReading {
  fields: FieldScores[]
  cost: number
}
/** The ways to understand a header if it is that student's. */
type Readings = (student: number) => HeaderReading[]

function bestReading(readings: HeaderReading[], i: number): { fields: FieldScores[]; score: number } {
  let best = { fields: [] as FieldScores[], score: Number.NEGATIVE_INFINITY }
  for (const { fields, cost } of readings) {
    const score = fields.reduce((sum, { scores }) => sum + (scores[i] ?? 0), -cost)
    if (score > best.score) best = { fields, score }
  }
  return best
}

/** Fields are what their labels say, or the two names stand each in the place of the other. */
function readFields(seen: readonly SeenSignal[], roster: readonly RosterEntry[]): Readings {
  const straight = seen.flatMap(({ field, signal }) =>
    field === 'line' ? [] : [scoreField(field, signal, roster, SPELLINGS[field])],
  )
  const ways: HeaderReading[] = [{ fields: straight, cost: 0 }]
  const last = seen.find(({ field }) => field === 'lastName')
  const first = seen.find(({ field }) => field === 'firstName')
  if (last !== undefined && first !== undefined)
    ways.push({
      fields: [
        scoreField('lastName', last.signal, roster, spellFirstName),
        scoreField('firstName', first.signal, roster, spellLastName),
        ...straight.filter(({ field }) => field !== 'lastName' && field !== 'firstName'),
      ],
      cost: SWAPPED_COST,
    })
  return () => ways
}

/** Any line may be the name, both names may have a line each; a date and a class count where they fit. */
function readLines(seen: readonly SeenSignal[], roster: readonly RosterEntry[]): Readings {
  const lines = seen.map(({ signal }) => ({
    fullName: scoreField('fullName', signal, roster, spellFullName),
    lastName: scoreField('lastName', signal, roster, spellLastName),
    firstName: scoreField('firstName', signal, roster, spellFirstName),
    birthDate: scoreField('birthDate', signal, roster, spellBirthDate),
    className: scoreField('className', signal, roster, spellClassName),
  }))
  return (i) => {
    const fitting = (field: 'birthDate' | 'className', taken: number[]): FieldScores[] => {
      const [best] = lines
        .flatMap((line, at) => (taken.includes(at) ? [] : [line[field]]))
        .toSorted((a, b) => (b.scores[i] ?? 0) - (a.scores[i] ?? 0))
      return best !== undefined && (best.scores[i] ?? 0) > 0 ? [best] : []
    }
    const readings: HeaderReading[] = []
    const add = (names: FieldScores[], taken: number[]) =>
      readings.push({
        fields: [...names, ...fitting('birthDate', taken), ...fitting('className', taken)],
        cost: 0,
      })
    lines.forEach((line, at) => {
      add([line.fullName], [at])
      lines.forEach((other, otherAt) => {
        if (at !== otherAt) add([line.lastName, other.firstName], [at, otherAt])
      })
    })
    return readings
  }
}

const SPELLINGS: Record<HeaderField, (student: RosterEntry) => Spelling[]> = {
  fullName: spellFullName,
  lastName: spellLastName,
  firstName: spellFirstName,
  birthDate: spellBirthDate,
  className: spellClassName,
}

function scoreField(
  field: HeaderField,
  signal: HandSignal,
  roster: readonly RosterEntry[],
  spell: (student: RosterEntry) => Spelling[],
): FieldScores {
  const spellings = roster.map(spell)
  const texts = [...new Set(spellings.flat().map(({ text }) => text))].filter(fitsLengthOf(signal)).sort()
  const scoreOf = new Map(
    scoreTexts(softFor(field, signal), texts).map((score, i) => [texts[i] ?? '', score]),
  )
  const scores = Float64Array.from(spellings, (ways) =>
    Math.max(IMPOSSIBLE, ...ways.map(({ text, cost }) => (scoreOf.get(text) ?? IMPOSSIBLE) - cost)),
  )
  const best = scores.reduce((a, b) => Math.max(a, b), IMPOSSIBLE)
  return {
    field,
    // A student whose class is not known is neither favoured nor disfavoured by it.
    scores: scores.map((score, i) =>
      spellings[i]?.length === 0 ? best : Math.max(score, best - MOST_AGAINST[field]),
    ),
    perfect: Float64Array.from(spellings, ([first]) => LETTER_BONUS * lettersIn(first?.text ?? '')),
  }
}

const lettersIn = (text: string): number => text.replaceAll(' ', '').length

/** A text much shorter or longer than what was read cannot be what is written: most of the time goes with such. */
function fitsLengthOf(signal: HandSignal): (text: string) => boolean {
  const read = lettersIn(readGreedily(signal))
  return (text) => {
    const letters = lettersIn(text)
    return letters <= 3 * read + 6 && 3 * letters + 3 >= read
  }
}

const agreement = ({ scores, perfect }: FieldScores, i: number): number =>
  Math.min(1, Math.max(0, (scores[i] ?? 0) / Math.max(1, perfect[i] ?? 1)))

/** Letters that a digit is read as, in dates and classes. */
const LOOKALIKES: ReadonlyArray<readonly [letter: string, digit: string]> = [
  ['O', '0'],
  ['D', '0'],
  ['I', '1'],
  ['L', '1'],
  ['Z', '2'],
  ['S', '5'],
  ['B', '8'],
  ['G', '9'],
  ['/', '1'],
]

function softFor(field: HeaderField, signal: HandSignal): SoftSignal {
  if (field !== 'birthDate' && field !== 'className') return soften(signal)
  const probabilities = signal.probabilities.slice()
  for (let step = 0; step < signal.steps; step++) {
    const from = step * SIGNS.length
    for (const [letter, digit] of LOOKALIKES) {
      const at = from + (SIGN_CLASS.get(digit) ?? 0)
      probabilities[at] =
        (probabilities[at] ?? 0) + 0.5 * (signal.probabilities[from + (SIGN_CLASS.get(letter) ?? 0)] ?? 0)
    }
  }
  return soften({ steps: signal.steps, probabilities })
}
