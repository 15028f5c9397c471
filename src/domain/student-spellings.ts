import { foldName } from './names.ts'

/** A student as a roster knows them. */
export interface RosterEntry {
  id: number
  lastName: string
  firstName: string
  /** ISO. */
  birthDate: string
  className: string
}

/** One way to write a value, folded; `cost` in the unit of scores: how much rarer it is than the usual way. */
export interface Spelling {
  text: string
  cost: number
}

const fold = (text: string): string => foldName(text).toUpperCase()
const spelling = (text: string, cost = 0): Spelling => ({ text, cost })

/** What it costs to leave out a part of a name, a second given name, or to write both names where one is asked for. */
const PART_ONLY = 3
const FIRST_GIVEN_NAME = 1
const BOTH_NAMES = 2
const OTHER_ORDER = 0.5

export function spellLastName({ lastName, firstName }: RosterEntry): Spelling[] {
  const [last, first] = [fold(lastName), fold(firstName)]
  const parts = last.split(' ').filter((part) => part.length > 3)
  return [
    spelling(last),
    ...(last.includes(' ') ? parts.map((part) => spelling(part, PART_ONLY)) : []),
    spelling(`${last} ${first}`, BOTH_NAMES),
    spelling(`${first} ${last}`, BOTH_NAMES + OTHER_ORDER),
  ]
}

export function spellFirstName({ lastName, firstName }: RosterEntry): Spelling[] {
  const [last, first] = [fold(lastName), fold(firstName)]
  return [
    ...givenNames(firstName),
    spelling(`${first} ${last}`, BOTH_NAMES),
    spelling(`${last} ${first}`, BOTH_NAMES + OTHER_ORDER),
  ]
}

/** All given names, or the first of several; of a double name rather the whole. */
function givenNames(firstName: string): Spelling[] {
  const first = fold(firstName)
  const [only = '', ...more] = firstName.split(/[\s,]+/).filter((name) => name !== '')
  const spellings = [spelling(first)]
  if (more.length > 0) spellings.push(spelling(fold(only), FIRST_GIVEN_NAME))
  const [half = ''] = fold(only).split(' ')
  if (only.includes('-') && half.length > 2) spellings.push(spelling(half, PART_ONLY))
  return spellings
}

export function spellFullName(student: RosterEntry): Spelling[] {
  const last = fold(student.lastName)
  return givenNames(student.firstName).flatMap(({ text, cost }) => [
    spelling(`${last} ${text}`, cost),
    spelling(`${text} ${last}`, cost + OTHER_ORDER),
  ])
}

const MONTHS = [
  ...['JANVIER', 'FEVRIER', 'MARS', 'AVRIL', 'MAI', 'JUIN'],
  ...['JUILLET', 'AOUT', 'SEPTEMBRE', 'OCTOBRE', 'NOVEMBRE', 'DECEMBRE'],
]
const RARE_DATE = 1

/** 18/11/2010, with any separators or none, without leading zeros, with two digits of the year, with the month in letters. */
export function spellBirthDate({ birthDate }: RosterEntry): Spelling[] {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  const [shortDay, shortMonth, shortYear] = [String(Number(day)), String(Number(month)), year.slice(2)]
  const inLetters = `${MONTHS[Number(month) - 1] ?? ''} ${year}`
  const ways = [
    spelling(`${day} ${month} ${year}`),
    spelling(`${day} ${month} ${shortYear}`, RARE_DATE),
    spelling(`${shortDay} ${shortMonth} ${year}`, RARE_DATE),
    spelling(`${shortDay} ${shortMonth} ${shortYear}`, 2 * RARE_DATE),
    spelling(`${shortDay} ${inLetters}`, RARE_DATE),
  ]
  if (shortDay === '1') ways.push(spelling(`1ER ${inLetters}`, RARE_DATE))
  // Without zeros to leave out two ways are one: it costs what the more usual does.
  return ways.filter(({ text }, i) => ways.findIndex((way) => way.text === text) === i)
}

const LEVELS: ReadonlyArray<readonly [level: RegExp, others: readonly string[]]> = [
  [/^(2NDE|2DE|2ND|SECONDE)\b/, ['2NDE', '2DE', '2', 'SECONDE']],
  [/^(1ERE|1RE|PREMIERE)\b/, ['1ERE', '1RE', '1', 'PREMIERE']],
  [/^(TLE|TERMINALE|TERM|T)\b/, ['TLE', 'T', 'TERMINALE', 'TERM']],
]

/** 2NDE 4, 2DE 4, SECONDE 4; a class whose level is not told apart is taken as it is. */
export function spellClassName({ className }: RosterEntry): Spelling[] {
  const name = fold(className)
  if (name === '') return []
  const [, others = []] = LEVELS.find(([level]) => level.test(name)) ?? []
  const rest = LEVELS.reduce((text, [level]) => text.replace(level, ''), name).trim()
  const spellings = new Map([[name, 0]])
  for (const level of others)
    if (!spellings.has(`${level} ${rest}`.trim())) spellings.set(`${level} ${rest}`.trim(), RARE_DATE)
  return [...spellings].map(([text, cost]) => spelling(text, cost))
}
