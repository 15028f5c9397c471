import { EXERCISES, type SpecimenQuestion } from './answers.ts'
import { drawFigure } from './figures.ts'
import { type Box, type Hand, joinBoxes, textWidth, writeText } from './hand.ts'
import {
  HEADER_FIELDS,
  type HeaderField,
  LINE_MM,
  MARGIN_MM,
  PAGE_HEIGHT_MM,
  PAGE_WIDTH_MM,
} from './paper.ts'
import type { Random } from './random.ts'
import { frenchDate, type SpecimenStudent } from './students.ts'

/** Everything written by hand on one page, as SVG in millimetres; empty on a blank page. */
export interface WrittenPage {
  svg: string
  /** The ink of each header value; only on the first page. */
  fields: Partial<Record<HeaderField, Box>>
}

export interface CompositionWanted {
  student: SpecimenStudent
  hand: Hand
  random: Random
  examTitle: string
  /** How many pages there are, and on how many of them something is written (at least the first). */
  pages: number
  writtenPages: number
}

const LEFT_MM = MARGIN_MM + 3
const RIGHT_MM = PAGE_WIDTH_MM - 7
/** The second colour of a tidy student: titles and underlines. */
const TITLE_INKS = ['#b3232f', '#1f7a4a', ''] as const

/** Writes a whole copy: header, then answers that run from page to page until `writtenPages` are full. */
export function composeCopy(wanted: CompositionWanted): WrittenPage[] {
  const { hand, random } = wanted
  const pages: WrittenPage[] = Array.from({ length: wanted.pages }, () => ({ svg: '', fields: {} }))
  const titleInk = random.pick(TITLE_INKS) || hand.ink
  // Some stop in the middle of their last page.
  const lastLine = Math.floor(PAGE_HEIGHT_MM / LINE_MM) - 2 - (random.chance(0.7) ? random.integer(2, 20) : 0)
  let page = 0
  let line = 9

  const add = (svg: string) => {
    const target = pages[page]
    if (target) target.svg += svg
  }
  const full = () => page >= Math.min(wanted.writtenPages, wanted.pages)
  const advance = (lines: number, needed = 1) => {
    line += lines
    const bottom = page + 1 >= wanted.writtenPages ? lastLine : Math.floor(PAGE_HEIGHT_MM / LINE_MM) - 2
    if (line + needed - 1 > bottom) {
      page += 1
      line = 3
    }
  }
  const ink = (d: string, colour = hand.ink) =>
    d === '' ? '' : `<path d="${d}" fill="${colour}" fill-opacity=".88"/>`
  const stroke = (d: string, colour = hand.ink, widthMm = 0.3) =>
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${widthMm}" stroke-linecap="round" stroke-opacity=".85"/>`

  const writeLine = (text: string, x: number, colour = hand.ink) => {
    add(ink(writeText(hand, random, text, x, line * LINE_MM - 0.3).d, colour))
    return x + textWidth(hand, text)
  }
  const writeParagraph = (text: string) => {
    const space = textWidth(hand, 'n') * 0.8
    let x = LEFT_MM + random.between(0, 4)
    let d = ''
    for (const word of text.split(' ')) {
      const width = textWidth(hand, word)
      if (x + width > RIGHT_MM) {
        add(ink(d))
        d = ''
        advance(1)
        if (full()) return
        x = LEFT_MM + random.normal() * hand.wobbleMm * 2
      }
      if (random.chance(0.012) && x + width * 2 + space < RIGHT_MM) {
        d += writeText(hand, random, word, x, line * LINE_MM - 0.3).d
        add(stroke(scribble(random, x, line * LINE_MM - 1.2, width), hand.ink, 0.4))
        x += width + space
      }
      d += writeText(hand, random, word, x, line * LINE_MM - 0.3).d
      x += width + space * random.between(0.85, 1.2)
    }
    add(ink(d))
  }

  const answer = (question: SpecimenQuestion) => {
    add(ink(writeText(hand, random, question.label, MARGIN_MM - 14, line * LINE_MM - 0.3).d))
    const kept = question.sentences.filter(() => random.chance(0.85))
    writeParagraph((kept.length > 0 ? kept : question.sentences.slice(0, 1)).join(' '))
    advance(1)
    for (const working of question.working ?? []) {
      if (full()) return
      const end = writeLine(working, LEFT_MM + 18)
      if (working === question.working?.at(-1) && random.chance(0.5)) {
        const y = line * LINE_MM
        add(stroke(`M${LEFT_MM + 16} ${y - 5.4}H${end + 2}V${y + 1.8}H${LEFT_MM + 16}Z`, titleInk))
      }
      advance(1)
    }
    if (!question.figure || full() || !random.chance(0.7)) return
    const figureLines = 6
    advance(0, figureLines)
    if (full()) return
    add(drawFigure(question.figure, hand, random, LEFT_MM + random.between(12, 40), (line - 1) * LINE_MM + 2))
    advance(figureLines)
  }

  writeHeader(pages[0], wanted)
  for (let n = 0; !full(); n++) {
    const exercise = EXERCISES[n % EXERCISES.length]
    if (!exercise) break
    const end = writeLine(exercise.title, LEFT_MM, titleInk)
    add(stroke(`M${LEFT_MM} ${line * LINE_MM + 1.4}L${end} ${line * LINE_MM + 1.2}`, titleInk))
    advance(2)
    for (const question of exercise.questions) {
      if (full()) break
      answer(question)
      if (!full()) advance(random.chance(0.6) ? 1 : 0)
    }
    if (!full()) advance(1, 3)
  }
  return pages
}

/** Puts the values of the student in the printed header. A value too wide for its place is written narrower. */
function writeHeader(page: WrittenPage | undefined, { student, hand, random, examTitle }: CompositionWanted) {
  if (!page) return
  const values: Record<HeaderField, string> = {
    nom: hand.capitals ? student.lastName.toLocaleUpperCase('fr') : student.lastName,
    prenom: student.firstName,
    classe: student.className,
    dob: frenchDate(student.birthDate, hand.dateSeparator),
    epreuve: examTitle,
  }
  for (const name of Object.keys(HEADER_FIELDS) as HeaderField[]) {
    const field = HEADER_FIELDS[name]
    const x = field.x + random.between(0, 3)
    const room = field.area[2] - 2 - x
    const width = textWidth(hand, values[name])
    const fitted = width > room ? { ...hand, stretch: (hand.stretch * room) / width } : hand
    let d = ''
    let box: Box | null = null
    let at = x
    for (const word of values[name].split(' ')) {
      const written = writeText(fitted, random, word, at, field.baseline)
      d += written.d
      box = joinBoxes(box, written.box)
      at += textWidth(fitted, `${word} `)
    }
    page.svg += `<path d="${d}" fill="${hand.ink}" fill-opacity=".9"/>`
    if (box) page.fields[name] = box
  }
}

function scribble(random: Random, x: number, y: number, width: number): string {
  let d = `M${x - 0.5} ${y}`
  for (let at = 1.2; at < width + 0.6; at += 1.2)
    d += `L${(x + at).toFixed(2)} ${(y + random.normal() * 0.8).toFixed(2)}`
  return d
}
