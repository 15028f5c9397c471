import type { Annotation } from '#domain/annotations.ts'
import { formatDelta } from '#domain/scoring.ts'
import type { Box, Canvas } from './final-pdf.canvas.ts'
import { NOTE_LABEL, NOTE_TEXT, TYPE_COLOURS, TYPE_LABELS, WHITE } from './final-pdf.look.ts'
import type { TextLine } from './final-pdf.text.ts'
import { breakLines, LEADING } from './final-pdf.text.ts'
import type { Typesetting } from './final-pdf.typesetting.ts'

/** What is written for an annotation: a line with the type's word and the points, then the text. */
export interface Note {
  type: Annotation['type']
  label: string
  pill: string
  lines: TextLine[]
  /** Number of the note on the pages « Annotations (suite) » where the text goes on; null when all of it is here. */
  continuedAs: number | null
}

/** Width of the rule on the left. */
export const NOTE_RULE = 1.2
/** The rule and the gap after it. */
export const NOTE_INDENT = 6
const PADDING = 2
const LINE = NOTE_TEXT.size * LEADING
const HEAD = 12
const PILL_HEIGHT = 10.5
const PILL_PADDING = 4

/** The note of `annotation` with `text` wrapped in `width` points, rule included; null when there is nothing to write. */
export function writeNote(
  annotation: Annotation,
  text: string,
  width: number,
  type: Typesetting,
): Note | null {
  const textWidth = width - NOTE_INDENT - PADDING
  const pill = annotation.scoreDelta === null ? '' : formatDelta(annotation.scoreDelta)
  const lines = breakLines(text, textWidth, NOTE_TEXT, type)
  if (pill === '' && lines.length === 0) return null
  return { type: annotation.type, label: TYPE_LABELS[annotation.type], pill, lines, continuedAs: null }
}

const hasHead = (note: Note): boolean => note.label !== '' || note.pill !== '' || note.continuedAs !== null

export function noteSize(note: Note, type: Typesetting): { w: number; h: number } {
  const widest = Math.max(
    headWidth(note, type),
    ...note.lines.map((line) => type.width(line.text, NOTE_TEXT)),
  )
  const head = hasHead(note) ? HEAD : 0
  return { w: NOTE_INDENT + widest + PADDING, h: head + note.lines.length * LINE + PADDING * 2 }
}

/** How many lines of text a note of `height` points holds. */
export const linesWithin = (height: number): number => Math.floor((height - HEAD - PADDING * 2) / LINE)

const referenceText = (note: Note): string =>
  note.continuedAs === null ? '' : `${note.lines.length > 0 ? 'suite\u00a0: ' : ''}note ${note.continuedAs}`

function headWidth(note: Note, type: Typesetting): number {
  const parts = [
    note.label === '' ? 0 : type.width(note.label, NOTE_LABEL),
    note.pill === '' ? 0 : type.width(note.pill, NOTE_LABEL) + PILL_PADDING * 2,
    note.continuedAs === null ? 0 : type.width(referenceText(note), NOTE_LABEL),
  ].filter((width) => width > 0)
  return parts.reduce((sum, width) => sum + width, 0) + Math.max(0, parts.length - 1) * 5
}

/** Draws the note with its top left corner at (`box.x`, `box.y`), on a veil that keeps it readable over handwriting. */
export function drawNote(canvas: Canvas, note: Note, box: Box): void {
  const colour = TYPE_COLOURS[note.type]
  canvas.under('Veil', () => canvas.fillRect(box, WHITE))
  canvas.fillRect({ x: box.x, y: box.y, w: NOTE_RULE, h: box.h }, colour)
  const left = box.x + NOTE_INDENT
  let top = box.y + PADDING
  if (hasHead(note)) {
    drawHead(canvas, note, left, top)
    top += HEAD
  }
  for (const [index, line] of note.lines.entries()) {
    canvas.text(line.text, left, top + index * LINE + NOTE_TEXT.size, NOTE_TEXT, colour)
  }
}

function drawHead(canvas: Canvas, note: Note, left: number, top: number): void {
  const colour = TYPE_COLOURS[note.type]
  const baseline = top + 8
  let x = left
  if (note.label !== '') {
    canvas.text(note.label, x, baseline, NOTE_LABEL, colour)
    x += canvas.type.width(note.label, NOTE_LABEL) + 5
  }
  if (note.pill !== '') {
    const width = canvas.type.width(note.pill, NOTE_LABEL) + PILL_PADDING * 2
    canvas.fillRoundRect({ x, y: top, w: width, h: PILL_HEIGHT }, PILL_HEIGHT / 2, colour)
    canvas.text(note.pill, x + PILL_PADDING, baseline, NOTE_LABEL, WHITE)
    x += width + 5
  }
  if (note.continuedAs !== null) canvas.text(referenceText(note), x, baseline, NOTE_LABEL, colour)
}
