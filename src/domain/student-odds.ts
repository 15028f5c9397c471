import { type HandSignal, SIGN_CLASS, SIGNS } from './hand-signal.ts'
import type { HeaderField } from './header-fields.ts'
import { IMPOSSIBLE, type SoftSignal, scoreTexts, soften } from './name-odds.ts'
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
  field: HeaderField
  signal: HandSignal
}

/** How well a header fits one student. */
export interface StudentOdds {
  studentId: number
  /** Sum over the fields; differences between students are log-odds. */
  score: number
  /** Share of what the names would score if they were read without any doubt, about 0 for a stranger, 1 for a clear hand. */
  nameFit: number
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

interface FieldScores {
  field: HeaderField
  /** By student, in the order of the roster. */
  scores: Float64Array
  /** What a perfect reading of the student's own value would score. */
  perfect: Float64Array
}

/** Scores every student of the roster against one header. */
export function scoreRoster(seen: readonly SeenSignal[], roster: readonly RosterEntry[]): StudentOdds[] {
  const fields = seen.map(({ field, signal }) => scoreField(field, softFor(field, signal), roster, SPELLINGS[field]))
  const swapped = scoreSwapped(seen, roster)
  return roster.map((student, i) => {
    const straight = fields.reduce((sum, { scores }) => sum + (scores[i] ?? 0), 0)
    const others = fields.filter(({ field }) => field !== 'lastName' && field !== 'firstName')
    const crossed =
      swapped === null
        ? Number.NEGATIVE_INFINITY
        : [...swapped, ...others].reduce((sum, { scores }) => sum + (scores[i] ?? 0), -SWAPPED_COST)
    const chosen = crossed > straight && swapped !== null ? [...swapped, ...others] : fields
    return {
      studentId: student.id,
      score: Math.max(straight, crossed),
      nameFit: nameFit(chosen, i),
      fields: chosen.map((scored) => ({ field: scored.field, agreement: agreement(scored, i) })),
    }
  })
}

const SPELLINGS: Record<HeaderField, (student: RosterEntry) => Spelling[]> = {
  fullName: spellFullName,
  lastName: spellLastName,
  firstName: spellFirstName,
  birthDate: spellBirthDate,
  className: spellClassName,
}

/** The last name looked for in the field of the first name, and the other way round. */
function scoreSwapped(seen: readonly SeenSignal[], roster: readonly RosterEntry[]): FieldScores[] | null {
  const last = seen.find(({ field }) => field === 'lastName')
  const first = seen.find(({ field }) => field === 'firstName')
  if (last === undefined || first === undefined) return null
  return [
    scoreField('lastName', softFor('lastName', last.signal), roster, spellFirstName),
    scoreField('firstName', softFor('firstName', first.signal), roster, spellLastName),
  ]
}

function scoreField(
  field: HeaderField,
  signal: SoftSignal,
  roster: readonly RosterEntry[],
  spell: (student: RosterEntry) => Spelling[],
): FieldScores {
  const spellings = roster.map(spell)
  const texts = [...new Set(spellings.flat().map(({ text }) => text))].sort()
  const scoreOf = new Map(scoreTexts(signal, texts).map((score, i) => [texts[i] ?? '', score]))
  const scores = Float64Array.from(spellings, (ways) =>
    Math.max(IMPOSSIBLE, ...ways.map(({ text, cost }) => (scoreOf.get(text) ?? IMPOSSIBLE) - cost)),
  )
  const best = scores.reduce((a, b) => Math.max(a, b), IMPOSSIBLE)
  const perfect = Float64Array.from(spellings, ([first]) => 2 * (first?.text.replaceAll(' ', '').length ?? 0))
  return {
    field,
    // A student whose class is not known is neither favoured nor disfavoured by it.
    scores: scores.map((score, i) =>
      spellings[i]?.length === 0 ? best : Math.max(score, best - MOST_AGAINST[field]),
    ),
    perfect,
  }
}

const agreement = ({ scores, perfect }: FieldScores, i: number): number =>
  Math.min(1, Math.max(0, (scores[i] ?? 0) / Math.max(1, perfect[i] ?? 1)))

function nameFit(fields: readonly FieldScores[], i: number): number {
  const names = fields.filter(({ field }) => field !== 'birthDate' && field !== 'className')
  const score = names.reduce((sum, { scores }) => sum + (scores[i] ?? 0), 0)
  const perfect = names.reduce((sum, field) => sum + (field.perfect[i] ?? 0), 0)
  return perfect === 0 ? 0 : score / perfect
}

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
