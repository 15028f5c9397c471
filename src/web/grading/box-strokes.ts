import type { InkPoint } from '#domain/annotations.ts'
import type { PageBox } from '#domain/geometry.ts'
import { boxBetween } from '#web/ui/box-geometry.ts'

/**
 * Turns strokes drawn on the page (points in the frame of the page) into the box that holds them
 * and the same strokes in the frame of that box.
 */
export function boxStrokes(strokes: readonly InkPoint[][]): { box: PageBox; strokes: InkPoint[][] } {
  const points = strokes.flat()
  const xs = points.map(([x]) => clamp(x, 0, 1))
  const ys = points.map(([, y]) => clamp(y, 0, 1))
  const box = boxBetween(
    { x: Math.min(...xs), y: Math.min(...ys) },
    { x: Math.max(...xs), y: Math.max(...ys) },
  )
  const within = (value: number): number => Math.round(clamp(value, 0, 1) * 1e4) / 1e4
  return {
    box,
    strokes: strokes.map((stroke) =>
      stroke.map(
        ([x, y, pressure]): InkPoint => [
          within((x - box.x) / box.w),
          within((y - box.y) / box.h),
          Math.round(clamp(pressure, 0, 1) * 100) / 100,
        ],
      ),
    ),
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
