import type { PageBox } from '#domain/geometry.ts'

/** A point in the frame of the page: both in [0, 1], origin top left, y down. */
export interface PagePoint {
  x: number
  y: number
}

export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const
export type Handle = (typeof HANDLES)[number]

/** Smallest side of a box, as a share of the page: about 1.5 mm of an A4 width. */
export const MIN_SIDE = 0.007

/** Rounded down to a hundred-thousandth of the page (2 µm of an A4 width), so that `x + w` cannot creep over 1. */
const trim = (value: number): number => Math.floor(value * 1e5 + 1e-6) / 1e5

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** The same box, no smaller than the least side, pushed and if need be cut so that it lies within the page. */
export function keepWithin(box: PageBox): PageBox {
  const w = clamp(trim(box.w), MIN_SIDE, 1)
  const h = clamp(trim(box.h), MIN_SIDE, 1)
  return { x: trim(clamp(box.x, 0, 1 - w)), y: trim(clamp(box.y, 0, 1 - h)), w, h }
}

/** The box whose opposite corners are `a` and `b`, cut at the edges of the page. */
export function boxBetween(a: PagePoint, b: PagePoint): PageBox {
  const left = clamp(Math.min(a.x, b.x), 0, 1)
  const top = clamp(Math.min(a.y, b.y), 0, 1)
  return keepWithin({
    x: left,
    y: top,
    w: clamp(Math.max(a.x, b.x), 0, 1) - left,
    h: clamp(Math.max(a.y, b.y), 0, 1) - top,
  })
}

export const moveBox = (box: PageBox, dx: number, dy: number): PageBox =>
  keepWithin({ ...box, x: box.x + dx, y: box.y + dy })

/** Moves the sides that `handle` holds by (`dx`, `dy`); the opposite sides stay where they are. */
export function resizeBox(box: PageBox, handle: Handle, dx: number, dy: number): PageBox {
  let left = box.x
  let top = box.y
  let right = box.x + box.w
  let bottom = box.y + box.h
  if (handle.includes('w')) left = clamp(left + dx, 0, right - MIN_SIDE)
  if (handle.includes('e')) right = clamp(right + dx, left + MIN_SIDE, 1)
  if (handle.startsWith('n')) top = clamp(top + dy, 0, bottom - MIN_SIDE)
  if (handle.startsWith('s')) bottom = clamp(bottom + dy, top + MIN_SIDE, 1)
  return keepWithin({ x: left, y: top, w: right - left, h: bottom - top })
}
