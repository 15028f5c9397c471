import { type Box, type Hand, joinBoxes, textWidth, writeText } from './hand.ts'
import { inkMark, type Mark } from './marks.ts'
import { HEADER_FIELDS, type HeaderField } from './paper.ts'
import type { Random } from './random.ts'
import { frenchDate, type SpecimenStudent } from './students.ts'

/** Writes the values of the student into the printed header. A value too wide for its place is written narrower. */
export function writeHeader(hand: Hand, random: Random, student: SpecimenStudent, examTitle: string) {
  const values: Record<HeaderField, string> = {
    nom: hand.capitals ? student.lastName.toLocaleUpperCase('fr') : student.lastName,
    prenom: student.firstName,
    classe: student.className,
    dob: frenchDate(student.birthDate, hand.dateSeparator),
    epreuve: examTitle,
  }
  const marks: Mark[] = []
  const fields: Partial<Record<HeaderField, Box>> = {}
  for (const name of Object.keys(HEADER_FIELDS) as HeaderField[]) {
    const field = HEADER_FIELDS[name]
    const x = field.x + random.between(0, 3)
    const room = field.area[2] - 2 - x
    const width = textWidth(hand, values[name])
    const fitted = width > room ? { ...hand, stretch: (hand.stretch * room) / width } : hand
    let value: { d: string; box: Box | null } = { d: '', box: null }
    let at = x
    for (const word of values[name].split(' ')) {
      const written = writeText(fitted, random, word, at, field.baseline)
      value = { d: value.d + written.d, box: joinBoxes(value.box, written.box) }
      at += textWidth(fitted, `${word} `)
    }
    marks.push(...inkMark(value, hand.ink))
    if (value.box) fields[name] = value.box
  }
  return { marks, fields }
}
