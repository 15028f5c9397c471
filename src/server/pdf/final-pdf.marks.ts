import { formatMark, outOf20 } from '#domain/scoring.ts'
import type { Colour } from './final-pdf.canvas.ts'
import { Flow } from './final-pdf.flow.ts'
import { BLACK, GREY, HAIRLINE, INK_BLUE } from './final-pdf.look.ts'
import { drawMarksTable } from './final-pdf.marks-table.ts'
import { breakLines, LEADING } from './final-pdf.text.ts'
import type { TextStyle, Typesetting } from './final-pdf.typesetting.ts'

export interface MarkRow {
  /** 0 for an exercise, 1 for its questions, … */
  depth: number
  label: string
  /** Points; null when there is none. */
  mark: number | null
  max: number
  remark: string | null
  /** A question that carries a mark of its own; otherwise the sum of those below. */
  isLeaf: boolean
}

export interface FinalMarks {
  examName: string
  /** ISO 8601 date. */
  examDate: string
  subject: string | null
  /** Birth date in ISO 8601. */
  owner: { name: string; className: string; birthDate: string } | { anonymousId: string }
  rows: MarkRow[]
  total: number
  totalMax: number
  appreciation: string | null
  correctorName?: string
}

const TITLE: TextStyle = { size: 20, weight: 'semibold' }
const OWNER: TextStyle = { size: 13, weight: 'semibold' }
const BODY: TextStyle = { size: 10.5, weight: 'regular' }
const HEADING: TextStyle = { size: 10.5, weight: 'semibold' }
const TOTAL: TextStyle = { size: 34, weight: 'semibold' }
const TOTAL_MAX: TextStyle = { size: 16, weight: 'regular' }
/** Between the text on the left and the total on the right. */
const GUTTER = 24

/** The marks of the copy: who, how many points in all, question by question, and the appreciation. */
export function writeMarks(marks: FinalMarks, type: Typesetting): Flow {
  const flow = new Flow(type)
  drawTop(flow, marks)
  drawMarksTable(flow, marks)
  drawAppreciation(flow, marks)
  flow.numberPages('Relevé de notes')
  return flow
}

function drawTop(flow: Flow, marks: FinalMarks): void {
  const top = flow.y
  const totalWidth = drawTotal(flow, marks, top)
  const width = flow.width - totalWidth - GUTTER
  writeLines(flow, marks.examName, TITLE, BLACK, width)
  flow.y += 3
  const when = [marks.subject, frenchDate(marks.examDate)].filter((part) => part).join(' · ')
  writeLines(flow, when, BODY, GREY, width)
  flow.y += 16
  const { owner } = marks
  if ('anonymousId' in owner) {
    writeLines(flow, `Copie anonyme ${owner.anonymousId}`, OWNER, BLACK, width)
  } else {
    writeLines(flow, owner.name, OWNER, BLACK, width)
    const born = owner.birthDate === '' ? '' : `Date de naissance\u00a0: ${frenchDate(owner.birthDate)}`
    writeLines(flow, [owner.className, born].filter((part) => part !== '').join(' · '), BODY, GREY, width)
  }
  flow.y = Math.max(flow.y, top + 62) + 18
}

/** Draws the total at the right edge. @returns its width. */
function drawTotal(flow: Flow, { total, totalMax }: FinalMarks, top: number): number {
  const { canvas, type, right } = flow
  const points = formatMark(total)
  const max = `\u00a0/\u00a0${formatMark(totalMax)}`
  const maxWidth = type.width(max, TOTAL_MAX)
  const width = type.width(points, TOTAL) + maxWidth
  canvas.text(points, right - width, top + 30, TOTAL, INK_BLUE)
  canvas.text(max, right - maxWidth, top + 30, TOTAL_MAX, GREY)
  if (totalMax === 20 || totalMax <= 0) return width
  const brought = `soit ${formatMark(outOf20(total, totalMax))}\u00a0/\u00a020`
  const broughtWidth = type.width(brought, BODY)
  canvas.text(brought, right - broughtWidth, top + 50, BODY, BLACK)
  return Math.max(width, broughtWidth)
}

function drawAppreciation(flow: Flow, { appreciation, correctorName }: FinalMarks): void {
  const indent = 12
  const lines = breakLines(appreciation ?? '', flow.width - indent, BODY, flow.type)
  const line = BODY.size * LEADING
  flow.repeatHeading = null
  if (lines.length > 0) {
    flow.y += 22
    flow.reserve(20 + Math.min(lines.length, 3) * line)
    flow.canvas.text('Appréciation', flow.left, flow.y + HEADING.size, HEADING, BLACK)
    flow.y += 20
    for (const { text } of lines) {
      flow.reserve(line)
      flow.canvas.fillRect({ x: flow.left, y: flow.y, w: 1.5, h: line }, INK_BLUE)
      flow.canvas.text(text, flow.left + indent, flow.y + BODY.size, BODY, BLACK)
      flow.y += line
    }
  }
  if (correctorName === undefined || correctorName === '') return
  flow.y += 18
  flow.reserve(line + 10)
  flow.canvas.fillRect({ x: flow.left, y: flow.y, w: 40, h: 0.6 }, HAIRLINE)
  flow.y += 10
  writeLines(flow, `Correction\u00a0: ${correctorName}`, BODY, GREY, flow.width)
}

function writeLines(flow: Flow, text: string, style: TextStyle, colour: Colour, width: number): void {
  const line = style.size * LEADING
  for (const { text: shown } of breakLines(text, width, style, flow.type)) {
    flow.reserve(line)
    flow.canvas.text(shown, flow.left, flow.y + style.size, style, colour)
    flow.y += line
  }
}

const frenchDates = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' })

/** « 12 mars 2026 », « 1er mars 2026 »; what is not an ISO date is left as it is. */
export function frenchDate(iso: string): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(iso)?.[0]
  const date = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return iso
  return frenchDates.format(date).replace(/^1 /, '1er ')
}
