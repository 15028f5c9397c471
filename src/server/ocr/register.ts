import type { GreyPlane } from '#server/image/grey-plane.ts'
import { PX_PER_MM } from './header-scale.ts'
import type { Frame } from './line-pieces.ts'

/** Pixels, as coordinates. */
export interface Points {
  xs: Int16Array
  ys: Int16Array
}

/** How far what is printed stands from where it stood on another page, in pixels, and how much of it was found there, 0..1. */
export interface Shift {
  x: number
  y: number
  share: number
}

/** Sheets lie on the glass and are cut at the fold so differently at most. */
const FARTHEST_PX = Math.round(12 * PX_PER_MM)
/** The first search goes in steps of this, and takes ink so near for found. */
const STEP_PX = 4
/** In the second, pixels may be one off: two scans are never the same. */
const TOLERANCE_PX = 1
/** So many points tell a place as well as all of them. */
const COARSE_POINTS = 400
const FINE_POINTS = 2000

/** Where the points of one page stand on another one. */
export function findShift(points: Points, page: GreyPlane): Shift {
  const coarse = search(thinned(points, COARSE_POINTS), thickened(page, STEP_PX >> 1), {
    ...{ x: 0, y: 0, reach: FARTHEST_PX, step: STEP_PX },
  })
  const many = thinned(points, FINE_POINTS)
  const fine = search(many, thickened(page, TOLERANCE_PX), {
    ...{ x: coarse.x, y: coarse.y, reach: STEP_PX, step: 1 },
  })
  // Thickened ink is found as well in the places around: of those, the one where the ink itself lies.
  const { x, y } = search(many, page, { x: fine.x, y: fine.y, reach: 2 * TOLERANCE_PX, step: 1 })
  return { x, y, share: fine.share }
}

function search(
  points: Points,
  page: GreyPlane,
  around: { x: number; y: number; reach: number; step: number },
): Shift {
  let best: Shift = { x: around.x, y: around.y, share: -1 }
  for (let y = around.y - around.reach; y <= around.y + around.reach; y += around.step)
    for (let x = around.x - around.reach; x <= around.x + around.reach; x += around.step) {
      const share = shareFound(points, page, x, y)
      if (share > best.share) best = { x, y, share }
    }
  return best
}

/** The share of the points that are ink on the page when it is shifted. */
export function shareFound({ xs, ys }: Points, page: GreyPlane, shiftX: number, shiftY: number): number {
  let found = 0
  for (let i = 0; i < xs.length; i++) {
    const x = (xs[i] ?? 0) + shiftX
    const y = (ys[i] ?? 0) + shiftY
    if (x < 0 || y < 0 || x >= page.widthPx || y >= page.heightPx) continue
    if ((page.pixels[y * page.widthPx + x] ?? 0) > 0) found++
  }
  return xs.length === 0 ? 0 : found / xs.length
}

/** The pixels of a plane within frames that are ink, or that are not. */
export function pointsIn({ pixels, widthPx }: GreyPlane, frames: readonly Frame[], inked: boolean): Points {
  const xs: number[] = []
  const ys: number[] = []
  for (const { left, right, top, bottom } of frames)
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++)
        if ((pixels[y * widthPx + x] ?? 0) > 0 === inked) {
          xs.push(x)
          ys.push(y)
        }
  return { xs: Int16Array.from(xs), ys: Int16Array.from(ys) }
}

function thinned({ xs, ys }: Points, most: number): Points {
  const step = Math.max(1, Math.ceil(xs.length / most))
  return step === 1
    ? { xs, ys }
    : { xs: xs.filter((_, i) => i % step === 0), ys: ys.filter((_, i) => i % step === 0) }
}

/** Ink reaches `px` further in every direction. */
function thickened({ pixels, widthPx, heightPx }: GreyPlane, px: number): GreyPlane {
  const thick = new Uint8Array(pixels.length)
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      if (pixels[y * widthPx + x] === 0) continue
      const left = Math.max(0, x - px)
      const right = Math.min(widthPx, x + px + 1)
      for (let j = Math.max(0, y - px); j <= Math.min(heightPx - 1, y + px); j++)
        thick.fill(1, j * widthPx + left, j * widthPx + right)
    }
  return { pixels: thick, widthPx, heightPx }
}
