import type { ContinuedNote } from './final-pdf.annotations.ts'
import { Flow } from './final-pdf.flow.ts'
import { BLACK, NOTE_LABEL, NOTE_TEXT, TYPE_COLOURS, TYPE_LABELS } from './final-pdf.look.ts'
import { NOTE_RULE } from './final-pdf.note.ts'
import { breakLines, LEADING } from './final-pdf.text.ts'
import type { TextStyle, Typesetting } from './final-pdf.typesetting.ts'

const TITLE: TextStyle = { size: 15, weight: 'semibold' }
const LINE = NOTE_TEXT.size * LEADING
const INDENT = 10
const HEAD = 14

/** The pages « Annotations (suite) »: the texts that had no room on their page, under the numbers that refer to them. */
export function writeContinuedNotes(notes: readonly ContinuedNote[], type: Typesetting): Flow {
  const flow = new Flow(type)
  const title = 'Annotations (suite)'
  flow.canvas.text(title, flow.left, flow.y + TITLE.size, TITLE, BLACK)
  flow.y += 40
  for (const note of notes) {
    const colour = TYPE_COLOURS[note.type]
    const lines = breakLines(note.text, flow.width - INDENT, NOTE_TEXT, type)
    flow.reserve(HEAD + Math.min(lines.length, 3) * LINE)
    const label = TYPE_LABELS[note.type]
    const head = `Note ${note.number} · page ${note.pageNumber}${label === '' ? '' : ` · ${label}`}`
    flow.canvas.text(head, flow.left, flow.y + NOTE_LABEL.size, { ...NOTE_LABEL, size: 8.5 }, colour)
    flow.y += HEAD
    for (const line of lines) {
      flow.reserve(LINE)
      flow.canvas.fillRect({ x: flow.left, y: flow.y, w: NOTE_RULE, h: LINE }, colour)
      flow.canvas.text(line.text, flow.left + INDENT, flow.y + NOTE_TEXT.size, NOTE_TEXT, BLACK)
      flow.y += LINE
    }
    flow.y += 14
  }
  flow.numberPages(title)
  return flow
}
