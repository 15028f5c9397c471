import { getStroke } from 'perfect-freehand'
import type { InkPoint } from '#domain/annotations.ts'

/** Width of a stroke in points, before pressure; the final PDF uses the same. */
const PEN_PT = 2.4
const HIGHLIGHTER_PT = 11

/** SVG path (in points) of a stroke whose points are shares of a box of `width` × `height` points at (`left`, `top`). */
export function inkPath(
  stroke: readonly InkPoint[],
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  isHighlighter: boolean,
): string {
  const points = stroke.map(([x, y, pressure]) => [left + x * width, top + y * height, pressure])
  const outline = getStroke(points, {
    size: isHighlighter ? HIGHLIGHTER_PT : PEN_PT,
    thinning: 0.55,
    smoothing: 0.5,
    streamline: 0.3,
    simulatePressure: false,
  })
  return smoothOutline(outline)
}

/** Closed curve through the middles of the outline's sides. */
function smoothOutline(outline: readonly number[][]): string {
  const at = (index: number): [number, number] => {
    const [x = 0, y = 0] = outline[index % outline.length] ?? []
    return [x, y]
  }
  const middle = (index: number): string => {
    const [x0, y0] = at(index)
    const [x1, y1] = at(index + 1)
    return `${round((x0 + x1) / 2)} ${round((y0 + y1) / 2)}`
  }
  if (outline.length < 3) return ''
  const curves = outline.map((_, index) => {
    const [x, y] = at(index + 1)
    return `Q${round(x)} ${round(y)} ${middle(index + 1)}`
  })
  return `M${middle(0)}${curves.join('')}Z`
}

const round = (value: number): number => Math.round(value * 100) / 100
