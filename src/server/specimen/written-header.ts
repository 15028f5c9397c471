import { type Box, type Hand, joinBoxes, textWidth, writeText } from './hand.ts'
import { HEADER_FIELDS, type HeaderDesign, type HeaderField, valuePlace } from './header-designs.ts'
import { inkMark, type Mark } from './marks.ts'
import type { Random } from './random.ts'
import { frenchDate, type SpecimenStudent } from './students.ts'

/** Writes the values of the student into the printed header. A value too wide for its place is written narrower. */
export function writeHeader(
  hand: Hand,
  random: Random,
  student: SpecimenStudent,
  examTitle: string,
  design: HeaderDesign,
) {
  const values: Record<HeaderField, string> = {
    nom: hand.capitals ? student.lastName.toLocaleUpperCase('fr') : student.lastName,
    prenom: student.firstName,
    classe: student.className,
    dob: frenchDate(student.birthDate, hand.dateSeparator),
    epreuve: examTitle,
  }
  const marks: Mark[] = []
  const fields: Partial<Record<HeaderField, Box>> = {}
  for (const name of HEADER_FIELDS) {
    const { start, end, baseline, boxMm } = valuePlace(design, name)
    let value: { d: string; box: Box | null } = { d: '', box: null }
    const put = (fitted: Hand, text: string, at: number) => {
      const written = writeText(fitted, random, text, at, baseline)
      value = { d: value.d + written.d, box: joinBoxes(value.box, written.box) }
    }
    if (boxMm !== null) {
      const letters = [...values[name]].slice(0, Math.floor((end - start) / boxMm))
      letters.forEach((letter, i) => {
        put(hand, letter, start + (i + 0.25) * boxMm)
      })
    } else {
      let at = start + random.between(1, 4)
      const room = end - 2 - at
      const width = textWidth(hand, values[name])
      const fitted = width > room ? { ...hand, stretch: (hand.stretch * room) / width } : hand
      for (const word of values[name].split(' ')) {
        put(fitted, word, at)
        at += textWidth(fitted, `${word} `)
      }
    }
    marks.push(...inkMark(value, hand.ink))
    if (value.box) fields[name] = value.box
  }
  return { marks, fields }
}
