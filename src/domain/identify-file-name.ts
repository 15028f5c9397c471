import { foldName } from './names.ts'

/** What the roster knows of a student that a file name may say. */
export interface NamedStudent {
  id: number
  lastName: string
  firstName: string
  /** ISO day. */
  birthDate: string
  className: string
  email: string | null
}

/** Words between a family name and what people call it: « de La Roche » is also looked for as « Roche ». */
const PARTICLES = new Set([
  'de',
  'du',
  'des',
  'd',
  'la',
  'le',
  'les',
  'l',
  'van',
  'von',
  'der',
  'den',
  'el',
  'al',
  'ben',
  'bel',
  'da',
  'dos',
  'di',
])

/** Words of file names that name nobody by themselves. */
const NOISE = new Set(
  (
    'copie copies copy scan scans scanner num numero no page pages recto verso eleve etudiant devoir devoirs ds dm dst dtl bac brevet blanc examen exam epreuve ' +
    'controle evaluation interro test sujet version final finale doc document documents fichier img image photo pdf jpg jpeg png tif tiff zip corrige sans titre ' +
    'nouveau nouvelle classe groupe salle lycee ecole terminale premiere seconde tle tg maths math mathematiques francais philo philosophie histoire geographie anglais ' +
    'physique chimie svt ses nsi le la les de du des et en a au aux un une janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'
  ).split(' '),
)

/** Words after which a number is that of a student and not of a copy. */
const BEFORE_NUMBER = new Set(['eleve', 'etudiant', 'id', 'identifiant', 'matricule'])
const NUMBER_SIGNS = new Set(['n', 'no', 'num', 'numero'])

type Part = 'last' | 'first'
/** The whole name, the name without its particles, one name of several, an initial. */
const QUALITY = { whole: 3, bare: 2, piece: 1, initial: 0 } as const

interface IndexedName<S> {
  student: S
  part: Part
  quality: number
}
/** A run of words of the file name, from `start` up to `end`. */
interface Run {
  start: number
  end: number
}
interface Candidate<S> {
  student: S
  words: Set<number>
  lastQuality: number
  firstQuality: number
  isLastNoise: boolean
}

/**
 * A reader of file names for one roster. It answers the one student whom a name speaks of: by e-mail address or its local part, by family name and first
 * name in either order, by one of the two if nothing else in the name could be a name, or by number. Accents, case, hyphens and particles do not count.
 * A birth date or a class tells homonyms apart. Null when nobody is named, or more than one could be meant.
 */
export function fileNameReader<S extends NamedStudent>(
  roster: readonly S[],
  examName = '',
): (identifier: string) => S | null {
  const index = indexNames(roster)
  const noise = new Set([
    ...NOISE,
    ...wordsOf(examName),
    ...roster.flatMap(({ className }) => wordsOf(className)),
  ])
  return (identifier) => {
    const words = wordsOf(identifier)
    return (
      byEmail(identifier, roster) ??
      byName(identifier, words, index, (word) => noise.has(word) || /^(\p{N}+|.)$/u.test(word)) ??
      byNumber(identifier, words, roster)
    )
  }
}

/** Folded words; « DurandLéa2 » has three. */
const wordsOf = (text: string): string[] =>
  foldName(
    text
      .normalize('NFC')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{L})(\p{N})/gu, '$1 $2')
      .replace(/(\p{N})(\p{L})/gu, '$1 $2'),
  )
    .split(' ')
    .filter((word) => word !== '')

function indexNames<S extends NamedStudent>(roster: readonly S[]): Map<string, IndexedName<S>[]> {
  const index = new Map<string, IndexedName<S>[]>()
  const add = (spelling: string, name: IndexedName<S>) => {
    const known = index.get(spelling) ?? []
    // A name of one word is whole, bare and a piece at once: the best counts.
    if (known.some((other) => other.student === name.student && other.part === name.part)) return
    index.set(spelling, [...known, name])
  }
  for (const student of roster) {
    for (const part of ['last', 'first'] as const) {
      const names = foldName(part === 'last' ? student.lastName : student.firstName).split(' ')
      add(names.join(''), { student, part, quality: QUALITY.whole })
      const bare = names.slice(names.findIndex((name) => !PARTICLES.has(name)))
      add(bare.join(''), { student, part, quality: QUALITY.bare })
      for (const piece of part === 'last' ? bare : bare.slice(0, 1))
        if (piece.length > 2) add(piece, { student, part, quality: QUALITY.piece })
    }
  }
  index.delete('')
  return index
}

function byEmail<S extends NamedStudent>(identifier: string, roster: readonly S[]): S | null {
  const text = identifier.normalize('NFC').toLowerCase()
  const address = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/u.exec(text)?.[0]
  if (address !== undefined) return onlyOne(roster.filter(({ email }) => email?.toLowerCase() === address))
  const parts = new Set([text, ...text.split(/[\s_,;()]+/)])
  return onlyOne(
    roster.filter(({ email }) => {
      const local = email?.toLowerCase().split('@')[0] ?? ''
      return /\p{L}.*\P{L}.*\p{L}/u.test(local) && parts.has(local)
    }),
  )
}

