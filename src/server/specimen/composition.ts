import { EXERCISES, type SpecimenQuestion } from './answers.ts'
import { drawFigure } from './figures.ts'
import type { Box, Hand } from './hand.ts'
import type { HeaderDesign, HeaderField } from './header-designs.ts'
import type { Mark } from './marks.ts'
import { LEFT_MM, PageFlow } from './page-flow.ts'
import { MARGIN_MM } from './paper.ts'
import type { Random } from './random.ts'
import type { SpecimenStudent } from './students.ts'
import { writeHeader } from './written-header.ts'

/** Everything written by hand on one page; no marks on a blank page. */
export interface WrittenPage {
  marks: Mark[]
  /** The ink of each header value, in millimetres; only on the first page. */
  fields: Partial<Record<HeaderField, Box>>
  /** The form printed on it; null on all but the first page. */
  header: HeaderDesign | null
  /** « 2/3 », where the student numbered it. */
  number?: string
}

export interface CompositionWanted {
  student: SpecimenStudent
  hand: Hand
  random: Random
  examTitle: string
  header: HeaderDesign
  /** Each exercise begins on a new page. */
  newPages: boolean
  /** How many pages there are, and on how many of them something is written (at least the first). */
  pages: number
  writtenPages: number
}

/** The second colour of a tidy student, for titles and frames; '' for those who have one pen. */
const TITLE_INKS = ['#b3232f', '#1f7a4a', ''] as const

/** Writes a whole copy: header, then answers that run from page to page until `writtenPages` are full. */
export function composeCopy(wanted: CompositionWanted): WrittenPage[] {
  const { hand, random } = wanted
  const titleInk = random.pick(TITLE_INKS) || hand.ink
  const header = writeHeader(hand, random, wanted.student, wanted.examTitle, wanted.header)
  const flow = new PageFlow(hand, random, wanted.writtenPages)
  for (let n = 0; !flow.full; n++) {
    const exercise = EXERCISES[n % EXERCISES.length]
    if (!exercise) break
    // One double sheet holds the whole exam; longer copies come back to what was answered before.
    if (n >= EXERCISES.length && wanted.pages <= 4) break
    const title = n < EXERCISES.length ? exercise.title : `${exercise.title} (suite)`
    const end = flow.write(title, LEFT_MM, titleInk)
    flow.underline(LEFT_MM, end, titleInk)
    flow.advance(2)
    for (const question of exercise.questions) {
      if (flow.full) break
      answer(question, flow, hand, random, titleInk)
    }
    if (!flow.full && wanted.newPages) flow.turnPage()
    else if (!flow.full) flow.advance(1, 4)
  }
  return Array.from({ length: wanted.pages }, (_, page) => ({
    marks: [...(page === 0 ? header.marks : []), ...(flow.pages[page] ?? [])],
    fields: page === 0 ? header.fields : {},
    header: page === 0 ? wanted.header : null,
  }))
}

function answer(
  question: SpecimenQuestion,
  flow: PageFlow,
  hand: Hand,
  random: Random,
  frameInk: string,
): void {
  flow.write(question.label, MARGIN_MM - 14)
  const kept = question.sentences.filter(() => random.chance(0.88))
  flow.writeParagraph(
    (kept.length > 0 ? kept : question.sentences).map((ways) => random.pick(ways)).join(' '),
  )
  if (flow.full) return
  flow.advance(1)
  const working = question.working ? random.pick(question.working) : []
  for (const [i, text] of working.entries()) {
    if (flow.full) return
    const end = flow.write(text, LEFT_MM + 18)
    if (i === working.length - 1 && random.chance(0.5)) flow.frame(LEFT_MM + 16, end + 2, frameInk)
    flow.advance(1)
  }
  if (question.figure && random.chance(0.7)) {
    flow.advance(0, 6)
    if (flow.full) return
    flow.add(drawFigure(question.figure, hand, random, LEFT_MM + random.between(12, 40), flow.topMm + 3))
    flow.advance(6)
  }
  if (!flow.full) flow.advance(random.chance(0.6) ? 1 : 0)
}
