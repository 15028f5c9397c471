import type { Annotation, AnnotationContent } from '#domain/annotations.ts'
import { readContent } from '#domain/annotations.ts'
import type { Box, Canvas } from './final-pdf.canvas.ts'
import { TYPE_COLOURS } from './final-pdf.look.ts'
import type { Note } from './final-pdf.note.ts'
import { drawNote, linesWithin, NOTE_INDENT, NOTE_RULE, noteSize, writeNote } from './final-pdf.note.ts'
import { type Corner, Placing } from './final-pdf.placing.ts'
import { drawShape, drawTextFrame } from './final-pdf.shapes.ts'
import { joinLines } from './final-pdf.text.ts'

/** Text for which there was no room on its page. */
export interface ContinuedNote {
  number: number
  /** 1-based page of the final PDF that refers to it. */
  pageNumber: number
  type: Annotation['type']
  text: string
}

/** Narrowest column worth reading, and the width of a note beside a drawing, in points. */
const NARROWEST = 84
const BESIDE = 150
/** A note pushed further than this from its place would seem to speak of something else. */
const REACH = 130
const GAP = 4

/**
 * Draws the annotations of one page. `canvas` is the upright half.
 * @returns the texts that did not fit, numbered from `firstNumber`.
 */
export function drawAnnotations(
  canvas: Canvas,
  annotations: readonly Annotation[],
  pageNumber: number,
  firstNumber: number,
): ContinuedNote[] {
  const drawn = annotations.map((annotation) => ({
    annotation,
    content: readContent(annotation.content),
    box: toPoints(annotation, canvas),
  }))
  // Highlights first: multiplied under the ink, they must not tint the other marks.
  const shapes = drawn.toSorted(
    (a, b) => Number(isHighlight(b.annotation)) - Number(isHighlight(a.annotation)),
  )
  for (const { annotation, content, box } of shapes) drawShape(canvas, annotation, content, box)

  const placing = new Placing({ w: canvas.width, h: canvas.height })
  const continued: ContinuedNote[] = []
  // Texts that were given a box of their own come before those that only stand beside something.
  const notes = drawn.toSorted((a, b) => Number(standsBeside(a)) - Number(standsBeside(b)))
  for (const item of notes) {
    const rest = placeNote(canvas, placing, item, firstNumber + continued.length)
    if (rest !== null) {
      continued.push({
        number: firstNumber + continued.length,
        pageNumber,
        type: item.annotation.type,
        text: rest,
      })
    }
  }
  return continued
}

/** Top left corners where a note would like to stand, the best first. */
type Corners = readonly [Corner, ...Corner[]]

interface Drawn {
  annotation: Annotation
  content: AnnotationContent
  box: Box
}

const isHighlight = (annotation: Annotation): boolean => annotation.type === 'HIGHLIGHT'
const standsBeside = ({ annotation, content }: Drawn): boolean =>
  isHighlight(annotation) || content.shape !== 'text'

const isFramedText = ({ annotation, content }: Drawn): boolean =>
  content.shape === 'text' && (annotation.type === 'ERROR' || annotation.type === 'BONUS')

const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

function toPoints({ x, y, w, h }: Box, canvas: Canvas): Box {
  return { x: x * canvas.width, y: y * canvas.height, w: w * canvas.width, h: h * canvas.height }
}

/** Writes the text and points of one annotation. @returns the text left over, if any. */
function placeNote(canvas: Canvas, placing: Placing, item: Drawn, number: number): string | null {
  const { annotation, content, box } = item
  const beside = standsBeside(item)
  const width = beside ? widthBeside(box, canvas) : widthInside(box, canvas)
  const note = writeNote(annotation, content.text ?? '', width, canvas.type)
  if (!note) {
    if (isFramedText(item)) drawTextFrame(canvas, annotation, box, box)
    else if (!beside) canvas.fillRect({ ...box, w: NOTE_RULE }, TYPE_COLOURS[annotation.type])
    return null
  }
  const size = noteSize(note, canvas.type)
  const corners: Corners = beside ? cornersAround(box, size) : [{ x: box.x, y: box.y }]
  // Points without a text fit nowhere else: rather on each other than left out.
  const whole =
    placing.take(size, corners, REACH) ?? (note.lines.length === 0 ? placing.force(size, corners[0]) : null)
  if (whole) drawNote(canvas, note, whole)
  const part = whole ? { place: whole, rest: null } : placeBeginning(canvas, placing, note, corners, number)
  if (isFramedText(item)) {
    // A text that had to move takes its frame along, rather than leave it around another's text.
    drawTextFrame(canvas, annotation, touches(box, part.place) ? box : part.place, part.place)
  }
  return part.rest
}

/** Writes as many lines as there is room for, and the number under which the text goes on. */
function placeBeginning(
  canvas: Canvas,
  placing: Placing,
  note: Note,
  corners: Corners,
  number: number,
): { place: Box; rest: string } {
  const first = corners[0]
  const fitting = linesWithin(placing.roomBelow(first.y))
  for (const count of [fitting, 12, 6, 3]) {
    if (count < 3 || count >= note.lines.length) continue
    const beginning = { ...note, lines: note.lines.slice(0, count), continuedAs: number }
    const place = placing.take(noteSize(beginning, canvas.type), corners, REACH)
    if (!place) continue
    drawNote(canvas, beginning, place)
    return { place, rest: joinLines(note.lines.slice(count)) }
  }
  const reference = { ...note, lines: [], continuedAs: number }
  const size = noteSize(reference, canvas.type)
  const place = placing.take(size, corners, REACH) ?? placing.force(size, first)
  drawNote(canvas, reference, place)
  return { place, rest: joinLines(note.lines) }
}

const widthInside = (box: Box, canvas: Canvas): number =>
  Math.max(box.w, Math.min(NARROWEST, canvas.width - NOTE_INDENT))

function widthBeside(box: Box, canvas: Canvas): number {
  const right = canvas.width - box.x - box.w - GAP * 2
  return right >= NARROWEST ? Math.min(right, BESIDE) : Math.max(box.w, BESIDE)
}

/** Right of the box, below it, left of it, above it. */
function cornersAround(box: Box, size: { w: number; h: number }): Corners {
  return [
    { x: box.x + box.w + GAP, y: box.y },
    { x: box.x, y: box.y + box.h + GAP },
    { x: box.x - size.w - GAP, y: box.y },
    { x: box.x, y: box.y - size.h - GAP },
  ]
}