function byName<S extends NamedStudent>(
  identifier: string,
  words: string[],
  index: Map<string, IndexedName<S>[]>,
  isNoise: (word: string) => boolean,
): S | null {
  const found = findNames(words, index)
  const isAllNoise = ({ start, end }: Run) => words.slice(start, end).every(isNoise)
  const restIsNoise = (used: Set<number>) => words.every((word, at) => used.has(at) || isNoise(word))
  const tellApart = (students: S[]) => onlyOne(students) ?? bySideFacts(identifier, words, students)

  const both = found.flatMap((names) => {
    const candidate = joinBest(names, words, isAllNoise)
    return candidate === null || (candidate.isLastNoise && !restIsNoise(candidate.words)) ? [] : [candidate]
  })
  if (both.length > 0) {
    const named = both.filter(({ firstQuality }) => firstQuality > QUALITY.initial)
    return tellApart(bestOf(named.length > 0 ? named : both))
  }
  const alone = found.filter(({ last, first }) =>
    [...last, ...first].some(
      ({ run, quality }) => quality >= QUALITY.bare && !isAllNoise(run) && restIsNoise(wordsIn([run])),
    ),
  )
  return tellApart(alone.map(({ student }) => student))
}

interface FoundRun {
  run: Run
  quality: number
}
interface FoundNames<S> {
  student: S
  last: FoundRun[]
  first: FoundRun[]
}

/** Longer than any name of a person; what follows a long run of words is no name. */
const MOST_WORDS_OF_A_NAME = 6

function findNames<S>(words: string[], index: Map<string, IndexedName<S>[]>): FoundNames<S>[] {
  const found = new Map<S, FoundNames<S>>()
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= Math.min(words.length, start + MOST_WORDS_OF_A_NAME); end++) {
      for (const { student, part, quality } of index.get(words.slice(start, end).join('')) ?? []) {
        const names = found.get(student) ?? { student, last: [], first: [] }
        names[part].push({ run: { start, end }, quality })
        found.set(student, names)
      }
    }
  }
  return [...found.values()]
}

/** Family name and first name side by side or apart, but not one word for both; the fullest of the ways to read them. */
function joinBest<S extends NamedStudent>(
  { student, last, first }: FoundNames<S>,
  words: string[],
  isAllNoise: (run: Run) => boolean,
): Candidate<S> | null {
  const initial = foldName(student.firstName)[0]
  const initials = words.flatMap((word, at): FoundRun[] =>
    word === initial ? [{ run: { start: at, end: at + 1 }, quality: QUALITY.initial }] : [],
  )
  let best: Candidate<S> | null = null
  for (const one of last) {
    for (const other of [...first, ...initials]) {
      if (one.run.start < other.run.end && other.run.start < one.run.end) continue
      const candidate: Candidate<S> = {
        student,
        words: wordsIn([one.run, other.run]),
        lastQuality: one.quality,
        firstQuality: other.quality,
        isLastNoise: isAllNoise(one.run),
      }
      if (best === null || compare(candidate, best) > 0) best = candidate
    }
  }
  return best
}

const wordsIn = (runs: Run[]): Set<number> =>
  new Set(runs.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)))

const compare = <S>(a: Candidate<S>, b: Candidate<S>): number =>
  a.words.size - b.words.size || a.lastQuality + a.firstQuality - b.lastQuality - b.firstQuality

/** Those who fit best; nobody when another is named by words that they leave over. */
function bestOf<S>(candidates: Candidate<S>[]): S[] {
  const best = candidates.reduce((a, b) => (compare(b, a) > 0 ? b : a))
  if (candidates.some(({ words }) => [...words].some((word) => !best.words.has(word)))) return []
  return candidates.filter((candidate) => compare(candidate, best) === 0).map(({ student }) => student)
}

/** A birth date, or else a class, that only one of several has. */
function bySideFacts<S extends NamedStudent>(identifier: string, words: string[], students: S[]): S | null {
  const days = daysIn(identifier)
  const text = ` ${words.join(' ')} `
  return (
    onlyOne(students.filter(({ birthDate }) => days.has(birthDate))) ??
    onlyOne(students.filter(({ className }) => text.includes(` ${wordsOf(className).join(' ')} `)))
  )
}

/** Every day the text may mean, as ISO days: 12-03-2008, 2008-03-12, 12032008, 20080312. */
function daysIn(text: string): Set<string> {
  const days = new Set<string>()
  const add = (year = '', month = '', day = '') =>
    days.add(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  for (const [, day, month, year] of text.matchAll(/(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](\d{4})(?!\d)/g))
    add(year, month, day)
  for (const [, year, month, day] of text.matchAll(/(?<!\d)(\d{4})[-_. ](\d{1,2})[-_. ](\d{1,2})(?!\d)/g))
    add(year, month, day)
  for (const [, digits = ''] of text.matchAll(/(?<!\d)(\d{8})(?!\d)/g)) {
    add(digits.slice(4), digits.slice(2, 4), digits.slice(0, 2))
    add(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6))
  }
  return days
}

/** A number alone, or one said to be a student's: « 1234 », « élève n° 1234 ». Any other counts copies. */
function byNumber<S extends NamedStudent>(
  identifier: string,
  words: string[],
  roster: readonly S[],
): S | null {
  const alone = /^[1-9]\d*$/.exec(identifier.trim())?.[0]
  const said = words.find((word, at) => {
    const before = NUMBER_SIGNS.has(words[at - 1] ?? '') ? words[at - 2] : words[at - 1]
    return /^\d+$/.test(word) && BEFORE_NUMBER.has(before ?? '')
  })
  const number = alone ?? said
  return number === undefined ? null : onlyOne(roster.filter(({ id }) => id === Number(number)))
}

const onlyOne = <T>(found: T[]): T | null => (found.length === 1 ? (found[0] ?? null) : null)
