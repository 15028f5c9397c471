/** A box in the frame of a page: every value in [0, 1], origin top left, y down, `x + w <= 1`, `y + h <= 1`. */
export interface PageBox {
  x: number
  y: number
  w: number
  h: number
}

/** Clockwise quarter turns, in degrees. */
export type Rotation = 0 | 90 | 180 | 270
export const ROTATIONS = [0, 90, 180, 270] as const satisfies readonly Rotation[]

/** Sum of two clockwise turns. */
export const addRotation = (a: Rotation, b: Rotation): Rotation => ((a + b) % 360) as Rotation

/** Where `box` stands after the page that carries it is turned clockwise by `rotation`. */
export function rotateBox(box: PageBox, rotation: Rotation): PageBox {
  const left = fromFarSide(box.x, box.w)
  const top = fromFarSide(box.y, box.h)
  switch (rotation) {
    case 0:
      return box
    case 90:
      return { x: top, y: box.x, w: box.h, h: box.w }
    case 180:
      return { x: left, y: top, w: box.w, h: box.h }
    case 270:
      return { x: box.y, y: left, w: box.h, h: box.w }
  }
}

/** Where a stretch begins seen from the other end; a hair below 0 after rounding would lie outside the page. */
const fromFarSide = (start: number, length: number): number => Math.max(0, 1 - start - length)
