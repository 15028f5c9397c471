import type { PageBox } from './geometry.ts'

export const ANNOTATION_TYPES = ['COMMENT', 'HIGHLIGHT', 'ERROR', 'BONUS'] as const
export type AnnotationType = (typeof ANNOTATION_TYPES)[number]

/** A mark on a page. The box is in the frame of the upright A4 page. */
export interface Annotation extends PageBox {
  id: string
  pageIndex: number
  type: AnnotationType
  /** Plain text, or the JSON of a `Drawing` (see `readContent`). */
  content: string | null
  /** Points added (or taken away) to `questionId`; null counts for nothing. */
  scoreDelta: number | null
  questionId: string | null
}

/** A point of a stroke in the frame of the annotation's own box: x, y and pressure in [0, 1]. */
export type InkPoint = [x: number, y: number, pressure: number]

/** What an annotation shows when it is not plain text. `text` is a note written beside it. */
export type Drawing =
  | { shape: 'ink'; strokes: InkPoint[][]; text?: string }
  | { shape: 'rectangle'; text?: string }
  | { shape: 'tick'; text?: string }
  | { shape: 'cross'; text?: string }

export type AnnotationContent = { shape: 'text'; text: string } | Drawing

const DRAWN_SHAPES: readonly string[] = ['ink', 'rectangle', 'tick', 'cross']

/** Reads `content`: JSON with a known `shape` is a drawing, anything else is the text itself. Never throws. */
export function readContent(content: string | null): AnnotationContent {
  if (content === null) return { shape: 'text', text: '' }
  if (!content.startsWith('{')) return { shape: 'text', text: content }
  try {
    const value: unknown = JSON.parse(content)
    if (isDrawing(value)) return value
  } catch {
    // A text that happens to begin with a brace.
  }
  return { shape: 'text', text: content }
}

export function writeContent(content: AnnotationContent): string | null {
  if (content.shape === 'text') return content.text === '' ? null : content.text
  return JSON.stringify(content)
}

function isDrawing(value: unknown): value is Drawing {
  if (typeof value !== 'object' || value === null || !('shape' in value)) return false
  if (typeof value.shape !== 'string' || !DRAWN_SHAPES.includes(value.shape)) return false
  if ('text' in value && typeof value.text !== 'string') return false
  return value.shape !== 'ink' || ('strokes' in value && isStrokes(value.strokes))
}

function isStrokes(value: unknown): value is InkPoint[][] {
  return (
    Array.isArray(value) &&
    value.every(
      (stroke) =>
        Array.isArray(stroke) &&
        stroke.every(
          (point) => Array.isArray(point) && point.length === 3 && point.every((n) => Number.isFinite(n)),
        ),
    )
  )
}
