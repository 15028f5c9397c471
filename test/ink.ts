import type { GreyPlane } from '#server/image/grey-plane.ts'

/** A plane without ink. */
export const blankPlane = (widthPx: number, heightPx: number): GreyPlane => ({
  pixels: new Uint8Array(widthPx * heightPx),
  widthPx,
  heightPx,
})

/** Black ink in a rectangle, as far as it is on the plane. */
export function fillInk(plane: GreyPlane, x: number, y: number, widthPx: number, heightPx: number): void {
  for (let row = Math.max(0, y); row < Math.min(plane.heightPx, y + heightPx); row++)
    for (let column = Math.max(0, x); column < Math.min(plane.widthPx, x + widthPx); column++)
      plane.pixels[row * plane.widthPx + column] = 255
}

/** A plane as it is drawn: `#` is ink. */
export function drawnPlane(...rows: string[]): GreyPlane {
  const plane = blankPlane(rows[0]?.length ?? 0, rows.length)
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) if (row[x] === '#') fillInk(plane, x, y, 1, 1)
  })
  return plane
}

export const inkAt = ({ pixels, widthPx }: GreyPlane, x: number, y: number): boolean =>
  (pixels[y * widthPx + x] ?? 0) > 0

export const countInk = ({ pixels }: GreyPlane): number =>
  pixels.reduce((sum, value) => sum + +(value > 0), 0)
