import { formatMark } from '#domain/scoring.ts'
import type { Colour } from './final-pdf.canvas.ts'
import type { Flow } from './final-pdf.flow.ts'
import { BLACK, GREY, HAIRLINE } from './final-pdf.look.ts'
import type { FinalMarks, MarkRow } from './final-pdf.marks.ts'
import { breakLines } from './final-pdf.text.ts'
import type { TextStyle } from './final-pdf.typesetting.ts'

const LABEL: TextStyle = { size: 10, weight: 'regular' }
const SUM: TextStyle = { size: 10, weight: 'semibold' }
const REMARK: TextStyle = { size: 9, weight: 'regular' }
const HEADING: TextStyle = { size: 8, weight: 'semibold' }
const LABEL_LINE = 13
const REMARK_LINE = 11.5
const PADDING = 4
const INDENT = 14
/** A barème deeper than this keeps its labels readable rather than its steps. */
const DEEPEST = 8
/** Distances from the right edge to the decimal commas of the maxima and of the marks. */
const MAX_COMMA = 22
const MARK_COMMA = 82
const NUMBERS_WIDTH = 130

/** One line for each exercise and question, then the total; the headings are repeated on each page. */
export function drawMarksTable(flow: Flow, marks: FinalMarks): void {
  flow.reserve(60)
  drawHeadings(flow)
  flow.repeatHeading = () => drawHeadings(flow)
  for (const row of marks.rows) drawRow(flow, row)
  const { total, totalMax } = marks
  drawRow(flow, { depth: 0, label: 'Total', mark: total, max: totalMax, remark: null, isLeaf: false })
}

function drawHeadings(flow: Flow): void {
  const { canvas, type, right } = flow
  const baseline = flow.y + HEADING.size
  const centred = (text: string, comma: number) =>
    canvas.text(text, right - comma - type.width(text, HEADING) / 2, baseline, HEADING, GREY)
  canvas.text('Question', flow.left, baseline, HEADING, GREY)
  centred('Note', MARK_COMMA)
  centred('Barème', MAX_COMMA)
  flow.y += 14
  canvas.fillRect({ x: flow.left, y: flow.y, w: flow.width, h: 0.8 }, BLACK)
}

function drawRow(flow: Flow, row: MarkRow): void {
  const style = row.isLeaf ? LABEL : SUM
  const left = flow.left + Math.min(row.depth, DEEPEST) * INDENT
  const width = flow.right - NUMBERS_WIDTH - left
  const labels = breakLines(row.label, width, style, flow.type)
  const remarks = breakLines(row.remark ?? '', width, REMARK, flow.type)
  // A row stays on one page as far as it can; of a long remark, the first lines stay with their question.
  const kept =
    Math.max(1, Math.min(labels.length, 6)) * LABEL_LINE + Math.min(remarks.length, 4) * REMARK_LINE
  flow.reserve(kept + PADDING * 2)
  flow.y += PADDING
  drawNumber(flow, row.mark === null ? '–' : formatMark(row.mark), MARK_COMMA, style, BLACK)
  drawNumber(flow, formatMark(row.max), MAX_COMMA, LABEL, GREY)
  for (const [index, { text }] of labels.entries()) {
    if (index > 0) flow.reserve(LABEL_LINE)
    flow.canvas.text(text, left, flow.y + LABEL.size, style, BLACK)
    flow.y += LABEL_LINE
  }
  if (labels.length === 0) flow.y += LABEL_LINE
  for (const { text } of remarks) {
    flow.reserve(REMARK_LINE)
    flow.canvas.text(text, left, flow.y + REMARK.size, REMARK, GREY)
    flow.y += REMARK_LINE
  }
  flow.y += PADDING
  flow.canvas.fillRect({ x: flow.left, y: flow.y, w: flow.width, h: 0.5 }, HAIRLINE)
}

/** Draws a number so that its comma, or the place where it would be, is `comma` points from the right edge. */
function drawNumber(flow: Flow, text: string, comma: number, style: TextStyle, colour: Colour): void {
  const whole = text.split(',', 1)[0] ?? ''
  const x = flow.right - comma - flow.type.width(whole, style)
  flow.canvas.text(text, x, flow.y + LABEL.size, style, colour)
}
