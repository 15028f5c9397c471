import { getStroke } from 'perfect-freehand'
import type { Annotation, AnnotationContent, InkPoint } from '#domain/annotations.ts'
import type { Box, Canvas, Colour, Point } from './final-pdf.canvas.ts'
import { HIGHLIGHTER, TYPE_COLOURS } from './final-pdf.look.ts'

/** Points, before pressure. */
const PEN = 2.4
const HIGHLIGHTER_PEN = 11
const OUTLINE = 1.3
/** Points. */
const SMALLEST_SIGN = 10
/** Longest over shortest side. */
const WIDEST_SIGN = 1.4

/** Draws the frame of an error or bonus without a drawing around its place and its text. */
export function drawTextFrame(canvas: Canvas, annotation: Annotation, box: Box, note: Box): void {
  const [x, y] = [Math.min(box.x, note.x), Math.min(box.y, note.y)]
  const right = Math.max(box.x + box.w, note.x + note.w)
  const bottom = Math.max(box.y + box.h, note.y + note.h)
  canvas.strokeRect({ x, y, w: right - x, h: bottom - y }, TYPE_COLOURS[annotation.type], OUTLINE)
}

/** Draws the mark itself, without its text: the ink, the rectangle, the tick… `box` in points. */
export function drawShape(
  canvas: Canvas,
  annotation: Annotation,
  content: AnnotationContent,
  box: Box,
): void {
  if (annotation.type !== 'HIGHLIGHT') {
    drawWithPen(canvas, content, box, TYPE_COLOURS[annotation.type])
    return
  }
  canvas.under('Highlighter', () => {
    if (content.shape === 'text' || content.shape === 'rectangle') canvas.fillRect(box, HIGHLIGHTER)
    else if (content.shape === 'ink') drawInk(canvas, content.strokes, box, HIGHLIGHTER, HIGHLIGHTER_PEN)
  })
  if (content.shape === 'tick' || content.shape === 'cross') {
    drawWithPen(canvas, content, box, TYPE_COLOURS.HIGHLIGHT)
  }
}

function drawWithPen(canvas: Canvas, content: AnnotationContent, box: Box, colour: Colour): void {
  const sign = signWithin(box)
  const at = (x: number, y: number): Point => [sign.x + x * sign.w, sign.y + y * sign.h]
  const thickness = Math.min(3.5, Math.max(1.2, Math.min(sign.w, sign.h) * 0.1))
  switch (content.shape) {
    case 'text':
      // Its text is drawn with the notes.
      return
    case 'rectangle':
      canvas.strokeRect(box, colour, OUTLINE)
      return
    case 'tick':
      canvas.strokeLine([at(0.06, 0.56), at(0.36, 0.9), at(0.94, 0.1)], colour, thickness)
      return
    case 'cross':
      canvas.strokeLine([at(0.1, 0.1), at(0.9, 0.9)], colour, thickness)
      canvas.strokeLine([at(0.9, 0.1), at(0.1, 0.9)], colour, thickness)
      return
    case 'ink':
      drawInk(canvas, content.strokes, box, colour, PEN)
  }
}

function drawInk(canvas: Canvas, strokes: InkPoint[][], box: Box, colour: Colour, size: number): void {
  for (const stroke of strokes) {
    const points = stroke.map(([x, y, pressure]) => [
      box.x + clamp(x) * box.w,
      box.y + clamp(y) * box.h,
      clamp(pressure),
    ])
    const outline = getStroke(points, {
      size,
      thinning: 0.55,
      smoothing: 0.5,
      streamline: 0.3,
      simulatePressure: false,
    })
    canvas.fillSmoothOutline(outline, colour)
  }
}

/** Where a tick or a cross is drawn in its box: about square, and seen even when it was made by a mere click. */
function signWithin(box: Box): Box {
  const w = Math.max(SMALLEST_SIGN, Math.min(box.w, box.h * WIDEST_SIGN))
  const h = Math.max(SMALLEST_SIGN, Math.min(box.h, box.w * WIDEST_SIGN))
  return { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h }
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value))
