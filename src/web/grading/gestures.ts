import {
  type Annotation,
  type AnnotationType,
  type InkPoint,
  readContent,
  writeContent,
} from '#domain/annotations.ts'
import type { PageBox } from '#domain/geometry.ts'
import {
  boxBetween,
  type Handle,
  keepWithin,
  moveBox,
  type PagePoint,
  resizeBox,
} from '#web/ui/box-geometry.ts'
import { boxStrokes } from './box-strokes.ts'
import type { Tool } from './desk-store.ts'

/** What a pointer is doing on a page. Points are in the frame of the page. */
export type Gesture =
  | { kind: 'box'; from: PagePoint; to: PagePoint }
  | { kind: 'ink'; points: InkPoint[] }
  | { kind: 'move'; annotation: Annotation; from: PagePoint; to: PagePoint }
  | { kind: 'resize'; annotation: Annotation; handle: Handle; from: PagePoint; to: PagePoint }

export interface PaperSize {
  widthPt: number
  heightPt: number
}

/** Size in points of what a plain click makes. */
const CLICK_SIZES: Record<AnnotationType, [width: number, height: number]> = {
  COMMENT: [150, 16],
  HIGHLIGHT: [120, 14],
  ERROR: [120, 30],
  BONUS: [120, 30],
}
const SIGN_SIZE: [number, number] = [22, 22]

/** The box that a plain click at `point` makes: signs around it, text from there on. */
export function boxOfClick(point: PagePoint, tool: Tool, type: AnnotationType, paper: PaperSize): PageBox {
  const isSign = tool === 'tick' || tool === 'cross'
  const [width, height] = isSign ? SIGN_SIZE : CLICK_SIZES[type]
  const w = width / paper.widthPt
  const h = height / paper.heightPt
  return keepWithin(
    isSign ? { x: point.x - w / 2, y: point.y - h / 2, w, h } : { x: point.x, y: point.y - h / 2, w, h },
  )
}

/** Shortest move in points that is a drag and not a shaky click. */
const DRAG_PT = 4

export const isDrag = (from: PagePoint, to: PagePoint, paper: PaperSize): boolean =>
  Math.hypot((to.x - from.x) * paper.widthPt, (to.y - from.y) * paper.heightPt) >= DRAG_PT

/** Where the annotation in hand stands while it is moved or resized. */
export function boxInHand(gesture: Extract<Gesture, { kind: 'move' | 'resize' }>): PageBox {
  const dx = gesture.to.x - gesture.from.x
  const dy = gesture.to.y - gesture.from.y
  return gesture.kind === 'move'
    ? moveBox(gesture.annotation, dx, dy)
    : resizeBox(gesture.annotation, gesture.handle, dx, dy)
}

/** Box and content of what a finished drag or click makes with `tool`. */
export function drawnWith(
  tool: Tool,
  type: AnnotationType,
  { from, to }: { from: PagePoint; to: PagePoint },
  paper: PaperSize,
): { box: PageBox; content: string | null } {
  const box = isDrag(from, to, paper) ? boxBetween(from, to) : boxOfClick(to, tool, type, paper)
  const content =
    tool === 'rectangle' || tool === 'tick' || tool === 'cross' ? writeContent({ shape: tool }) : null
  return { box, content }
}

/** Points closer than this to the one before add weight and no shape. In points. */
const INK_STEP_PT = 0.6

/** Adds a point to a stroke unless it is too close to the last one. */
export function extendStroke(points: InkPoint[], point: InkPoint, paper: PaperSize): InkPoint[] {
  const last = points.at(-1)
  if (
    last !== undefined &&
    Math.hypot((point[0] - last[0]) * paper.widthPt, (point[1] - last[1]) * paper.heightPt) < INK_STEP_PT
  ) {
    return points
  }
  return [...points, point]
}

/** Past this the drawing goes on as another annotation; the contract holds 200 000 characters. */
const MOST_INK = 120_000

/** The drawing of `annotation` (ink) with one more stroke, given in the frame of the page; null when it is full. */
export function withStroke(
  annotation: Annotation,
  stroke: InkPoint[],
): { box: PageBox; content: string } | null {
  const content = readContent(annotation.content)
  if (content.shape !== 'ink' || (annotation.content ?? '').length > MOST_INK) return null
  const onPage = content.strokes.map((points) =>
    points.map(
      ([x, y, pressure]): InkPoint => [
        annotation.x + x * annotation.w,
        annotation.y + y * annotation.h,
        pressure,
      ],
    ),
  )
  const { box, strokes } = boxStrokes([...onPage, stroke])
  return { box, content: JSON.stringify({ ...content, strokes }) }
}
